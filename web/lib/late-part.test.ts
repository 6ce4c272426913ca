import { expect, test } from 'vitest';
import { patiently } from './late-part.ts';

const failing = (times: number): (() => Promise<string>) => {
  let left = times;
  return () => (left-- > 0 ? Promise.reject(new Error('no connection')) : Promise.resolve('there'));
};

test('what cannot be loaded is asked for again, with longer pauses, and in the end it is an error', async () => {
  const pauses: number[] = [];
  const pause = (ms: number): Promise<unknown> => Promise.resolve(pauses.push(ms));
  expect(await patiently(failing(3), pause)).toBe('there');
  expect(pauses).toEqual([300, 1000, 2000]);
  await expect(patiently(failing(100), pause)).rejects.toThrow('no connection');
});
