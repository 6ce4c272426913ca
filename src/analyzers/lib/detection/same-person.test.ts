import type { Frame } from '@aima/sdk';
import { expect, test } from 'vitest';
import { personEmbedder, samePersons, type Embed } from './same-person.ts';
import type { SeenThing } from './thing-tracks.ts';

const SIZE = { width: 100, height: 100 };
const frameAt = (atMs: number): Frame => ({ atMs, pixels: new Uint8Array(100 * 100 * 3), toFraction: () => ({ x: 0, y: 0, w: 1, h: 1 }) });
const BOX = { x: 0.4, y: 0.1, w: 0.2, h: 0.8 };

function person(id: string, more: Partial<SeenThing> = {}): SeenThing {
  return { label: 'person', confidence: 0.9, box: BOX, track: { id, label: 'person', box: BOX, confidence: 0.9, lastMs: 0, believed: true }, ...more };
}

/** A look that depends on where the box begins: an angle in degrees. */
const angles = (degrees: Readonly<Record<string, number>>): { embed: Embed; asked: number[] } => {
  const asked: number[] = [];
  return {
    asked,
    embed: async ({ atMs }, _size, { x }) => {
      asked.push(atMs);
      const angle = ((degrees[String(x)] ?? 0) * Math.PI) / 180;
      return Float32Array.of(Math.cos(angle), Math.sin(angle));
    },
  };
};
const at = (x: number): Partial<SeenThing> => ({ box: { ...BOX, x } });

test('who comes back looking alike has the same name, another one has another', async () => {
  const { embed } = angles({ 0.1: 0, 0.2: 15, 0.3: 60 });
  const persons = samePersons(embed, 0.9);
  await persons.see(frameAt(0), SIZE, [person('a', at(0.1))], true);
  expect(persons.nameOf('a')).toBe('person-1');
  await persons.see(frameAt(5_000), SIZE, [person('b', at(0.3))], true);
  await persons.see(frameAt(9_000), SIZE, [person('c', at(0.2))], true);
  expect(['c', 'b', 'a'].map(persons.nameOf)).toEqual(['person-1', 'person-2', 'person-1']);
});

test('two who are in the picture at once are two, however alike', async () => {
  const { embed } = angles({});
  const persons = samePersons(embed, 0.9);
  await persons.see(frameAt(0), SIZE, [person('a'), person('b')], true);
  await persons.see(frameAt(4_000), SIZE, [person('c')], true);
  expect(persons.nameOf('a')).toBe('person-1');
  expect(persons.nameOf('b')).toBe('person-2');
  expect(persons.nameOf('c')).toMatch(/^person-[12]$/);
});

test('nobody gets a name from a bad look, and a name does not change later', async () => {
  const { embed, asked } = angles({});
  const persons = samePersons(embed, 0.9);
  const bad = [person('edge', at(0)), person('weak', { confidence: 0.4 }), person('small', { box: { ...BOX, h: 0.2, w: 0.05 } }), person('wide', { box: { ...BOX, w: 0.5, h: 0.5 } }), person('dog', { label: 'dog' })];
  await persons.see(frameAt(0), SIZE, bad, true);
  await persons.see(frameAt(500), SIZE, [person('unsearched')], false);
  expect(asked).toEqual([]);
  expect([...bad.map(({ track }) => track.id), 'unsearched', 'never seen'].map(persons.nameOf)).toEqual(Array(7).fill(undefined));
  await persons.see(frameAt(2_000), SIZE, [person('weak')], true);
  expect(persons.nameOf('weak')).toBeUndefined();
});

test('looks are seldom and few', async () => {
  const { embed, asked } = angles({});
  const persons = samePersons(embed, 0.9);
  for (let atMs = 0; atMs <= 30_000; atMs += 500) await persons.see(frameAt(atMs), SIZE, [person('a')], true);
  expect(asked).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000]);
});

test('the network gets the crop of the person in its own size and coding', async () => {
  const frame = frameAt(0);
  // Red to the right of the middle.
  for (let y = 0; y < 100; y++) for (let x = 50; x < 100; x++) frame.pixels[(y * 100 + x) * 3] = 200;
  let given: unknown;
  const embed = personEmbedder({
    inputs: [{ name: 'in', type: 'float32', dims: ['batch', 3, 4, 2], pixels: { order: 'rgb', mean: [100, 0, 0], std: [50, 1, 1] } }],
    run: async ({ in: input }) => {
      given = input;
      return { out: { type: 'float32', dims: [1, 2], data: Float32Array.of(3, 4) } };
    },
  });
  expect([...await embed(frame, SIZE, BOX)].map((x) => x.toFixed(3))).toEqual(['0.600', '0.800']);
  expect(given).toMatchObject({ dims: [1, 3, 4, 2] });
  expect([...(given as { data: Float32Array }).data.slice(0, 8)]).toEqual([-2, 2, -2, 2, -2, 2, -2, 2]);
  await expect(personEmbedder({ run: async () => ({}) })(frame, SIZE, BOX)).rejects.toThrow(/states no input size/);
});
