import { expect, test } from 'vitest';
import { createInferenceQueue } from './inference-queue.ts';

/** Work that lasts until told, and notes when it starts. */
function steps(queue: ReturnType<typeof createInferenceQueue>) {
  const started: string[] = [];
  const finish: (() => void)[] = [];
  const add = (lane: string, name: string): Promise<string> => queue.run(lane, async () => {
    started.push(name);
    await new Promise<void>((resolve) => finish.push(resolve));
    return name;
  });
  return { started, add, finishOne: async () => {
    finish.shift()?.();
    await new Promise(setImmediate);
  } };
}

test('calls never overlap, and lanes take turns', async () => {
  const { started, add, finishOne } = steps(createInferenceQueue());
  const calls = [add('a', 'a1'), add('a', 'a2'), add('a', 'a3'), add('b', 'b1'), add('b', 'b2')];
  expect(started).toEqual(['a1']);
  for (let i = 0; i < calls.length; i++) await finishOne();
  expect(started).toEqual(['a1', 'a2', 'b1', 'a3', 'b2']);
  expect(await Promise.all(calls)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
});

test('a call that fails does not stop the next', async () => {
  const queue = createInferenceQueue();
  const failed = queue.run('a', () => Promise.reject(new Error('broken')));
  const next = queue.run('a', async () => 'fine');
  await expect(failed).rejects.toThrow('broken');
  expect(await next).toBe('fine');
});

test('time is counted inside calls only', async () => {
  let now = 0;
  const queue = createInferenceQueue(() => now);
  await queue.run('a', async () => { now += 1500; });
  now += 10_000;
  await queue.run('a', async () => { now += 500; });
  expect(queue.busySeconds()).toBe(2);
});

test('closing lets the running call end and refuses the others', async () => {
  const queue = createInferenceQueue();
  const { add, finishOne } = steps(queue);
  const [first, second] = [add('a', 'a1'), add('a', 'a2')];
  const refused = expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
  const closing = queue.close();
  await refused;
  await finishOne();
  expect(await first).toBe('a1');
  await closing;
  await expect(add('b', 'b1')).rejects.toMatchObject({ code: 'CANCELLED' });
});
