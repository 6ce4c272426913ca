import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { openBackground } from './background.ts';

const until = async (ready: () => boolean): Promise<void> => {
  for (let i = 0; i < 400 && !ready(); i++) await sleep(10);
};

test('what failed because the database was away is done soon after, without anybody asking again', async () => {
  const told: string[] = [];
  const background = openBackground(1, ({ code }) => { told.push(code); });
  let calls = 0;
  background.start('check', () => (++calls < 3 ? Promise.reject(new AppError(calls === 1 ? 'DATABASE_UNREACHABLE' : 'CONFLICT', 'away')) : Promise.resolve()));
  await until(() => calls === 3);
  expect([calls, told]).toEqual([3, ['DATABASE_UNREACHABLE']]);
  await background.close();
});

test('what would fail again is not repeated, and nothing begins after the end', async () => {
  const background = openBackground(1, () => undefined);
  let [bad, away] = [0, 0];
  background.start('bad', () => Promise.reject(new AppError('MEDIA_UNREADABLE', `no ${++bad}`)));
  background.start('away', () => Promise.reject(new AppError('DATABASE_UNREACHABLE', `no ${++away}`)));
  await until(() => bad === 1 && away === 1);
  await background.close();
  await sleep(700);
  expect([bad, away]).toEqual([1, 1]);
});
