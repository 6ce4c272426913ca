import { expect, test } from 'vitest';
import type { Language, Media, Observation } from '@aima/contract';
import { summarise } from '../analysis/summary.ts';
import { summarySample } from './summary-sample.ts';

const media: Media = { id: 'm', fileName: 'f.mp4', kind: 'video', sha256: 'ab'.repeat(32), sizeBytes: 1, durationMs: 10_000, width: 640, height: 480, hasAudio: true, container: 'mp4' };

/** Deterministic numbers 0..1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const ANALYZERS = ['object_detection', 'face_detection', 'text_overlay', 'sound_effects', 'audio_environment', 'language_identification', 'speaker_diarization', 'speech_transcription', 'nsfw_rating', 'scene_segmentation', 'cut_analysis'];

function someObservations(seed: number): Observation[] {
  const random = numbers(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T; // never empty here
  const maybe = <T>(value: T, share = 0.6): T | undefined => (random() < share ? value : undefined);
  return Array.from({ length: Math.floor(random() * 300) }, (_, i): Observation => {
    const analyzer = pick(ANALYZERS);
    const label = maybe(pick(['person', 'car', 'dog', 'cup', 'alarm', 'bell', 'music', 'speech_and_music', 'language', 'shot', 'explicit', 'suggestive', 'speech', 'tree', 'boat']), 0.9);
    const [trackId, text, speakerId] = [maybe(`t${Math.floor(random() * 20)}`), maybe(pick(['SALE', 'Hello there', 'x'.repeat(90), '', 'OK']), 0.8), maybe(pick(['s1', 's2', 's3']))];
    return {
      id: `o${i}`, runId: 'r', mediaId: 'm', analyzer, startMs: Math.floor(random() * 20) * 500, endMs: 10_000, confidence: random(), sentence: 'A sentence.', source: 'model',
      ...(label === undefined ? {} : { label }), ...(trackId === undefined ? {} : { trackId }), ...(text === undefined ? {} : { text }), ...(speakerId === undefined ? {} : { speakerId }),
      attributes: { language: pick(['en', 'de']), other: 1 },
    };
  }).sort((a, b) => a.startMs - b.startMs);
}

test('the sample says what all observations say', () => {
  const seen = new Set<string>();
  let kept = 0;
  let all = 0;
  for (let seed = 1; seed <= 300; seed++) {
    const observations = someObservations(seed);
    const sample = summarySample();
    for (const observation of observations) sample.add(observation);
    const language: Language = seed % 2 === 0 ? 'de' : 'en';
    const of = (items: readonly Observation[]): string => summarise({ media, runs: [], observations: items, language, seconds: 1 }).text;
    expect(of(sample.sample()), `seed ${seed}`).toBe(of(observations));
    const whole = summarise({ media, runs: [], observations, language, seconds: 1 });
    expect([sample.count(), sample.byAnalyzer()]).toEqual([whole.observationCount, whole.byAnalyzer]);
    seen.add(of(observations));
    kept += sample.sample().length;
    all += observations.length;
  }
  expect(seen.size).toBeGreaterThan(200);
  expect(kept).toBeLessThan(all);
});
