import { expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import { analyzers } from './index.ts';
import { profiles } from './profiles.ts';

/** The forty-four names that the requirements list. */
const NAMED = [
  'object_detection', 'product_detection', 'visual_effects', 'text_overlay', 'camera_analysis', 'background_segmentation', 'color_analysis', 'content_quality', 'scene_segmentation', 'cut_analysis', 'eye_tracking',
  'age_estimation', 'composition_analysis', 'body_pose', 'blip2', 'qwen2_vl_temporal', 'qwen2_vl_optimized', 'temporal_flow', 'speech_transcription', 'audio_analysis', 'audio_environment', 'sound_effects',
  'speech_emotion', 'speech_rate', 'speech_flow', 'comment_cta_detection', 'cross_analyzer_intelligence', 'face_detection', 'emotion_detection', 'facial_details', 'body_language', 'hand_gesture',
  'gesture_recognition', 'video_llava', 'blip2_video_analyzer', 'vid2seq', 'depth_estimation', 'temporal_consistency', 'audio_visual_sync', 'scene_description', 'streaming_dense_captioning',
  'tarsier_video_description', 'auroracap_analyzer', 'trend_analysis',
];

test('all forty-four names, every registered analyzer and every name of a profile are described', () => {
  expect(new Set(NAMED).size).toBe(44);
  const wanted = new Set([...NAMED, ...analyzers.map(({ name }) => name), ...profiles.flatMap((profile) => profile.analyzers.map(({ name }) => name))]);
  expect([...wanted].filter((name) => !catalogue.has(name))).toEqual([]);
  expect([...catalogue.keys()].filter((name) => !wanted.has(name))).toEqual([]);
});

test.each([...catalogue])('%s is described in both languages, in whole sentences', (_, about) => {
  for (const words of [about.reports, about.method, about.weak, ...(about.whyFull ? [about.whyFull] : [])]) {
    for (const sentence of [words.en, words.de]) expect(sentence).toMatch(/^[A-ZÄÖÜ].{15,}[.!]$/s);
    expect(words.en).not.toBe(words.de);
  }
  expect(about.source.length).toBeGreaterThan(3);
});

test('whoever has no method of the lite tier says why', () => {
  expect(analyzers.filter(({ name, tier }) => (tier === 'full') !== (catalogue.get(name)?.whyFull !== undefined)).map(({ name }) => name)).toEqual([]);
});

test('German sentences are written with umlauts', () => {
  const german = [...catalogue.values()].flatMap(({ reports, method, weak }) => [reports.de, method.de, weak.de]).join(' ');
  expect(german).not.toMatch(/\b(fuer|ueber|koennen|Aenderung|groesse|moeglich|Gesichtsausdruecke)\b/i);
});
