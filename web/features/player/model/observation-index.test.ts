import { expect, test } from 'vitest';
import { indexObservations, type Observation } from './observation-index.ts';

const row = (id: string, startMs: number, endMs: number, more: Partial<Observation> = {}): Observation => ({ id, runId: 'r', mediaId: 'm', analyzer: 'a', startMs, endMs, confidence: 1, sentence: '', source: 'model', ...more });
const ids = (rows: readonly Observation[]): string[] => rows.map(({ id }) => id);

/** Repeatable, and unlike any order. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test('everything is in order of time, the longest first', () => {
  expect(ids(indexObservations([row('c', 5, 9), row('b', 5, 20), row('a', 0, 1)]).all)).toEqual(['a', 'b', 'c']);
});

test('a stretch ends before its end, a moment is its own', () => {
  const index = indexObservations([row('stretch', 10, 20), row('moment', 20, 20)]);
  expect([9, 10, 19.9, 20, 21].map((ms) => ids(index.at(ms)))).toEqual([[], ['stretch'], ['stretch'], ['moment'], []]);
  expect(ids(index.between(20, 21))).toEqual(['moment']);
  expect(ids(index.between(0, 20))).toEqual(['stretch']);
});

test('finds exactly what looking through all of them finds', () => {
  const next = random(3);
  const rows = Array.from({ length: 2_000 }, (_, i) => {
    const startMs = Math.floor(next() * 100_000);
    return row(`o${i}`, startMs, startMs + (i % 3 === 0 ? 0 : Math.floor(next() * (i % 50 === 0 ? 90_000 : 800))));
  });
  const index = indexObservations(rows);
  for (let round = 0; round < 200; round++) {
    const fromMs = Math.floor(next() * 100_000);
    const toMs = fromMs + 1 + Math.floor(next() * 5_000);
    const truth = index.all.filter(({ startMs, endMs }) => startMs < toMs && (endMs > fromMs || (startMs === endMs && startMs >= fromMs)));
    expect(ids(index.between(fromMs, toMs))).toEqual(ids(truth));
  }
});

test('an empty medium has nothing anywhere', () => {
  const index = indexObservations([]);
  expect(index.at(0)).toEqual([]);
  expect(index.track('a', 't')).toEqual([]);
});

test('evidence and tracks are found in both directions; what is not in this medium is left out', () => {
  const index = indexObservations([row('a', 0, 0, { trackId: 't' }), row('b', 1, 1, { trackId: 't' }), row('c', 2, 2, { trackId: 't', analyzer: 'other' }), row('d', 3, 3, { basedOn: ['b', 'gone'] })]);
  const d = index.byId.get('d');
  expect(d && ids(index.evidenceOf(d))).toEqual(['b']);
  expect(ids(index.restingOn('b'))).toEqual(['d']);
  expect(ids(index.track('a', 't'))).toEqual(['a', 'b']);
});
