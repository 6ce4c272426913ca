import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineAnalyzer, FindingFields, type Reads } from './analyzer.ts';

const made = (reads: Reads, parameters = z.object({ limit: z.number().max(1).default(0.5) })) => defineAnalyzer({
  name: 'made', version: 1, reads, parameters, finding: z.object(FindingFields), sentence: { en: () => '', de: () => '' }, open: () => ({}),
});
const video = { everyMs: 500, width: 64, height: 64, fit: 'inside' } as const;

test('how often pictures come, and how many at once, is a parameter of whoever reads them', () => {
  const analyzer = made({ video, photo: true });
  expect(analyzer.parseParameters({})).toEqual({ limit: 0.5, sampleEveryMs: 500, batchFrames: 8 });
  expect(analyzer.readsWith(analyzer.parseParameters({}))).toEqual({ video, photo: true });
  expect(analyzer.readsWith(analyzer.parseParameters({ sampleEveryMs: 2000, batchFrames: 1 }))).toEqual({ video: { ...video, everyMs: 2000, batch: 1 }, photo: true });
});

test.each([{ sampleEveryMs: 1 }, { sampleEveryMs: 0.5 }, { batchFrames: 0 }, { batchFrames: 1000 }, { limit: 2 }])('%j is refused', (parameters) => {
  expect(() => made({ video }).parseParameters(parameters)).toThrow();
});

test('who reads no sampled pictures has no such parameter', () => {
  expect(made({ everyFrame: true }).parseParameters({})).toEqual({ limit: 0.5 });
});
