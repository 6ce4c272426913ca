import type { Observation } from '@aima/contract';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { audioVisualSync } from './audio-visual-sync.ts';

const common = { runId: 'r', mediaId: 'm', sentence: '', source: 'model', confidence: 0.9 } as const;
const of = (analyzer: string, label: string, startMs: number, endMs: number, trackId?: string): Observation =>
  ({ ...common, id: `o-${label}-${startMs}`, analyzer, label, startMs, endMs, ...(trackId === undefined ? {} : { trackId }) });
const asleep = { labels: [], run: () => Promise.reject(new Error('no pictures, no network')) };

async function sync(upstream: Record<string, Observation[]>, language: 'en' | 'de' = 'en') {
  const { findings } = await runAnalyzer(audioVisualSync, { medium: { kind: 'video', durationMs: 8000, hasAudio: true }, upstream, language, models: { detector: asleep, mesh: asleep, descriptor: asleep } });
  return findings;
}
const SHOTS = [of('scene_segmentation', 'shot', 0, 4000), of('scene_segmentation', 'shot', 4000, 8000)];

test('speech without a face, and with one that is not followed, cannot be told; a shot without speech is not mentioned', async () => {
  const found = await sync({ scene_segmentation: SHOTS, voice_activity: [of('voice_activity', 'speech', 500, 3500)] });
  expect(found.map(({ known, attributes }) => [known.label, known.startMs, known.endMs, attributes['reason'], known.basedOn])).toEqual([['not_determinable', 0, 4000, 'no_face', ['o-shot-0', 'o-speech-500']]]);
  const seen = await sync({ scene_segmentation: SHOTS, voice_activity: [of('voice_activity', 'speech', 500, 3500)], face_detection: [of('face_detection', 'face', 1000, 1000, 'face-1')] });
  expect(seen.map(({ attributes }) => attributes['reason'])).toEqual(['too_short']);
});

test('half a second of speech in a shot is not judged; German sentences', async () => {
  expect(await sync({ scene_segmentation: SHOTS, voice_activity: [of('voice_activity', 'speech', 3500, 4400)] })).toEqual([]);
  const [found] = await sync({ voice_activity: [of('voice_activity', 'speech', 500, 3500)] }, 'de');
  expect(found?.sentence).toBe('Ob Ton und Bild zusammenpassen, ist nicht bestimmbar: während jemand spricht, ist kein Gesicht zu sehen, 0:00.0 bis 0:08.0.');
});
