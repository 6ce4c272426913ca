import { expect, test } from 'vitest';
import { Pod } from './pod.ts';
import { viewOf } from './view.ts';

const RUNNING = {
  id: '7h9k2m4n6p', name: 'aima-x', status: 'RUNNING', disk: 72, gpu: { id: 'NVIDIA GeForce RTX 4090', count: 1 }, dataCenterId: 'US-KS-2', cost: 0.74, locked: false,
  ssh: { proxy: { host: 'ssh.runpod.io', port: 22, username: '7h9k2m4n6p-64411eb2' }, direct: { host: '195.26.233.3', port: 34446, username: 'root' } },
  runtime: { gpus: [{ util: 90, memoryUtil: 78 }, { util: 100, memoryUtil: null }] }, createdAt: '2026-11-21T02:00:00Z',
};
const view = (changes: object = {}) => viewOf(Pod.parse({ ...RUNNING, ...changes }));

test('a pod that runs', () => {
  expect(view()).toEqual({
    id: '7h9k2m4n6p', name: 'aima-x', status: 'running', usdPerHour: 0.75, gpuCount: 1, region: 'US-KS-2', createdAt: Date.UTC(2026, 10, 21, 2), says: 'RUNNING', telemetry: { gpuLoad: 0.95, gpuMemory: 0.78 },
    access: [{ kind: 'ssh', way: 'direct', host: '195.26.233.3', port: 34446, user: 'root' }, { kind: 'ssh', way: 'proxy', host: 'ssh.runpod.io', port: 22, user: '7h9k2m4n6p-64411eb2' }],
  });
});

test.each([
  ['PROVISIONING', 'starting'], ['STARTING', 'starting'], ['running', 'running'], ['EXITED', 'stopped'], ['ERROR', 'failed'], ['TERMINATED', 'stopped'], ['MIGRATING', 'unknown'], [null, 'unknown'],
])('%s is %s, and only what runs is reached', (status, expected) => {
  expect(view({ status }).status).toBe(expected);
  expect(view({ status }).access).toHaveLength(expected === 'running' ? 2 : 0);
});

test('a pod that came back without its GPU has failed, one that needs none has not', () => {
  expect(view({ gpu: { id: 'x', count: 0 } })).toMatchObject({ status: 'failed', access: [] });
  expect(view({ gpu: undefined }).status).toBe('running');
});

test('what is not told is absent and never nothing', () => {
  for (const runtime of [null, undefined, {}, { gpus: [] }, { gpus: [{ util: null }] }, { gpus: 'none' }]) expect(view({ runtime })).not.toHaveProperty('telemetry');
  expect(view({ runtime: { gpus: [{ util: 0 }] } }).telemetry).toEqual({ gpuLoad: 0 });
  expect(view({ ssh: null }).access).toEqual([]);
  expect(view({ ssh: { direct: { host: '', port: 22 }, proxy: { host: 'p', port: '0' } } }).access).toEqual([]);
  expect(view({ ssh: { direct: { host: '1.2.3.4\n', port: '34446', username: null } } }).access).toEqual([{ kind: 'ssh', way: 'direct', host: '1.2.3.4', port: 34446, user: 'root' }]);
  expect(view({ cost: null })).not.toHaveProperty('usdPerHour');
});

test('what is stopped shows a cost of 0 and costs its persistent disk twice over', () => {
  expect(view({ status: 'EXITED', cost: 0 }).usdPerHour).toBe(0);
  expect(view({ status: 'EXITED', cost: 0, mounts: { persistent: { size: 72, path: '/workspace' } } }).usdPerHour).toBeCloseTo(0.02, 10);
  expect(view({ mounts: { persistent: { size: 72 } } }).usdPerHour).toBeCloseTo(0.76, 10);
  expect(view({ locked: true }).says).toBe('RUNNING, locked');
});
