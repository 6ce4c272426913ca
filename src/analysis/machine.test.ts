import { expect, test } from 'vitest';
import type { InstanceView, Provider } from '../gpu/provider.ts';
import { openMachine, type MachineLog } from './machine.ts';

/** Provider of a machine that answers nothing: what is tested here is what happens around it. */
function provider(): { provider: Provider; alive: Map<string, string> } {
  const alive = new Map<string, string>();
  let offered = '';
  const viewOf = (id: string, name: string): InstanceView => ({ id, name, status: 'running', access: [{ kind: 'worker', address: { url: `http://127.0.0.1:9/${offered}`, token: 't' } }] });
  return {
    alive,
    provider: {
      name: 'test', remote: false, offers: () => Promise.resolve([{ id: 'a', provider: 'test', description: '', usdPerHour: 2 }, { id: 'b', provider: 'test', description: '', usdPerHour: 1 }]),
      launch: ({ id }, { name }) => {
        alive.set(`i-${name}`, name);
        offered = id;
        return Promise.resolve({ outcome: 'created', id: `i-${name}` });
      },
      terminate: (id) => { alive.delete(id); return Promise.resolve('accepted'); },
      inspect: (id) => Promise.resolve(viewOf(id, alive.get(id) ?? '')),
      list: () => Promise.resolve([...alive].map(([id, name]) => viewOf(id, name))),
    },
  };
}
const signal = new AbortController().signal;

test('every step is told before it is taken; of the offers the one that was named is launched', async () => {
  const { provider: own, alive } = provider();
  const told: string[] = [];
  const log: MachineLog = {
    begin: (step, facts) => {
      told.push(`${step} ${String(facts['usdPerHour'] ?? '')} ${alive.size}`);
      return Promise.resolve((outcome) => { told.push(`${step} ${outcome}`); return Promise.resolve(); });
    },
  };
  const machine = openMachine(own, { offerId: 'b', log });
  await machine.worker(signal);
  expect(await machine.release(true)).toMatchObject({ launched: true, gone: true });
  expect(told).toEqual(['launch 1 0', 'launch done', 'wipe  1', 'wipe done', 'terminate  1', 'terminate done', 'confirm_gone  0', 'confirm_gone done']);
});

test('what cannot be written down is not launched, but what exists is ended all the same', async () => {
  const { provider: own, alive } = provider();
  let broken = false;
  const log: MachineLog = { begin: () => (broken ? Promise.reject(new Error('database gone')) : Promise.resolve(() => (broken ? Promise.reject(new Error('database gone')) : Promise.resolve()))) };
  const machine = openMachine(own, { log });
  await machine.worker(signal);
  broken = true;
  expect(await machine.release(true)).toMatchObject({ gone: true });
  expect(alive.size).toBe(0);
  await expect(openMachine(own, { log }).worker(signal)).rejects.toThrow('database gone');
  expect(alive.size).toBe(0);
});

test("only its own machines must be gone; others of the provider are none of its business", async () => {
  const { provider: own, alive } = provider();
  alive.set('i-other', 'other');
  const machine = openMachine(own);
  await machine.worker(signal);
  expect(await machine.release(true)).toMatchObject({ gone: true });
  expect([...alive.values()]).toEqual(['other']);
  await expect(openMachine(own, { offerId: 'gone' }).worker(signal)).rejects.toMatchObject({ code: 'WORKER_FAILED' });
});
