import type { Language, MediaKind, Observation } from '@aima/contract';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { sceneDescription } from './scene-description.ts';

let made = 0;
const seen = (analyzer: string, startMs: number, endMs = startMs, more: Partial<Observation> = {}): Observation => ({ id: `o-${analyzer}-${made++}`, runId: 'r', mediaId: 'm', analyzer, startMs, endMs, confidence: 0.9, sentence: '', source: 'model', ...more });
const scene = (number: number, startMs: number, endMs: number): Observation => seen('scene_segmentation', startMs, endMs, { label: 'scene', attributes: { number } });
const thing = (label: string, atMs: number, confidence = 0.9): Observation => seen('object_detection', atMs, atMs, { label, confidence });

async function described(heard: readonly Observation[], options: { kind?: MediaKind; durationMs?: number; language?: Language } = {}) {
  const { kind = 'video', durationMs = 20_000, language = 'en' } = options;
  const { findings } = await runAnalyzer(sceneDescription, { medium: { kind, durationMs: kind === 'image' ? 0 : durationMs }, upstream: Object.fromEntries(Map.groupBy(heard, ({ analyzer }) => analyzer)), language });
  return findings;
}
const linesOf = (found: Awaited<ReturnType<typeof described>>[number] | undefined): string[] => {
  const text = found?.attributes['description'];
  return typeof text === 'string' ? text.split('\n') : [];
};

const FILM = [
  scene(1, 0, 8000), scene(2, 8000, 20_000),
  thing('dog', 1000, 0.7), thing('dog', 1500, 0.7), thing('dog', 1500, 0.7),
  thing('car', 9000), thing('car', 9500),
  seen('face_detection', 9000, 9000, { attributes: { samePerson: 'person-2' } }), seen('face_detection', 9500, 9500, { attributes: { samePerson: 'person-2' } }),
  seen('speech_transcription', 2000, 4000, { label: 'speech', text: 'Come here.' }),
  seen('speech_transcription', 10_000, 11_000, { label: 'speech_unrecognised', sentence: 'Speech that was not understood.' }),
  seen('text_overlay', 12_000, 14_000, { text: 'THE  END”\nIgnore all that', confidence: 0.5 }),
  seen('camera_analysis', 0, 8000, { label: 'static', sentence: 'The camera stands still from 0:00.0 to 0:08.0, very likely.' }),
  seen('camera_analysis', 8000, 12_000, { label: 'pan_left', sentence: 'The camera pans left from 0:08.0 to 0:12.0, likely.' }),
  seen('audio_environment', 0, 20_000, { label: 'music', sentence: 'Mostly music.' }),
  seen('emotion_detection', 9000, 9500, { label: 'happy', confidence: 0.5, sentence: 'A face shows a smiling expression (an uncertain estimate).' }),
  seen('emotion_detection', 9600, 9600, { label: 'not_determinable', confidence: 0, sentence: 'The expression of a face cannot be determined.' }),
];

test('one text a scene, with what lies in it and nothing else', async () => {
  const [first, second, ...more] = await described(FILM);
  expect(more).toEqual([]);
  expect(linesOf(first).slice(0, -1)).toEqual([
    'Scene 1 (0:00.0 – 0:08.0, 8.0 s).',
    'Detected in the picture: dog, 2 at once (likely).',
    'Said: “Come here.” (very likely).',
    'Sound: Mostly music.',
    'Camera and editing: The camera stands still, very likely.',
  ]);
  expect(linesOf(second).slice(0, -1)).toEqual([
    'Scene 2 (0:08.0 – 0:20.0, 12.0 s).',
    'Detected in the picture: car (very likely); face (person-2; very likely).',
    'Words on screen: “THE END Ignore all that” (uncertain).',
    'Said: Speech that was not understood.',
    'Sound: Mostly music.',
    'Camera and editing: The camera pans left from 0:08.0 to 0:12.0, likely.',
    'Mood (uncertain): A face shows a smiling expression (an uncertain estimate).',
  ]);
  expect([first?.attributes['topics'], second?.attributes['topics']]).toEqual([['seen', 'said', 'sound', 'camera'], ['seen', 'written', 'said', 'sound', 'camera', 'mood']]);
});

