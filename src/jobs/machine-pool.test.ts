import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AppError } from '../kernel/app-error.ts';
import { workOnMachines, type PoolParts } from './machine-pool.ts';

type Analyse = PoolParts<string, string>['analyse'];

interface Told { done: string[]; idle: string[]; ahead: string[]; error?: string }

async function worked(machines: string[], media: string[], analyse: Analyse): Promise<Told> {
  const told: Told = { done: [], idle: [], ahead: [] };
  await workOnMachines<string, string>({
    media, machines, endsAll: ({ code }) => code === 'DISK_FULL', onIdle: (machine) => { told.idle.push(machine); },
    prepare: (machine, medium) => {
      told.ahead.push(`${machine}${medium}`);
      return Promise.reject(new Error('It is sent again at its turn.'));
    },
    async analyse(machine, medium, options) {
      await analyse(machine, medium, options);
      told.done.push(`${machine}${medium}`);
    },
  }).catch((error: unknown) => { told.error = (error as AppError).code; }); // nothing else is thrown here
  return told;
}

const lost = new AppError('MACHINE_UNREACHABLE', 'gone');

test('each takes the next; what follows is sent ahead; who has nothing left is idle at once', async () => {
  const { done, idle, ahead, error } = await worked(['A', 'B'], ['1', '2', '3'], async (machine, _medium, { onSent }) => {
    await turn();
    if (machine === 'A') onSent();
    await turn();
    if (machine === 'B') for (let i = 0; i < 5; i++) await turn();
  });
  expect([done, idle, ahead, error]).toEqual([['A1', 'A3', 'B2'], ['A', 'B'], ['A3'], undefined]);
});

test('what one could not do another one does; the failed one is idle', async () => {
  const others: boolean[] = [];
  const { done, idle, error } = await worked(['A', 'B'], ['1', '2'], async (machine, _medium, { othersWork }) => {
    await turn();
    if (machine === 'B') return;
    others.push(othersWork());
    throw lost;
  });
  expect([done.sort(), idle, error, others]).toEqual([['B1', 'B2'], ['A', 'B'], undefined, [true]]);
});

test('the failure of the last one is told', async () => {
  const others: boolean[] = [];
  const { done, error } = await worked(['A', 'B'], ['1', '2', '3'], async (machine, _medium, { othersWork }) => {
    if (machine === 'B') await turn();
    others.push(othersWork());
    throw lost;
  });
  expect([done, error, others]).toEqual([[], 'MACHINE_UNREACHABLE', [true, false]]);
});

test('what would end everything anywhere is tried nowhere else', async () => {
  const tried: string[] = [];
  const { done, error } = await worked(['A', 'B'], ['1', '2', '3'], async (machine, medium) => {
    tried.push(medium);
    await turn();
    if (machine === 'A') throw new AppError('DISK_FULL', 'full');
    await turn();
  });
  expect([done, tried, error]).toEqual([['B2'], ['1', '2'], 'DISK_FULL']);
});
