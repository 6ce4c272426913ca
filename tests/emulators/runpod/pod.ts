/** One pod, as it is and as it is shown. */
import type { MachineAddress, Machine } from '../core/machine-host.ts';
import type { ScheduledEvent } from '../core/timeline.ts';
import type { LaggingView } from '../core/view.ts';
import type { Cloud } from './catalogue.ts';

export type PodStatus = 'PROVISIONING' | 'STARTING' | 'RUNNING' | 'EXITED' | 'ERROR' | 'TERMINATED';

/** As it was ordered. */
export interface PodOrder {
  name: string;
  image: string;
  cloud: Cloud;
  gpu?: { id: string; count: number };
  cpu?: { id: string; vcpuCount: number };
  dataCenterIds: readonly string[];
  /** GB of container disk. */
  disk: number;
  persistent?: { size: number; path: string };
  volumeId?: string;
  volumePath?: string;
  ports: readonly string[];
  env: Readonly<Record<string, string>>;
  args: string;
  startSsh: boolean;
  /** USD per GPU and hour; makes it interruptible. */
  bid?: number;
  terminateAfterMs?: number;
  stopAfterMs?: number;
}

/** What strikes this one on its way, decided when it is made. */
export interface PodFate {
  /** The container never runs, in one of two ways. */
  image?: 'error' | 'endless';
  stuck?: boolean;
  slowPull?: boolean;
  exits?: boolean;
  brokenWay?: 'direct' | 'proxy';
}

export interface Pod {
  readonly id: string;
  readonly tenant: string;
  order: PodOrder;
  readonly createdMs: number;
  /** The times that are told are this much off. */
  readonly skewMs: number;
  /** USD an hour for its GPUs, while it bills. */
  readonly gpuUsdPerHour: number;
  readonly dataCenterId: string;
  readonly secret: string;
  readonly fate: PodFate;
  intent: 'running' | 'stopped' | 'gone';
  status: PodStatus;
  placed: boolean;
  locked: boolean;
  gpuCount: number;
  startedMs?: number;
  goneMs?: number;
  machine?: Machine;
  /** While it is being stopped, started or ended. */
  busy?: ScheduledEvent;
  /** Its host does not answer. `absent`: it is not listed either. */
  lost?: 'silent' | 'absent';
  lastStatusChange: string;
  /** What the system log says. */
  log: { atMs: number; source: 'system' | 'container'; line: string }[];
  /** Undefined within: not there. */
  readonly listed: LaggingView<PodSnapshot | undefined>;
  readonly shown: LaggingView<PodSnapshot | undefined>;
}

/** What is shown, but for what is measured at the moment of looking. */
export interface PodSnapshot {
  status: PodStatus;
  cost: number;
  placed: boolean;
  locked: boolean;
  gpuCount: number;
  order: PodOrder;
  startedMs: number | undefined;
  direct: MachineAddress | undefined;
  proxy: MachineAddress | undefined;
  lost: boolean;
  lastStatusChange: string;
}

/** Somewhere where nobody answers, for a way that is broken. */
function wayIn(pod: Pod, way: 'direct' | 'proxy'): MachineAddress | undefined {
  const address = pod.machine?.[way];
  return address && pod.fate.brokenWay === way ? { ...address, ...(way === 'direct' ? { port: 9 } : { user: `${pod.id}-00000000` }) } : address;
}

/** As it is now. */
export const snapshotOf = (pod: Pod): PodSnapshot => ({
  status: pod.status, cost: pod.status === 'EXITED' || pod.status === 'TERMINATED' ? 0 : pod.gpuUsdPerHour, placed: pod.placed, locked: pod.locked,
  gpuCount: pod.gpuCount, order: pod.order, startedMs: pod.startedMs,
  direct: pod.status === 'RUNNING' && pod.order.ports.includes('22/tcp') ? wayIn(pod, 'direct') : undefined,
  proxy: pod.status === 'RUNNING' ? wayIn(pod, 'proxy') : undefined,
  lost: pod.lost !== undefined, lastStatusChange: pod.lastStatusChange,
});

const ACTIONS: Readonly<Record<PodStatus, readonly string[]>> = {
  PROVISIONING: ['stop', 'terminate'], STARTING: ['stop', 'terminate'], RUNNING: ['stop', 'restart', 'terminate'],
  EXITED: ['start', 'terminate'], ERROR: ['start', 'terminate'], TERMINATED: [],
};

export const mayDo = (status: PodStatus, action: string): boolean => ACTIONS[status].includes(action);

const rfc3339 = (ms: number): string => new Date(ms).toISOString();

const ssh = ({ host, port, user }: MachineAddress, withPort: boolean): object =>
  ({ host, port, username: user, command: `ssh ${user}@${host}${withPort ? ` -p ${port}` : ''}` });

/** The Pod object of REST v2. @param telemetry absent for a pod whose telemetry is not there; then `runtime` is null */
export function podJson(pod: Pod, at: PodSnapshot, nowMs: number, gpuLoad: number | undefined): Record<string, unknown> {
  const { order } = at;
  const running = at.status === 'RUNNING' && !at.lost;
  const port = at.direct && { private: 22, public: at.direct.port, type: 'tcp', ip: at.direct.host };
  return {
    id: pod.id, name: order.name, image: order.image, args: order.args, disk: order.disk, ports: [...order.ports], env: { ...order.env }, registry: null,
    status: at.status, actions: [...ACTIONS[at.status]],
    mounts: {
      ...(order.persistent && { persistent: order.persistent }),
      ...(order.volumeId !== undefined && { network: [{ volumeId: order.volumeId, path: order.volumePath }] }),
    },
    ...(order.gpu && { gpu: { id: order.gpu.id, count: at.gpuCount, vcpuCount: 16, memory: 62 } }),
    ...(order.cpu && { cpu: { ...order.cpu, memory: order.cpu.vcpuCount * 4 } }),
    cloud: order.cloud, dataCenterId: at.placed ? pod.dataCenterId : null, cudaVersion: at.placed ? '12.8' : null,
    ssh: { proxy: at.proxy ? ssh(at.proxy, false) : null, direct: at.direct ? ssh(at.direct, true) : null },
    template: null, cost: at.cost, locked: at.locked, globalNetworking: { enabled: false },
    runtime: running && gpuLoad !== undefined && at.startedMs !== undefined ? {
      uptime: Math.max(0, Math.floor((nowMs - at.startedMs) / 1_000)),
      gpus: Array.from({ length: at.gpuCount }, () => ({ util: Math.round(gpuLoad * 100), memoryUtil: Math.round(gpuLoad * 80) })),
      cpu: { util: Math.round(gpuLoad * 40) }, memory: { util: 22 },
      // Addresses of HTTP ports are behind carrier-grade NAT and lead nowhere.
      ports: [...(port ? [port] : []), ...order.ports.filter((p) => p.endsWith('/http')).map((p) => ({ private: Number.parseInt(p, 10), public: null, type: 'http', ip: '100.65.0.7' }))],
    } : null,
    createdAt: rfc3339(pod.createdMs + pod.skewMs), startedAt: at.startedMs === undefined ? null : rfc3339(at.startedMs + pod.skewMs),
  };
}
