import { expect, test } from 'vitest';
import { SCALES } from '../../analyzers/lib/composition/measure-shot.ts';
import { EFFECTS } from '../../analyzers/lib/effects/effect.ts';
import { GESTURES } from '../../analyzers/lib/gestures/arm-gestures.ts';
import { analyzers } from '../../analyzers/index.ts';
import { armsRaised, postures } from '../../analyzers/lib/bodies/posture.ts';
import { callKinds } from '../../analyzers/lib/calls/call-phrases.ts';
import { EXPLICITNESS_LEVELS } from '../../analyzers/lib/explicitness/fuse.ts';
import { EXPLICITNESS_REASONS } from '../../analyzers/lib/explicitness/rules.ts';
import { EXPRESSIONS } from '../../analyzers/lib/faces/emotion-judges.ts';
import { gestures } from '../../analyzers/lib/hands/static-gesture.ts';
import { wordKinds } from '../../analyzers/lib/products/product-words.ts';
import { findingWords, ownWords } from './finding-words.js';
import { analyzerNames, germanLabels } from './label-words.js';
import { strings } from './strings.js';
import { clockTime, createWords } from './words.js';

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

test('both languages have the same sentences with the same gaps', () => {
  expect(Object.keys(strings.de).sort()).toEqual(Object.keys(strings.en).sort());
  for (const [key, text] of Object.entries(strings.en)) {
    const german = Object.entries(strings.de).find(([name]) => name === key)?.[1] ?? '';
    expect(german, key).not.toBe('');
    expect(placeholders(german), key).toEqual(placeholders(text));
  }
});

test('every analyzer there is has a name of its own in both languages', () => {
  const [en, de] = [createWords('en'), createWords('de')];
  for (const name of [...analyzers.map((each) => each.name), 'minors_gate']) expect(analyzerNames, name).toHaveProperty(name);
  for (const words of [en, de]) expect(new Set(Object.keys(analyzerNames).map(words.analyzer)).size).toBe(Object.keys(analyzerNames).length);
  expect([en.analyzer('face_detection'), de.analyzer('face_detection')]).toEqual(['Faces', 'Gesichter']);
  expect(de.analyzer('brand_new')).toBe('brand new');
});

const stable: Record<string, readonly string[]> = {
  body_pose: [...postures, ...armsRaised], hand_gesture: gestures, nsfw_rating: [...EXPLICITNESS_LEVELS, ...EXPLICITNESS_REASONS], emotion_detection: EXPRESSIONS, product_detection: wordKinds,
  eye_tracking: ['camera', 'left', 'right', 'up', 'down', 'eyes_closed', 'not_determinable'], age_estimation: ['apparent_age'], background_segmentation: ['sharp_background', 'blurred_background', 'soft_background', 'plain_background'],
  noise_reduction: ['clean_speech', 'noisy_speech'], speech_emotion: ['livelier', 'calmer'], language_identification: ['language', 'language_unknown'], speaker_diarization: ['speaker_turn'], voice_activity: ['speech'],
  audio_environment: ['quiet', 'speech', 'music', 'speech_and_music', 'steady_noise', 'low_rumble', 'tones', 'other_sound'], sound_effects: ['alarm', 'phone', 'bell'], depth_estimation: ['depth', 'flat'], image_embedding: ['look'],
  speech_rate: ['slow', 'normal', 'fast', 'unrated'], speech_flow: ['flow', 'long_pause', 'filler', 'discourse_marker', 'repetition', 'restart', 'overlap'], comment_cta_detection: callKinds,
  temporal_flow: ['pace', 'course', 'hook', 'build_up', 'climax', 'resolution'], scene_description: ['scene', 'passage', 'photo'], trend_analysis: ['compared', 'above', 'below', 'rising', 'falling', 'new_label', 'missing_label'],
  temporal_consistency: ['cadence', 'dropped_frames', 'stutter', 'light_flicker', 'colour_flicker', 'exposure_jump', 'white_balance_jump', 'loop', 'reversed', 'track_jump'],
  visual_effects: EFFECTS, composition_analysis: SCALES, gesture_recognition: GESTURES,
};

test.each(Object.entries(stable))('each stable label of %s has words in both languages', (analyzer, labels) => {
  const [en, de] = [createWords('en'), createWords('de')];
  const told = { ...findingWords, ...ownWords };
  for (const label of labels) expect(Object.hasOwn(told, label) || Object.hasOwn(told, `${analyzer}.${label}`) || Object.hasOwn(germanLabels, label), label).toBe(true);
  for (const words of [en, de]) expect(labels.map((label) => words.label(label, analyzer)).join(' ')).not.toMatch(/_/);
});

test('a word means what its analyzer means by it', () => {
  const de = createWords('de');
  expect([de.label('none', 'nsfw_rating'), de.label('none', 'hand_gesture'), de.label('left', 'eye_tracking'), de.label('left')]).toEqual(['nichts Explizites erkannt', 'Hand ohne Geste', 'nach links', 'links']);
});

test.each([[0, '00:00.0'], [12_449, '00:12.4'], [30_000, '00:30.0'], [3_723_400, '1:02:03.4'], [-5, '00:00.0']])('%i ms is %s', (ms, text) => {
  expect(clockTime(ms)).toBe(text);
});

test('labels are translated; unknown ones and names of object members stay what they are', () => {
  const [en, de] = [createWords('en'), createWords('de')];
  expect([de.label('cell phone'), de.label('cell_phone'), de.label('pan_left'), en.label('pan_left')]).toEqual(['Handy', 'Handy', 'Schwenk links', 'pan left']);
  for (const name of ['constructor', 'toString', 'brand_new_thing']) {
    expect(de.label(name)).toBe(name.replaceAll('_', ' '));
    expect(de.analyzer(name)).toBe(name.replaceAll('_', ' '));
  }
  expect(Object.values(germanLabels).every((label) => label.trim() !== '')).toBe(true);
});

test('certainty has the same steps as the analyzers\' sentences, and its number', () => {
  const en = createWords('en');
  expect([0.1, 0.3, 0.6, 0.85].map(en.certainty)).toEqual(['hardly certain', 'uncertain', 'likely', 'very likely']);
  expect(createWords('de').confidence(0.824)).toBe('wahrscheinlich · 0,82');
});

test('coverage just below one never reads as all', () => {
  expect(createWords('en').percent(0.999)).toBe('99\u00a0%');
  expect(createWords('en').percent(1)).toBe('100\u00a0%');
});

test('a run says its status and reason in words', () => {
  const run = { id: 'r', mediaId: 'm', analyzer: 'a', version: 1, status: 'not_run' as const, models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 0 };
  const de = createWords('de');
  expect([de.status('not_run'), de.reason({ ...run, reason: 'no_audio' })]).toEqual(['nicht gelaufen', 'kein Ton in der Datei']);
  expect(de.reason({ ...run, reason: 'quite_new' })).toBe('quite new');
  expect(de.reason({ ...run, reason: 'no_audio', message: 'Stummfilm.' })).toBe('Stummfilm.');
  expect(de.reason(run)).toBe('ohne Angabe von Gründen');
});
