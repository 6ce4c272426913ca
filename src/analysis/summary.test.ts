import { expect, test } from 'vitest';
import type { Media, Observation, Run } from '@aima/contract';
import { summarise } from './summary.ts';

const media: Media = { id: 'm', fileName: 'f.mp4', kind: 'video', sha256: 'ab'.repeat(32), sizeBytes: 1, durationMs: 10_000, width: 640, height: 480, hasAudio: true, container: 'mp4' };
const seen = (analyzer: string, more: Partial<Observation>): Observation => ({ id: `${analyzer}${JSON.stringify(more)}`, runId: 'r', mediaId: 'm', analyzer, startMs: 0, endMs: 0, confidence: 1, sentence: '', source: 'model', ...more });
const run = (status: Run['status'], coverage: number): Run => ({ id: 'r', mediaId: 'm', analyzer: 'a', version: 1, status, models: [], parameters: {}, seconds: 1, device: 'cpu', coverage });
const observations = [
  seen('object_detection', { label: 'car', trackId: 'o-1' }), seen('object_detection', { label: 'car', trackId: 'o-1', startMs: 500 }), seen('object_detection', { label: 'car', trackId: 'o-2' }),
  seen('text_overlay', { text: 'SALE' }), seen('text_overlay', { text: 'SALE', startMs: 9 }), seen('speech_transcription', { label: 'speech', text: 'Hello there.' }),
];

test('things count once per track, texts once, in the words of the language', () => {
  const german = summarise({ media, runs: [], observations, language: 'de', seconds: 5 }).text;
  expect(german).toContain('Auto (2)');
  expect(german.match(/SALE/g)).toHaveLength(1);
  expect(summarise({ media, runs: [], observations, language: 'en', seconds: 5 }).text).toMatch(/car \(2\).*Said: “Hello there\.”/);
});

const textOf = (parts: readonly Observation[], language: 'en' | 'de' = 'en', runs: Run[] = []): string => summarise({ media, runs, observations: parts, language, seconds: 1 }).text;

test('persons are those of one moment, not tracks, by bodies or by faces', () => {
  const person = (trackId: string, startMs: number, confidence = 0.9): Observation => seen('object_detection', { label: 'person', trackId, startMs, confidence });
  expect(textOf([person('a', 0), person('b', 0), person('c', 500)])).toContain('Seen: up to 2 persons at once.');
  expect(textOf([person('a', 0), ...['f', 'g', 'h'].map((trackId) => seen('face_detection', { label: 'face', trackId }))], 'de')).toContain('Zu sehen: bis zu 3 Personen gleichzeitig.');
  expect(textOf([person('a', 0, 0.9), person('b', 0, 0.4)])).toContain('Seen: 1 person.');
  const group = ['a', 'b', 'c', 'd'].map((trackId) => person(trackId, 0));
  expect(summarise({ media: { ...media, kind: 'image', durationMs: 0 }, runs: [], observations: group, language: 'de', seconds: 1 }).text).toContain('Zu sehen: etwa 4 Personen.');
  expect(textOf([person('a', 0, 0.4)], 'de')).toContain('Zu sehen: vielleicht 1 Person.');
});

test('sounds, language and voices are said no more certainly than they are', () => {
  const heard = [seen('sound_effects', { label: 'alarm', confidence: 0.9 }), seen('sound_effects', { label: 'bell', confidence: 0.5 }), seen('audio_environment', { label: 'speech' })];
  expect(textOf(heard)).toContain('Heard: an alarm, perhaps a bell.');
  const spoken = [seen('language_identification', { label: 'language', confidence: 0.4, attributes: { language: 'en' } }), seen('speaker_diarization', { speakerId: 'S1' }), seen('speaker_diarization', { speakerId: 'S2' })];
  expect(textOf(spoken, 'de')).toContain('Gesprochene Sprache: Englisch (unsicher). Etwa 2 Stimmen.');
});

test('explicitness is told only where there is some; that parts are held is told, never what they show', () => {
  expect(textOf([seen('nsfw_rating', { label: 'none' })])).not.toMatch(/explicit|suggestive/i);
  expect(textOf([seen('nsfw_rating', { label: 'none' }), seen('nsfw_rating', { label: 'suggestive' })], 'de')).toContain('Möglicherweise freizügig.');
  expect(textOf([], 'en', [run('held', 0.5)])).toContain('Parts are held and not described.');
});

test('coverage is that of the run that saw least; runs that were not done do not count', () => {
  const summary = summarise({ media, runs: [run('done', 1), run('done', 0.4), run('not_run', 0)], observations, language: 'en', seconds: 5 });
  expect(summary).toMatchObject({ coverage: 0.4, timesRealTime: 0.5, byStatus: { done: 2, not_run: 1 }, observationCount: 6 });
});

test('a photo has no times of real time', () => {
  expect(summarise({ media: { ...media, kind: 'image', durationMs: 0 }, runs: [], observations: [], language: 'en', seconds: 1 })).not.toHaveProperty('timesRealTime');
});
