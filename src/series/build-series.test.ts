import { SeriesDocument, type Observation } from '@aima/contract';
import { expect, test } from 'vitest';
import { base64 } from '../analyzers/lib/embedding/compact-embedding.ts';
import { buildSeries, type SeriesInput } from './build-series.ts';
import { drawnLook, drawnPhoto, drawnRandom } from './drawn-series.cases.ts';
import { LOOK_SIDE } from './look.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';

let made = 0;
const seen = (analyzer: string, facts: Partial<Observation>): Observation =>
  ({ id: `o-${++made}`, runId: 'r', mediaId: 'm', analyzer, startMs: 0, endMs: 0, confidence: 0.9, sentence: '', source: 'model', ...facts });
const thing = (label: string, facts: Partial<Observation> = {}): Observation => seen('object_detection', { label, ...facts });
const text = (words: string): Observation => seen('text_overlay', { text: words });
const embedding = (...values: number[]): Observation => seen('image_embedding', { attributes: { embedding: base64(Int8Array.from(values)), space: 's' } });

/** A picture of one colour. */
const plain = (r: number, g: number, b: number): Uint8Array => Uint8Array.from({ length: LOOK_SIDE * LOOK_SIDE * 3 }, (_, i) => [r, g, b][i % 3] ?? 0);

function build(observations: readonly Observation[][], more: Partial<SeriesInput> = {}): SeriesDocument {
  const photos = observations.map((_, i) => drawnPhoto({ fileName: `DSC_000${i + 1}.jpg`, taken: `2024-05-01T10:0${i}:00`, look: drawnLook(i + 1) }));
  const document = buildSeries({ photos, observations, pixels: photos.map(() => undefined), skipped: [], rejected: [], language: 'en', placesRead: false, nowMs: Date.UTC(2026, 0, 1), seconds: 1, ...more });
  return SeriesDocument.parse(document);
}
const told = ({ links }: SeriesDocument): [string, string[]][] => links.filter(({ kind }) => kind !== 'time').map(({ kind, items = [] }) => [kind, items]);

test('links name what both show and what came or went, with the observations', () => {
  const [car, again, dog, street, sign] = [thing('car'), thing('car'), thing('dog'), text('MARKET STREET'), text('Market street')];
  const document = build([[car, street], [again, dog, sign], [thing('dog', { confidence: 0.3 })]]);
  expect(told(document)).toEqual([['object', ['car']], ['change', ['dog']], ['text', ['MARKET STREET']], ['change', ['car', 'dog']]]);
  expect(document.links.find(({ kind }) => kind === 'object')?.basedOn).toEqual([car.id, again.id]);
  expect(document.links.find(({ kind }) => kind === 'text')?.basedOn).toEqual([street.id, sign.id]);
  expect(document.story.beats.map(({ sentence }) => sentence)[1]).toBe('Photo 2, 2024-05-01 10:01:00, 60 seconds later. Recognised: car, dog. To be read: “Market street”. In both: car (very likely). Changed: new: dog (likely). The same text is in both: “MARKET STREET”.');
});

test('people are counted, never recognised; clothing of one colour says nothing of who wears it', () => {
  const person = (): Observation => thing('person', { box: { x: 0.2, y: 0.1, w: 0.3, h: 0.8 } });
  const inRed = [plain(200, 30, 30), plain(190, 35, 28), plain(30, 60, 190)];
  const document = build([[person()], [person(), person()], [person()]], { pixels: inRed });
  expect(told(document).map(([kind]) => kind)).toEqual(['people', 'clothing', 'people']);
  expect(document.links.find(({ kind }) => kind === 'clothing')?.confidence).toBeLessThanOrEqual(0.5);
  expect(document.story.beats.map(({ seen: things }) => things.map(({ what }) => what))).toEqual([['a person'], ['up to 2 people'], ['a person']]);
  expect(document.story.cautions.join()).toContain('Whether people in different photos are the same was not examined');
  expect(JSON.stringify(document)).not.toMatch(/descriptor|personId|face/i);
});

test('one place needs embedding and colours; one alone makes it the same kind of place', () => {
  const [here, near, far] = [embedding(100, 10, 0), embedding(98, 14, 0), embedding(0, 0, 100)];
  const kinds = (looks: readonly [number, number], both: readonly [Observation, Observation]): string[] => told(build([[both[0]], [both[1]]], {
    photos: looks.map((seed, i) => drawnPhoto({ fileName: `x${i}y.jpg`, taken: `2024-05-01T10:0${i}:00`, look: drawnLook(seed, { shift: i * 0.05 }) })), pixels: [undefined, undefined],
  })).map(([kind]) => kind);
  expect(kinds([1, 1], [here, near])).toEqual(['place']);
  expect(kinds([1, 2], [here, near])).toEqual(['setting']);
  expect(kinds([1, 1], [here, far])).toEqual([]);
});

