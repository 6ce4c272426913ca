import { expect, test } from 'vitest';
import { workQueue } from './work-queue.ts';

test('everything is taken once, the reserved one by whoever reserved it', () => {
  const queue = workQueue(['a', 'b', 'c', 'd']);
  expect([queue.take(0), queue.reserve(0), queue.take(1), queue.take(0), queue.take(1), queue.take(0)]).toEqual(['a', 'b', 'c', 'b', 'd', undefined]);
});

test('a reserved one waits for nobody: who has nothing left takes it', () => {
  const queue = workQueue(['a', 'b']);
  expect([queue.take(0), queue.reserve(0), queue.take(1), queue.take(0)]).toEqual(['a', 'b', 'b', undefined]);
});

test('what could not be done is next', () => {
  const queue = workQueue(['a', 'b', 'c']);
  const first = queue.take(0) ?? '';
  queue.reserve(0);
  queue.giveBack(first);
  expect([queue.take(1), queue.take(1), queue.take(1), queue.take(1)]).toEqual(['a', 'c', 'b', undefined]);
});
