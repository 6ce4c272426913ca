/** What the four status columns, ports and prices of an instance mean for us. */
import type { Access, InstanceStatus, InstanceView } from '../provider.ts';
import { countryOf, diskUsdPerHour } from './market-units.ts';
import type { WireInstance, WireVolume } from './wire-schemas.ts';

const MOST_WORDS = 500;

/** Texts of a container that will never start; it stays in `created` or `loading` for ever. */
const HOPELESS = /oci runtime create failed|manifest unknown|failed to resolve reference|pull access denied|no space left/i;

const STARTING = new Set(['created', 'loading', 'rebooting', 'recycling']);
const LOST = new Set(['offline', 'unknown']);
const ENDED = new Set(['stopped', 'exited']);

/**
 * Outbid and stopped by us look alike (all three columns behind `actual_status` say stopped). A restart in the queue is wanted but
 * has no GPU: both are `stopped`, and both may run and cost again by themselves. Wanted, scheduled and yet exited means crashed.
 */
export function statusOf(wire: Pick<WireInstance, 'actual_status' | 'intended_status' | 'cur_state' | 'next_state' | 'status_msg'>): InstanceStatus {
  const { actual_status: actual, intended_status: intended, cur_state: current, next_state: next } = wire;
  if (actual === 'running') return 'running';
  // Its GPU is paid for and does nothing.
  if (actual === 'frozen') return 'failed';
  if (actual !== undefined && LOST.has(actual)) return 'lost';
  if (actual !== undefined && ENDED.has(actual)) return intended === 'running' && current === 'running' ? 'failed' : 'stopped';
  // Parked by a bid that lost, before it ever ran. Just after a create `cur_state` says stopped too, but not what comes next.
  if (intended === 'stopped' && current === 'stopped' && next !== 'running') return 'stopped';
  if (actual === undefined || STARTING.has(actual)) return HOPELESS.test(wire.status_msg ?? '') ? 'failed' : 'starting';
  return 'unknown';
}

const isPort = (port: number | undefined): port is number => port !== undefined && Number.isInteger(port) && port > 0 && port < 65_536;

/** Direct first: a proxy that does not let anybody in has been seen on machines that run. */
export function accessOf(wire: WireInstance): Access[] {
  const access: Access[] = [];
  const address = wire.public_ipaddr?.trim().split(/\s+/)[0];
  const direct = wire.ports?.['22/tcp']?.find(({ HostPort }) => isPort(HostPort))?.HostPort ?? wire.machine_dir_ssh_port;
  if (address !== undefined && address !== '' && isPort(direct)) access.push({ kind: 'ssh', way: 'direct', host: address, port: direct, user: 'root' });
  const proxy = wire.ssh_port === undefined ? undefined : wire.ssh_port + (wire.image_runtype?.includes('jupyter') === true ? 1 : 0);
  const host = wire.ssh_host?.trim();
  if (host !== undefined && host !== '' && isPort(proxy)) access.push({ kind: 'ssh', way: 'proxy', host, port: proxy, user: 'root' });
  return access;
}

/** USD an hour for the disk alone, which is all that a stopped instance costs by time. */
const storageUsdPerHour = ({ storage_total_cost, storage_cost, disk_space }: WireInstance): number | undefined =>
  storage_total_cost ?? (storage_cost === undefined || disk_space === undefined ? undefined : diskUsdPerHour(storage_cost, disk_space));

const fraction = (percent: number): number => Math.min(1, Math.max(0, percent / 100));

/** Figures of a machine that does not run are old. */
function telemetryOf({ gpu_util, gpu_temp }: WireInstance): NonNullable<InstanceView['telemetry']> | undefined {
  if (gpu_util === undefined && gpu_temp === undefined) return undefined;
  return { ...(gpu_util !== undefined && { gpuLoad: fraction(gpu_util) }), ...(gpu_temp !== undefined && { gpuTemperature: gpu_temp }) };
}

export function viewOf(wire: WireInstance): InstanceView {
  const status = statusOf(wire);
  const usdPerHour = status === 'stopped' ? storageUsdPerHour(wire) : wire.dph_total;
  const region = countryOf(wire.geolocation);
  const telemetry = status === 'running' ? telemetryOf(wire) : undefined;
  const says = wire.status_msg?.trim().slice(0, MOST_WORDS);
  return {
    id: String(wire.id), name: wire.label ?? '', status,
    access: status === 'running' ? accessOf(wire) : [],
    ...(usdPerHour !== undefined && { usdPerHour }),
    ...(wire.num_gpus !== undefined && { gpuCount: wire.num_gpus }),
    ...(region !== undefined && { region }),
    ...(wire.machine_id !== undefined && { machineId: wire.machine_id }),
    ...(wire.start_date !== undefined && { createdAt: Math.round(wire.start_date * 1000) }),
    ...(says !== undefined && says !== '' && { says }),
    ...(telemetry && { telemetry }),
  };
}

const VOLUME = 'volume-';

/** @returns the number of a volume, for an id that `volumeView` made */
export const volumeId = (id: string): number | undefined => (/^volume-\d+$/.test(id) ? Number(id.slice(VOLUME.length)) : undefined);

/** A disk that outlived its instance: no machine, but it costs until it is deleted. */
export function volumeView(wire: WireVolume): InstanceView {
  const sizeGb = wire.disk_space ?? wire.size;
  const usdPerHour = wire.storage_total_cost ?? (wire.storage_cost === undefined || sizeGb === undefined ? undefined : diskUsdPerHour(wire.storage_cost, sizeGb));
  return {
    id: `${VOLUME}${wire.id}`, name: wire.label ?? wire.name ?? '', status: 'stopped', access: [],
    ...(usdPerHour !== undefined && { usdPerHour }),
    ...(wire.machine_id !== undefined && { machineId: wire.machine_id }),
    ...(wire.start_date !== undefined && { createdAt: Math.round(wire.start_date * 1000) }),
  };
}