test('German throughout, and the same facts', () => {
  const lists = [[thing('dog')], [thing('dog'), thing('car')]];
  const [german, english] = [build(lists, { language: 'de' }), build(lists)];
  expect(german.story.beats[1]?.sentence).toBe('Foto 2, 2024-05-01 10:01:00, 60 Sekunden danach. Erkannt: Hund, Auto. Auf beiden: Hund (sehr wahrscheinlich). Verändert: neu zu sehen: Auto (wahrscheinlich).');
  expect(german.summary.text).toBe('2 Fotos in 1 Aufnahmefolge. Geordnet nach den Uhren der Kameras (sehr wahrscheinlich).');
  expect(german.links.map(({ kind, basedOn }) => ({ kind, basedOn }))).toEqual(english.links.map(({ kind, basedOn }) => ({ kind, basedOn })));
});

test('sixty beats at most, and every photo is in one', () => {
  const photos = Array.from({ length: 200 }, (_, i) => drawnPhoto({ fileName: `x${i.toString(36)}y.jpg`, taken: new Date(Date.UTC(2024, 4, 1) + i * 60_000).toISOString().slice(0, 19), look: drawnLook(i + 1) }));
  const { story } = build([], { photos, observations: photos.map(() => undefined), pixels: photos.map(() => undefined) });
  expect(story.beats).toHaveLength(60);
  expect(story.beats.flatMap(({ positions }) => positions)).toEqual(photos.map((_, i) => i + 1));
  expect(build([]).story).toEqual({ language: 'en', beats: [], cautions: [] });
});

test('photos of one scene are one beat, and nobody in it is counted twice', () => {
  const photos = [0, 1].map((i) => drawnPhoto({ fileName: `x${i}y.jpg`, taken: `2024-05-01T10:0${i}:00`, look: drawnLook(1, { shift: i * 0.03 }) }));
  const { story } = build([[thing('person')], [thing('person')]], { photos, pixels: [undefined, undefined] });
  expect(story.beats.map(({ positions, seen: things }) => [positions, things.map(({ what }) => what)])).toEqual([[[1, 2], ['a person']]]);
});

test('whatever mixture of evidence: every photo has one place, and the document follows its schema', () => {
  const random = drawnRandom(99);
  const chance = (part: number): boolean => random() < part;
  const names = (i: number): string => [`DSCN${String((9_990 + i) % 10_000).padStart(4, '0')}.jpg`, `IMG-2024050${1 + (i % 5)}-WA000${i % 10}${i}.jpg`, `IMG_20240501_1${i % 10}${String(i % 60).padStart(2, '0')}00.jpg`, `sub/photo (${i}).png`, `${Math.floor(random() * 1e9).toString(36)}-${i.toString(36)}z.webp`][Math.floor(random() * 5)] ?? '';
  for (let round = 0; round < 25; round++) {
    const count = Math.floor(random() * 25);
    const photos = Array.from({ length: count }, (_, i): SeriesPhotoFacts => {
      const taken = chance(0.5) ? new Date(Date.UTC(chance(0.1) ? 1980 : chance(0.05) ? 2040 : 2024, 4, 1) + Math.floor(random() * 3) * 40_000_000 + Math.floor(random() * 5_000) * 500).toISOString().slice(0, 23) : undefined;
      const photo = drawnPhoto({ fileName: names(i), ...(taken === undefined ? {} : { taken }), camera: chance(0.5) ? 'A' : 'B', held: chance(0.1) });
      const look = photo.held || chance(0.1) ? {} : { look: drawnLook(Math.floor(random() * 12), { shift: random() * 0.05 }) };
      const zone = chance(0.3) ? { zoneMinutes: chance(0.5) ? 120 : -240 } : {};
      const field = chance(0.2) && photo.capture.field !== undefined ? { field: 'modified' as const } : {};
      return { ...photo, ...look, ...(i > 0 && chance(0.1) ? { sha256: '0'.repeat(64) } : {}), capture: { ...photo.capture, ...zone, ...field, exposureValue: random() * 16 } };
    });
    const document = build([], { photos, observations: photos.map(() => chance(0.5) ? [thing('dog')] : undefined), pixels: photos.map(() => undefined), language: chance(0.5) ? 'de' : 'en' });
    expect(document.photos.map(({ position }) => position)).toEqual(photos.map((_, i) => i + 1));
    expect(document.photos.map(({ fileName }) => fileName).sort()).toEqual(photos.map(({ fileName }) => fileName).sort());
    expect(document.story.beats.flatMap(({ positions }) => positions)).toEqual(photos.map((_, i) => i + 1));
    const held = new Set(document.photos.filter((photo) => photo.held === true).map(({ position }) => position));
    expect(document.story.beats.filter(({ positions }) => positions.every((position) => held.has(position))).flatMap(({ seen: things }) => things)).toEqual([]);
    expect(JSON.stringify(document)).not.toMatch(/undefined|NaN/);
  }
});