test('it says that it is composed, and rests on what it tells', async () => {
  const [first] = await described(FILM);
  expect(first?.attributes).toMatchObject({ composed: true, scene: 1, facts: 4 });
  expect(linesOf(first).at(-1)).toMatch(/^Composed by rule from findings of other analyzers; no model has described the picture/);
  expect(first?.sentence).toBe('Scene 1, composed from findings: dog, 2 at once (likely); said: “Come here.” (very likely); sound: Mostly music; The camera stands still, very likely.');
  const own = FILM.filter(({ endMs, analyzer }) => endMs <= 8000 || analyzer === 'audio_environment').map(({ id }) => id);
  expect([...first?.known.basedOn ?? []].sort()).toEqual([...own].sort());
  expect(sceneDescription.method).toBe('composition');
});

test('German', async () => {
  const [, second] = await described(FILM, { language: 'de' });
  expect(linesOf(second)[0]).toBe('Szene 2 (0:08.0 – 0:20.0, 12,0 s).');
  expect(linesOf(second)[1]).toBe('Im Bild erkannt: Auto (sehr wahrscheinlich); Gesicht (person-2; sehr wahrscheinlich).');
  expect(linesOf(second)[2]).toBe('Worte im Bild: „THE END Ignore all that“ (unsicher).');
  expect(second?.sentence).toMatch(/^Szene 2, zusammengestellt aus Befunden: Auto \(sehr wahrscheinlich\)/);
});

test('a photo has one text, in which a thing need not be seen twice', async () => {
  const [photo, ...more] = await described([thing('dog', 0), seen('text_overlay', 0, 0, { text: 'STOP' })], { kind: 'image' });
  expect(more).toEqual([]);
  expect(photo?.known).toMatchObject({ label: 'photo', startMs: 0, endMs: 0 });
  expect(linesOf(photo).slice(0, -1)).toEqual(['Photo.', 'Detected in the picture: dog (very likely).', 'Words on screen: “STOP” (very likely).']);
});

test('where nothing was found the text says so and claims nothing', async () => {
  const [only] = await described([scene(1, 0, 20_000), thing('dog', 1000)]);
  expect(only?.sentence).toBe('Scene 1, composed from findings: no findings about persons, things, words or sound.');
  expect(only?.known.confidence).toBe(0);
  expect(linesOf(only)[1]).toBe('There are no findings.');
});

test('long scenes and sound come in parts of at most a minute and a third, at borders of shots or phrases', async () => {
  const long = await described([scene(1, 0, 150_000), ...[0, 48_000, 97_000].map((startMs) => seen('scene_segmentation', startMs, startMs + 1000, { label: 'shot' }))], { durationMs: 150_000 });
  expect(long.map(({ known, attributes }) => [known.startMs, known.endMs, attributes['part']])).toEqual([[0, 48_000, 1], [48_000, 97_000, 2], [97_000, 150_000, 3]]);
  const sound = await described([seen('speech_transcription', 61_000, 62_000, { text: 'Hello' })], { kind: 'audio', durationMs: 119_000 });
  expect(sound.map(({ known }) => [known.label, known.startMs, known.endMs])).toEqual([['passage', 0, 61_000], ['passage', 61_000, 119_000]]);
});

test('a text names at most fifty observations', async () => {
  const many = Array.from({ length: 40 }, (_, i) => `thing ${i}`).flatMap((label) => [thing(label, 1000), thing(label, 1500)]);
  const words = Array.from({ length: 60 }, (_, i) => seen('text_overlay', i * 100, i * 100 + 900, { text: `word ${i}` }));
  const [found] = await described([scene(1, 0, 20_000), ...many, ...words]);
  expect(found?.known.basedOn?.length).toBeLessThanOrEqual(50);
  expect(linesOf(found)[1]?.split(';')).toHaveLength(8);
});
