import { expect, test } from 'vitest';
import { accessOf, statusOf, viewOf, volumeId, volumeView } from './instance-view.ts';
import { WireInstance, WireVolume } from './wire-schemas.ts';

const ROW = {
  id: 28811023, label: 'aima-a-b-1-c', machine_id: 41207, actual_status: 'running', intended_status: 'running', cur_state: 'running', next_state: 'running',
  status_msg: 'success, running image', image_runtype: 'ssh_direct ssh_proxy', extra_env: [['A', 'b']], ssh_host: 'ssh5.vast.ai', ssh_port: 11022,
  public_ipaddr: '203.0.113.7\n', ports: { '22/tcp': [{ HostIp: '0.0.0.0', HostPort: '40112' }] }, dph_total: 0.4139, storage_cost: 0.2, disk_space: 50,
  num_gpus: 1, gpu_util: 97, gpu_temp: 64, geolocation: 'Quebec, CA', start_date: 1763690000.1, uptime_mins: null,
};
const row = (changes: Record<string, unknown> = {}) => WireInstance.parse({ ...ROW, ...changes });

test('an instance that runs is told in our words', () => {
  expect(viewOf(row())).toEqual({
    id: '28811023', name: 'aima-a-b-1-c', status: 'running', usdPerHour: 0.4139, gpuCount: 1, region: 'CA', machineId: '41207', createdAt: 1_763_690_000_100,
    says: 'success, running image', telemetry: { gpuLoad: 0.97, gpuTemperature: 64 },
    access: [
      { kind: 'ssh', way: 'direct', host: '203.0.113.7', port: 40112, user: 'root' },
      { kind: 'ssh', way: 'proxy', host: 'ssh5.vast.ai', port: 11022, user: 'root' },
    ],
  });
});

test.each([
  [[null, 'running', 'stopped', 'running'], 'starting'],
  [['created', 'running', 'running', 'running'], 'starting'],
  [['loading', 'running', 'running', 'running'], 'starting'],
  [['rebooting', 'running', 'running', 'running'], 'starting'],
  [['running', 'running', 'running', 'running'], 'running'],
  [['stopped', 'stopped', 'stopped', 'stopped'], 'stopped'],
  [['exited', 'stopped', 'stopped', 'stopped'], 'stopped'],
  [['stopped', 'running', 'stopped', 'running'], 'stopped'],
  [[null, 'stopped', 'stopped', 'stopped'], 'stopped'],
  [['exited', 'running', 'running', 'running'], 'failed'],
  [['frozen', 'running', 'running', 'running'], 'failed'],
  [['offline', 'running', 'running', 'running'], 'lost'],
  [['unknown', 'running', 'running', 'running'], 'lost'],
  [['warming_up', 'running', 'running', 'running'], 'unknown'],
  [[7, {}, null, undefined], 'unknown'],
])('the columns %j mean %s', ([actual_status, intended_status, cur_state, next_state], status) => {
  expect(statusOf(row({ actual_status, intended_status, cur_state, next_state }))).toBe(status);
});

test('an image that can never be pulled fails at once', () => {
  const words = (status_msg: string) => statusOf(row({ actual_status: 'loading', status_msg }));
  expect(words('Error response from daemon: manifest unknown')).toBe('failed');
  expect(words('Pulling fs layer')).toBe('starting');
});

test('what is stopped costs its disk, has no way in and no telemetry', () => {
  const view = viewOf(row({ actual_status: 'stopped', intended_status: 'stopped', cur_state: 'stopped', next_state: 'stopped' }));
  expect(view.usdPerHour).toBeCloseTo(50 * 0.2 / 720, 9);
  expect(view.access).toEqual([]);
  expect(view).not.toHaveProperty('telemetry');
});

test.each([
  ['absent', undefined], ['null', null], ['a list', [22]], ['an empty list', { '22/tcp': [] }], ['null for the port', { '22/tcp': null }], ['no number', { '22/tcp': [{ HostPort: 'x' }] }],
])('without a port outside (%s) the proxy is left', (_, ports) => {
  expect(accessOf(row({ ports }))).toEqual([{ kind: 'ssh', way: 'proxy', host: 'ssh5.vast.ai', port: 11022, user: 'root' }]);
});

test('with Jupyter the proxy listens one port higher', () => {
  expect(accessOf(row({ image_runtype: 'jupyter_direct ssh_direct', ports: null }))[0]).toMatchObject({ port: 11023 });
});

test('money as text, nulls and a missing label do not crash', () => {
  expect(viewOf(row({ dph_total: '0.413900', label: null, gpu_util: null, gpu_temp: null, status_msg: null }))).toMatchObject({ usdPerHour: 0.4139, name: '' });
});

test('a volume is told as something that costs and has an id of its own', () => {
  const view = volumeView(WireVolume.parse({ id: 77, label: 'aima-x', disk_space: 36, storage_cost: 0.2 }));
  expect(view).toEqual({ id: 'volume-77', name: 'aima-x', status: 'stopped', access: [], usdPerHour: 0.01 });
  expect(volumeId(view.id)).toBe(77);
  expect(volumeId('77')).toBeUndefined();
});
