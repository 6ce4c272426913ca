import { expect, test } from 'vitest';
import type { Observation, OpenShot, Run } from '@aima/contract';
import { endWindow, windowJoiner, type WindowFindings } from './join.ts';

const WHOLE = { mediaId: 'm', durationMs: 1_200_000, language: 'en' } as const;
const run = (analyzer: string, more: Partial<Run> = {}): Run => ({ id: `r-${analyzer}`, mediaId: 'm', analyzer, version: 1, status: 'done', models: [], parameters: {}, seconds: 2, device: 'cpu', coverage: 1, ...more });
let count = 0;
const seen = (analyzer: string, startMs: number, endMs: number, more: Partial<Observation> = {}): Observation => ({
  id: `o-${analyzer}-${count++}`, runId: `r-${analyzer}`, mediaId: 'm', analyzer, startMs, endMs, confidence: 1, sentence: '', source: 'model', ...more,
});
const found = (fromMs: number, observations: Observation[], more: Partial<WindowFindings> = {}): WindowFindings => ({
  fromMs, toMs: fromMs + 600_000, observations, keyframes: [], runs: [...new Set(observations.map(({ analyzer }) => analyzer))].map((name) => run(name)), ...more,
});
const shot = (fromMs: number, more: Partial<OpenShot> = {}): OpenShot => ({ fromMs, explicit: false, adults: false, ...more });

test('a window ends at the last cut at which nobody speaks, else in a pause, else at any cut, else where it ends', () => {
  const cuts = [seen('cut_analysis', 500_000, 500_000, { label: 'cut' }), seen('cut_analysis', 560_000, 560_000, { label: 'cut' }), seen('cut_analysis', 590_000, 590_000, { label: 'cut' })];
  const talk = (startMs: number, endMs: number): Observation => seen('speech_transcription', startMs, endMs, { text: 'so' });
  const ended = (...observations: Observation[]) => [endWindow(found(0, observations), false)].map(({ toMs, atCut }) => [toMs, atCut])[0];
  expect(ended(...cuts)).toEqual([590_000, true]);
  expect(ended(...cuts, talk(585_000, 595_000))).toEqual([560_000, true]);
  expect(ended(...cuts, talk(500_000, 570_000), talk(571_000, 599_900))).toEqual([570_500, false]);
  expect(ended(...cuts, talk(500_000, 599_900))).toEqual([590_000, true]);
  expect(ended()).toEqual([600_000, false]);
  expect(endWindow(found(0, cuts, { toMs: 595_000 }), true)).toMatchObject({ toMs: 595_000, atCut: true });
});

test('where the gate runs, only a cut that it saw ends a shot; a shot that goes on is told to the gate of the next window', () => {
  const cut = seen('cut_analysis', 590_000, 590_000, { label: 'cut' });
  expect(endWindow(found(0, [cut], { openShot: shot(580_000) }), false)).toMatchObject({ toMs: 580_000, atCut: true, before: undefined });
  const running = shot(100_000, { explicit: true, worst: 'age_unknown' });
  expect(endWindow(found(0, [cut], { openShot: running }), false)).toMatchObject({ toMs: 600_000, atCut: false, before: running });
});

test('what lies behind the border is left to the next window, which tells of it anew', () => {
  const first = endWindow(found(0, [
    seen('cut_analysis', 590_000, 590_000, { label: 'cut' }), seen('object_detection', 580_000, 599_000, { label: 'car', trackId: 'car-1' }), seen('object_detection', 595_000, 599_000, { label: 'dog' }),
  ], { keyframes: [1, 589_999, 590_000].map((atMs) => ({ atMs, width: 1, height: 1, jpegBase64: '' })) }), false);
  expect(first.observations.map(({ label, endMs }) => [label, endMs])).toEqual([['cut', 590_000], ['car', 590_000]]);
  expect(first.keyframes.map(({ atMs }) => atMs)).toEqual([1, 589_999]);
});

