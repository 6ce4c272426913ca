import { expect, test } from 'vitest';
import type { Observation } from '@aima/contract';
import { layered, patched } from './correction-patch.ts';

const before: Observation = { id: 'o', runId: 'r', mediaId: 'm', analyzer: 'a', startMs: 10, endMs: 20, label: 'red_car', text: 'old $& words', confidence: 0.5, sentence: 'Read: old $& words.', source: 'model' };

test.each([
  [{ text: 'new $& words' }, 'Read: new $& words.'],
  [{ text: null }, 'red car'],
  [{ label: 'bus' }, 'old $& words'],
  [{ text: 'new', sentence: 'Mine.' }, 'Mine.'],
  [{ endMs: 30 }, 'Read: old $& words.'],
] as const)('the sentence follows %j', (patch, sentence) => {
  expect(patched(before, patch).sentence).toBe(sentence);
});

test('what is no longer there is absent, not undefined, and the original is as it was', () => {
  const copy = structuredClone(before);
  expect(Object.keys(patched(before, { text: null, label: null }))).not.toContain('text');
  expect(before).toEqual(copy);
});

test('it cannot end before it begins; of two edits that do not fit any more the later leaves the times', () => {
  expect(() => patched(before, { startMs: 21 })).toThrow(expect.objectContaining({ code: 'INVALID_MESSAGE' }));
  expect(layered(before, [{ kind: 'edit', patch: { startMs: 15 } }, { kind: 'edit', patch: { endMs: 12, label: 'bus' } }]).observation).toMatchObject({ startMs: 15, endMs: 20, label: 'bus' });
});

test('the last word on a review counts', () => {
  expect(layered(before, [{ kind: 'accept' }, { kind: 'reject' }])).toEqual({ observation: { ...before, review: 'rejected' }, removed: false });
  expect(layered(before, [{ kind: 'remove' }])).toEqual({ observation: before, removed: true });
});
