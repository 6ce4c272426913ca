import { expect, test } from 'vitest';
import { indexObservations, type Observation } from '../model/observation-index.ts';
import { findingsRows } from './finding-groups.ts';

const observation = (id: string, analyzer: string, startMs: number, confidence: number): Observation => ({ id, runId: 'r', mediaId: 'm', analyzer, startMs, endMs: startMs, confidence, sentence: '', source: 'model' });
const { all, byAnalyzer } = indexObservations([observation('1', 'b', 5, 0.9), observation('2', 'a', 1, 0.2), observation('3', 'b', 0, 0.5)]);
const told = (view: Partial<Parameters<typeof findingsRows>[2]>, empty: string[] = []): string[] =>
  findingsRows(all, byAnalyzer, { leastConfidence: 0, order: 'analyzer', open: new Set(), ...view }, (name) => name, empty).map((row) => (row.kind === 'heading' ? `${row.analyzer}:${row.count}` : row.key));

test('analyzers with their counts; findings only of those that are open', () => {
  expect(told({})).toEqual(['a:1', 'b:2']);
  expect(told({ open: new Set(['b']) })).toEqual(['a:1', 'b:2', '3', '1']);
  expect(told({}, ['aa', 'a'])).toEqual(['a:1', 'b:2', 'aa:0']);
});

test('in order of time', () => { expect(told({ order: 'time' })).toEqual(['3', '2', '1']); });

test('unsure findings are left out and not counted', () => {
  expect(told({ leastConfidence: 0.5, open: new Set(['a', 'b']) })).toEqual(['a:0', 'b:2', '3', '1']);
  expect(told({ leastConfidence: 0.6, order: 'time' })).toEqual(['1']);
});
