import { expect, test } from 'vitest';
import type { Observation } from '../model/observation-index.ts';
import { evidenceOf } from './evidence.ts';

const observation = (id: string, ...basedOn: string[]): Observation => ({ id, runId: 'r', mediaId: 'm', analyzer: 'a', startMs: 0, endMs: 0, confidence: 1, sentence: id, source: 'model', basedOn });
const chain = (rows: readonly Observation[], most?: number) => {
  const { nodes, more } = evidenceOf(rows[0] ?? observation('none'), new Map(rows.map((row) => [row.id, row])), most);
  return { told: nodes.map(({ id, depth }) => `${id}${depth}`), gone: nodes.filter((node) => !node.observation).map(({ id }) => id), more };
};

test('each once, in order, however deep', () => {
  expect(chain([observation('a', 'b', 'c'), observation('b', 'd'), observation('c', 'd'), observation('d')])).toEqual({ told: ['b1', 'd2', 'c1'], gone: [], more: false });
});

test('circles end, also on itself', () => {
  expect(chain([observation('a', 'a', 'b'), observation('b', 'c'), observation('c', 'a', 'b')]).told).toEqual(['b1', 'c2']);
});

test('what is not there any more is told as such', () => {
  expect(chain([observation('a', 'lost')])).toEqual({ told: ['lost1'], gone: ['lost'], more: false });
});

test('a summary of thousands is cut, and says so; a deep chain is no deep recursion', () => {
  expect(chain([observation('a', 'b', 'c', 'd')], 2)).toMatchObject({ told: ['b1', 'c1'], more: true });
  expect(chain([observation('a', 'b', 'c')], 2).more).toBe(false);
  const deep = Array.from({ length: 20_000 }, (_, i) => observation(`n${i}`, `n${i + 1}`));
  expect(chain(deep, 30_000).told).toHaveLength(20_000);
});
