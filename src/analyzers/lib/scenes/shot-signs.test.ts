import type { Observation } from '@aima/contract';
import { expect, test } from 'vitest';
import { base64 } from '../embedding/compact-embedding.ts';
import { joinShots } from './scene-links.ts';
import { shotSigns, type HeardShot } from './shot-signs.ts';

let made = 0;
const seen = (analyzer: string, startMs: number, endMs: number, more: Partial<Observation> = {}): Observation => ({ id: `o-${analyzer}-${made++}`, runId: 'r', mediaId: 'm', analyzer, startMs, endMs, confidence: 0.9, sentence: '', source: 'model', ...more });
const shot = (startMs: number, endMs: number, beginsWith: HeardShot['beginsWith'] = 'cut'): HeardShot => ({ startMs, endMs, beginsWith });
const pair = [shot(0, 4000, 'start'), shot(4000, 8000)];
const signs = (shots: readonly HeardShot[], ...heard: Observation[]) => shotSigns(shots, (name) => heard.filter(({ analyzer }) => analyzer === name))(0, shots.length - 1);
const vector = (...values: number[]): string => base64(Int8Array.from([...values, ...Array<number>(8 - values.length).fill(0)]));
const look = (startMs: number, endMs: number, embedding: string): Observation => seen('image_embedding', startMs, endMs, { label: 'look', attributes: { embedding, space: 's' } });

test('nobody heard, nothing said', () => {
  expect(signs(pair)).toEqual([]);
});

test.each([
  ['speech over the cut', [seen('speech_transcription', 3000, 5000)], 'talk', 1],
  ['a voice over the cut, where no words were found', [seen('voice_activity', 3000, 5000)], 'talk', 1],
  ['speech that ends, and begins again later', [seen('speech_transcription', 1000, 3000), seen('speech_transcription', 6000, 7000)], 'talk', -1],
  ['music over the cut', [seen('audio_environment', 0, 8000, { label: 'music' })], 'sound', 1],
  ['another sound with the cut', [seen('audio_environment', 0, 4600, { label: 'music' }), seen('audio_environment', 4600, 8000, { label: 'steady_noise' })], 'sound', -1],
  ['the same face', [1000, 5000].map((at) => seen('face_detection', at, at, { attributes: { samePerson: 'person-1' } })), 'persons', 1],
  ['the same kinds of things', [1000, 1500, 5000, 5500].map((at) => seen('object_detection', at, at, { label: 'car' })), 'things', 1],
  ['other kinds of things', [['car', 1000], ['car', 1500], ['dog', 5000], ['dog', 5500]].map(([label, at]) => seen('object_detection', Number(at), Number(at), { label: String(label) })), 'things', -1],
  ['one look that goes on', [look(0, 7000, vector(100))], 'place', 1],
  ['looks that are alike', [look(0, 3000, vector(100, 20)), look(4000, 7000, vector(100))], 'place', 1],
  ['looks that are not', [look(0, 3000, vector(0, 100)), look(4000, 7000, vector(100))], 'place', -1],
] as const)('%s: %s %s', (_, heard, kind, direction) => {
  const found = signs(pair, ...heard);
  expect(found.map((sign) => [sign.kind, Math.sign(sign.weight)])).toEqual([[kind, direction]]);
  expect(heard.map(({ id }) => id)).toEqual(expect.arrayContaining([...found[0]?.basedOn ?? []]));
  expect(found[0]?.basedOn.length).toBeGreaterThan(0);
});

test.each([
  ['a speech that ends before the cut', [seen('speech_transcription', 1000, 3900), seen('speech_transcription', 4100, 6000)]],
  ['speech that pauses', [seen('audio_environment', 0, 4000, { label: 'speech' }), seen('audio_environment', 4000, 8000, { label: 'quiet' })]],
  ['silence', [seen('audio_environment', 0, 8000, { label: 'quiet' })]],
  ['persons of whom nobody knows who they are', [1000, 5000].map((at) => seen('object_detection', at, at, { label: 'person' }))],
  ['a thing seen once', [seen('object_detection', 1000, 1000, { label: 'dog' }), seen('object_detection', 5000, 5000, { label: 'dog' })]],
] as const)('%s says nothing', (_, heard) => {
  expect(signs(pair, ...heard)).toEqual([]);
});

test('a fade sets apart, more than a dissolve; talk says nothing about shots that are no neighbours', () => {
  const weight = (beginsWith: HeardShot['beginsWith']): number => signs([shot(0, 4000, 'start'), shot(4000, 8000, beginsWith)])[0]?.weight ?? 0;
  expect(weight('fade')).toBeLessThan(weight('dissolve'));
  expect(weight('dissolve')).toBeLessThan(0);
  expect(signs([...pair, shot(8000, 12_000)], seen('speech_transcription', 0, 12_000))).toEqual([]);
});

test('what is heard may join shots that hardly look alike, and part shots that do', () => {
  const rules = { maxBetween: 2, maxGapMs: 15_000 };
  const scenes = (look: number, ...heard: Observation[]) => {
    const others = shotSigns(pair, (name) => heard.filter(({ analyzer }) => analyzer === name));
    return joinShots(pair, rules, (a, b) => [{ kind: 'look', weight: look, basedOn: [] }, ...others(a, b)]);
  };
  const [one, ...none] = scenes(-0.9, seen('speech_transcription', 3000, 5000), seen('audio_environment', 0, 8000, { label: 'speech' }));
  expect(none).toEqual([]);
  expect(one?.joinedBy.map(({ kind }) => kind)).toEqual(['talk', 'sound']);
  const apart = scenes(0.6, seen('audio_environment', 0, 4000, { label: 'music' }), seen('audio_environment', 4000, 8000, { label: 'steady_noise' }));
  expect(apart.map(({ first, last }) => [first, last])).toEqual([[0, 0], [1, 1]]);
  expect(apart[1]?.beginsBy.map(({ kind }) => kind)).toEqual(['sound']);
  expect(apart[1]?.apart).toBeGreaterThan(0.5);
});