test('a stretch that a border cut in two is one; at a cut nothing that was seen at a place goes on', () => {
  const box = { x: 0.1, y: 0.1, w: 0.2, h: 0.2 };
  const of = (atCut: boolean): Observation[] => {
    const joiner = windowJoiner(WHOLE);
    const early = [
      seen('camera_analysis', 500_000, 600_000, { label: 'static', confidence: 0.8 }), seen('object_detection', 400_000, 600_000, { label: 'car', trackId: 'car-1', box }),
      seen('content_quality', 0, 600_000, { label: 'overall' }), seen('text_overlay', 599_000, 600_000, { text: 'SALE', box }),
    ];
    const late = [
      seen('camera_analysis', 600_000, 700_000, { label: 'static', confidence: 0.6 }), seen('object_detection', 600_200, 610_000, { label: 'car', trackId: 'car-1', box }),
      seen('content_quality', 600_000, 1_200_000, { label: 'overall' }), seen('text_overlay', 600_000, 601_000, { text: 'SALE', box }), seen('object_detection', 650_000, 660_000, { label: 'car', trackId: 'car-2', box }),
    ];
    const rests = seen('product_detection', 600_200, 610_000, { label: 'car', basedOn: [late[1]?.id ?? '', 'gone'] });
    joiner.add({ ...found(0, early), atCut });
    joiner.add({ ...found(600_000, [...late, rests]), atCut: true });
    return joiner.observations();
  };
  const shape = (items: Observation[]) => items.map(({ analyzer, startMs, endMs, trackId }) => [analyzer, startMs / 1000, endMs / 1000, ...(trackId === undefined ? [] : [trackId])]);
  const joined = of(false);
  expect(shape(joined)).toEqual([
    ['content_quality', 0, 600], ['object_detection', 400, 610, 'car-1'], ['camera_analysis', 500, 700], ['text_overlay', 599, 601],
    ['content_quality', 600, 1200], ['product_detection', 600.2, 610], ['object_detection', 650, 660, 'car-2-w600000'],
  ]);
  expect(joined.find(({ analyzer }) => analyzer === 'camera_analysis')?.confidence).toBeCloseTo(0.7);
  expect(joined.find(({ analyzer }) => analyzer === 'product_detection')?.basedOn).toEqual([joined.find(({ trackId }) => trackId === 'car-1')?.id]);
  expect(new Set(joined.map(({ id }) => id)).size).toBe(joined.length);
  expect(shape(of(true)).filter(([name]) => name === 'object_detection' || name === 'camera_analysis')).toEqual([
    ['object_detection', 400, 600, 'car-1'], ['camera_analysis', 500, 700], ['object_detection', 600.2, 610, 'car-1-w600000'], ['object_detection', 650, 660, 'car-2-w600000'],
  ]);
});

test('a track that runs over a border keeps its name, and a sentence names the times of the whole', () => {
  const at = (startMs: number, trackId: string, x: number) => seen('object_detection', startMs, startMs, { label: 'person', trackId, box: { x, y: 0.2, w: 0.2, h: 0.5 } });
  const joiner = windowJoiner(WHOLE);
  joiner.add({ ...found(0, [seen('camera_analysis', 500_000, 600_000, { label: 'static', sentence: 'Still from 8:20.0 to 10:00.0.' }), at(599_500, 'person-3', 0.1), at(599_500, 'person-4', 0.5)]), atCut: false });
  joiner.add({ ...found(600_000, [at(600_000, 'person-1', 0.12), at(600_500, 'person-1', 0.3), at(600_500, 'person-2', 0.8), seen('camera_analysis', 600_000, 610_000, { label: 'static', sentence: 'Still from 10:00.0 to 10:10.0.' })]), atCut: true });
  expect(joiner.observations().filter(({ analyzer }) => analyzer === 'object_detection').map(({ trackId }) => trackId)).toEqual(['person-3', 'person-4', 'person-3', 'person-3', 'person-2-w600000']);
  expect(joiner.observations().filter(({ analyzer }) => analyzer === 'camera_analysis').map(({ sentence }) => sentence)).toEqual(['Still from 8:20.0 to 10:10.0.']);
});

