import { expect, test } from 'vitest';
import { askInOrder } from './ask-in-order.ts';

/** Questions that are answered by hand. */
function byHand() {
  const open = new Map<number, { answer: (text: string) => void; fail: (error: unknown) => void; signal: AbortSignal }>();
  const told: string[] = [];
  const add = (queue: ReturnType<typeof askInOrder>, n: number): void => {
    queue.add((signal) => new Promise<string>((answer, fail) => { open.set(n, { answer, fail, signal }); }), (text) => told.push(text));
  };
  return { open, told, add };
}
const settled = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

test('a few at a time, told in the order of the questions', async () => {
  const queue = askInOrder(2, new AbortController().signal);
  const { open, told, add } = byHand();
  for (const n of [1, 2, 3, 4]) add(queue, n);
  expect([...open.keys()]).toEqual([1, 2]);
  open.get(2)?.answer('two');
  await settled();
  // Its turn to be told has not come, and it keeps its place until then.
  expect([told, [...open.keys()]]).toEqual([[], [1, 2]]);
  open.get(1)?.answer('one');
  await settled();
  expect([told, [...open.keys()]]).toEqual([['one', 'two'], [1, 2, 3, 4]]);
  open.get(4)?.answer('four');
  open.get(3)?.answer('three');
  await queue.end();
  expect(told).toEqual(['one', 'two', 'three', 'four']);
});

test('whoever asks waits while too many are open', async () => {
  const queue = askInOrder(1, new AbortController().signal);
  const { open, add } = byHand();
  await queue.room(2);
  add(queue, 1);
  add(queue, 2);
  let free = false;
  const room = queue.room(2).then(() => { free = true; });
  await settled();
  expect(free).toBe(false);
  open.get(1)?.answer('');
  await room;
  expect([...open.keys()]).toEqual([1, 2]);
  open.get(2)?.answer('');
  await queue.end();
});

test('the first failure ends the others, nothing more is asked, and it is thrown', async () => {
  const queue = askInOrder(2, new AbortController().signal);
  const { open, told, add } = byHand();
  for (const n of [1, 2, 3]) add(queue, n);
  open.get(2)?.fail(new Error('out of order'));
  await settled();
  expect(open.get(1)?.signal.aborted).toBe(true);
  open.get(1)?.fail(new Error('aborted'));
  await expect(queue.end()).rejects.toThrow('out of order');
  add(queue, 4);
  expect([[...open.keys()], told]).toEqual([[1, 2], []]);
});

test('a cancel from outside reaches the questions', () => {
  const outer = new AbortController();
  const queue = askInOrder(1, outer.signal);
  const { open, add } = byHand();
  add(queue, 1);
  outer.abort();
  expect(open.get(1)?.signal.aborted).toBe(true);
});
