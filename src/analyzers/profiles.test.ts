import { expect, test } from 'vitest';
import { Profile } from '@aima/contract';
import { analyzers } from './index.ts';
import { profiles, runningStages } from './profiles.ts';

const profile = (name: string) => profiles.find((each) => each.name === name) ?? expect.fail(`no profile ${name}`);
const on = (name: string): string[] => profile(name).analyzers.filter((each) => each.on !== false).map((each) => each.name);
const off = (name: string): string[] => profile(name).analyzers.filter((each) => each.on === false).map((each) => each.name);

test.each(profiles.map((each) => [each.name, each] as const))('%s has the shape of every profile, and nobody twice', (_, each) => {
  expect(Profile.parse(each)).toEqual(each);
  const names = each.analyzers.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

/** Member lists as the three source systems state them, written down apart from the profiles. */
const NAMED_IN_THE_SOURCES: Readonly<Record<string, string>> = {
  'short-video-19': 'object_detection text_overlay camera_analysis background_segmentation color_analysis content_quality scene_segmentation cut_analysis eye_tracking age_estimation body_pose qwen2_vl_temporal temporal_flow speech_transcription audio_analysis audio_environment speech_emotion speech_flow cross_analyzer_intelligence',
  'short-video-21': 'object_detection product_detection visual_effects text_overlay camera_analysis background_segmentation color_analysis content_quality scene_segmentation cut_analysis eye_tracking age_estimation composition_analysis blip2 temporal_flow speech_transcription audio_analysis audio_environment sound_effects speech_emotion speech_rate',
  'short-video-23': 'object_detection product_detection visual_effects text_overlay camera_analysis background_segmentation color_analysis content_quality scene_segmentation cut_analysis eye_tracking age_estimation qwen2_vl_temporal qwen2_vl_optimized temporal_flow speech_transcription audio_analysis audio_environment sound_effects speech_emotion speech_rate speech_flow comment_cta_detection',
};

test.each(Object.entries(NAMED_IN_THE_SOURCES))('%s has exactly the members that its source names', (name, members) => {
  expect(on(name)).toHaveLength(Number(name.slice(-2)));
  expect(on(name).toSorted()).toEqual(members.split(' ').toSorted());
});

test('of the forty-two of the largest system nineteen are registered but off', () => {
  expect(off('short-video-23')).toHaveLength(19);
  expect(new Set([...on('short-video-23'), ...off('short-video-23')]).size).toBe(42);
});

test('every name of a profile is a registered analyzer', () => {
  const named = new Set(profiles.flatMap((each) => each.analyzers.map(({ name }) => name)));
  expect([...named].filter((name) => !analyzers.some((each) => each.name === name))).toEqual([]);
});

test('every registered analyzer is in lite and in full, on or stated as off', () => {
  for (const name of ['lite', 'full']) {
    const known = new Set(profile(name).analyzers.map((each) => each.name));
    expect(analyzers.map((each) => each.name).filter((each) => !known.has(each)), name).toEqual([]);
    expect(off(name)).toEqual(['auroracap_analyzer']);
  }
});

const plan = (name: string) => Object.fromEntries(runningStages(profile(name)).map(({ stage, analyzers: members }) => [stage, members.map((each) => each.name)]));

test('the four groups hold thirteen of the twenty-one; the others are in the default group, which comes last', () => {
  const groups = plan('short-video-21');
  expect(Object.entries(groups).map(([stage, members]) => [stage, members.length])).toEqual([['stage1_gpu_heavy', 4], ['stage2_gpu_medium', 3], ['stage3_gpu_light', 3], ['cpu_parallel', 3], ['default', 8]]);
  expect(groups['stage1_gpu_heavy']?.toSorted()).toEqual(['blip2', 'object_detection', 'product_detection', 'visual_effects']);
  expect(groups['default']?.toSorted()).toEqual(['age_estimation', 'audio_environment', 'cut_analysis', 'eye_tracking', 'scene_segmentation', 'sound_effects', 'speech_emotion', 'speech_rate']);
});

test('the five stages hold all nineteen', () => {
  const stages = plan('short-video-19');
  expect(Object.values(stages).map((members) => members.length)).toEqual([1, 3, 9, 5, 1]);
  expect(stages['stage1']).toEqual(['qwen2_vl_temporal']);
  expect(stages['stage5']).toEqual(['cross_analyzer_intelligence']);
});

test('a profile may put the default stage anywhere', () => {
  const stages = runningStages({ stages: [{ name: 'default' }, { name: 'late' }], analyzers: [{ name: 'a', stage: 'late' }, { name: 'b' }, { name: 'c', on: false }] });
  expect(stages).toEqual([{ stage: 'default', analyzers: [{ name: 'b' }] }, { stage: 'late', analyzers: [{ name: 'a', stage: 'late' }] }]);
});
