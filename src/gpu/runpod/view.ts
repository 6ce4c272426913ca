/** A pod as AIMA sees it. */
import type { Access, InstanceStatus, InstanceView } from '../provider.ts';
import { diskUsdPerHour, stoppedVolumeUsdPerHour } from './offers.ts';
import type { Pod } from './pod.ts';

const STATUS: Readonly<Record<string, InstanceStatus>> = {
  PROVISIONING: 'starting', STARTING: 'starting', RUNNING: 'running', EXITED: 'stopped', ERROR: 'failed',
  // Seen for a moment after an end, and for pods that were outbid; it is gone only when it is listed no more.
  TERMINATED: 'stopped',
};

function statusOf({ status, gpu }: Pod): InstanceStatus {
  const known = STATUS[status?.toUpperCase() ?? ''] ?? 'unknown';
  // A pod that was started again may come back without its GPU.
  return known === 'running' && gpu?.count === 0 ? 'failed' : known;
}

/** Only of a running pod: a stopped one shows ports that meanwhile belong to others. The proxy has a shell but no files and no tunnels. */
function accessOf({ ssh }: Pod): Access[] {
  const ways = [['direct', ssh?.direct], ['proxy', ssh?.proxy]] as const;
  return ways.flatMap(([way, login]): Access[] => (login ? [{ kind: 'ssh', way, host: login.host, port: login.port, user: login.username ?? 'root' }] : []));
}

/** `cost` is the pod without its disks, and 0 when it is stopped although a persistent disk then costs double. */
function paidPerHour({ cost, disk, mounts }: Pod, status: InstanceStatus): number | undefined {
  const volumeGb = mounts?.persistent?.size ?? 0;
  if (status === 'stopped') return stoppedVolumeUsdPerHour(volumeGb);
  return cost === undefined ? undefined : cost + diskUsdPerHour((disk ?? 0) + volumeGb);
}

const fraction = (percents: readonly (number | undefined)[]): number | undefined => {
  const told = percents.filter((percent) => percent !== undefined);
  return told.length === 0 ? undefined : Math.min(1, Math.max(0, told.reduce((sum, percent) => sum + percent, 0) / told.length / 100));
};

function telemetryOf({ runtime }: Pod): InstanceView['telemetry'] {
  const gpuLoad = fraction((runtime?.gpus ?? []).map(({ util }) => util));
  const gpuMemory = fraction((runtime?.gpus ?? []).map(({ memoryUtil }) => memoryUtil));
  if (gpuLoad === undefined && gpuMemory === undefined) return undefined;
  return { ...(gpuLoad === undefined ? {} : { gpuLoad }), ...(gpuMemory === undefined ? {} : { gpuMemory }) };
}

export function viewOf(pod: Pod, says?: string): InstanceView {
  const status = statusOf(pod);
  const usdPerHour = paidPerHour(pod, status);
  const telemetry = status === 'running' ? telemetryOf(pod) : undefined;
  const words = [pod.status, ...(pod.locked === true ? ['locked'] : []), ...(says === undefined ? [] : [says])].filter((word) => word !== undefined).join(', ');
  return {
    id: pod.id, name: pod.name ?? '', status, access: status === 'running' ? accessOf(pod) : [],
    ...(usdPerHour === undefined ? {} : { usdPerHour }), ...(pod.gpu?.count === undefined ? {} : { gpuCount: pod.gpu.count }),
    ...(pod.dataCenterId === undefined ? {} : { region: pod.dataCenterId }), ...(pod.createdAt === undefined ? {} : { createdAt: pod.createdAt }),
    ...(words === '' ? {} : { says: words }), ...(telemetry === undefined ? {} : { telemetry }),
  };
}
