/** The small attack on the API; `npm run proof -- api-fuzz` is the large one. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fuzzServer } from '../support/api-fuzz/fuzzed-server.ts';

const SEED = 20260301;

test('no operation answers hostile requests with a fault, and nothing of another workspace is ever seen', { timeout: 600_000 }, async () => {
  const { operations, requests, findings, succeeded, document } = await fuzzServer({ seed: SEED, each: 1 });
  expect(findings).toEqual([]);
  // Whoever only ever met closed doors has tested doors.
  expect(succeeded.length).toBeGreaterThan(operations / 3);
  expect(requests).toBeGreaterThan(operations * 10);
  const written = JSON.parse(await readFile(path.resolve(import.meta.dirname, '../../docs/openapi.json'), 'utf8')) as { paths: object };
  // What the running server says of itself is what everybody can read.
  expect(document).toEqual(written);
});