test('shots and scenes are counted through; one goes on over a border inside a shot, none over a cut', () => {
  const segment = (label: 'shot' | 'scene', startMs: number, endMs: number, number: number) => seen('scene_segmentation', startMs, endMs, { label, sentence: `${label} ${number} to ${endMs / 1000}`, attributes: { number } });
  const of = (atCut: boolean): string[] => {
    const joiner = windowJoiner(WHOLE);
    joiner.add({ ...found(0, [segment('shot', 0, 300_000, 1), segment('shot', 300_000, 600_000, 2), segment('scene', 0, 600_000, 1)]), atCut });
    joiner.add({ ...found(600_000, [segment('shot', 600_000, 700_000, 1), segment('scene', 600_000, 700_000, 1), segment('shot', 700_000, 1_200_000, 2), segment('scene', 700_000, 1_200_000, 2)]), atCut: true });
    return joiner.observations().map(({ label, sentence, attributes = {} }) => {
      const number = (key: string): number => Number(attributes[key]);
      return [label ?? '', sentence, `${number('number')}`, label === 'shot' ? `${number('scene')}` : `${number('firstShot')}-${number('lastShot')}`].join(', ');
    });
  };
  expect(of(true)).toEqual([
    'shot, shot 1 to 300, 1, 1', 'scene, scene 1 to 600, 1, 1-2', 'shot, shot 2 to 600, 2, 1', 'shot, shot 3 to 700, 3, 2', 'scene, scene 2 to 700, 2, 3-3', 'shot, shot 4 to 1200, 4, 3', 'scene, scene 3 to 1200, 3, 4-4',
  ]);
  expect(of(false).map((line) => line.split(', ').filter((_, i) => i !== 1).join(', '))).toEqual(['shot, 1, 1', 'scene, 1, 1-2', 'shot, 2, 1', 'shot, 3, 2', 'scene, 2, 3-3']);
});

test('a hold that reaches back over a border takes back what was told before it', () => {
  const joiner = windowJoiner(WHOLE);
  const keyframes = (...times: number[]) => times.map((atMs) => ({ atMs, width: 1, height: 1, jpegBase64: '' }));
  joiner.add({ ...found(0, [seen('body_pose', 0, 200_000), seen('body_pose', 450_000, 500_000), seen('content_quality', 450_000, 500_000, { label: 'dark' })], { keyframes: keyframes(1000, 460_000) }), atCut: false });
  expect(joiner.observations()).toHaveLength(3);
  const held = [{ startMs: 400_000, endMs: 700_000, reason: 'possible_minor' }];
  joiner.add({ ...found(600_000, [seen('body_pose', 800_000, 900_000)], { keyframes: keyframes(800_000), runs: [run('minors_gate', { status: 'held', held }), run('body_pose', { status: 'held', held, coverage: 5 / 6 })] }), atCut: true });
  expect(joiner.observations().map(({ analyzer, startMs }) => [analyzer, startMs])).toEqual([['body_pose', 0], ['content_quality', 450_000], ['body_pose', 800_000]]);
  expect(joiner.keyframes().map(({ atMs }) => atMs)).toEqual([1000, 800_000]);
  expect(joiner.runs().find(({ analyzer }) => analyzer === 'body_pose')).toMatchObject({ status: 'held', reason: 'possible_minor', held, coverage: 0.75 });
  expect(joiner.runs().find(({ analyzer }) => analyzer === 'content_quality')?.status).toBe('done');
});

test('a run is done where one window was, covers what was covered, and says why it is not all', () => {
  const joiner = windowJoiner(WHOLE);
  joiner.add({ ...found(0, [], { runs: [run('speech'), run('faces', { status: 'failed', reason: 'MODEL_CORRUPT', coverage: 0 }), run('cuts')] }), atCut: true });
  expect(joiner.runs().map(({ analyzer, status, coverage }) => [analyzer, status, coverage])).toEqual([['speech', 'done', 0.5], ['faces', 'failed', 0], ['cuts', 'done', 0.5]]);
  joiner.add({ ...found(600_000, [], { runs: [run('speech', { status: 'not_run', reason: 'language_needs_full_tier', coverage: 0 }), run('faces', { status: 'failed', reason: 'MODEL_CORRUPT', coverage: 0 }), run('cuts', { coverage: 0.9, reason: 'MEDIA_TRUNCATED' })] }), atCut: true });
  expect(joiner.runs().map(({ analyzer, status, coverage, reason, seconds }) => [analyzer, status, coverage, reason, seconds])).toEqual([
    ['speech', 'done', 0.5, 'language_needs_full_tier', 4], ['faces', 'failed', 0, 'MODEL_CORRUPT', 4], ['cuts', 'done', 0.95, 'MEDIA_TRUNCATED', 4],
  ]);
});

test('of a two-hour film as many pictures are kept as fit on one page', () => {
  const joiner = windowJoiner({ ...WHOLE, durationMs: 7_200_000 });
  for (let i = 0; i < 12; i++) joiner.add({ ...found(i * 600_000, [], { keyframes: Array.from({ length: 240 }, (_, k) => ({ atMs: i * 600_000 + k * 2500, width: 1, height: 1, jpegBase64: '' })) }), atCut: true });
  expect(joiner.keyframes()).toHaveLength(240);
});
