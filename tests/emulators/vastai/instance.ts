/** One contract of Vast.ai: what was asked, what is, and what the account's listing shows, which lags behind. */
import type { Machine, MachineAddress } from '../core/machine-host.ts';
import type { Random } from '../core/random.ts';
import type { ScheduledEvent } from '../core/timeline.ts';
import type { LaggingView } from '../core/view.ts';
import { storageUsdPerHour, type VastMachine } from './market.ts';
import { billing, statusWords, type Situation } from './states.ts';

export interface AttachedKey {
  id: number;
  publicKey: string;
}

export interface VastAsked {
  label: string;
  image: string;
  runtype: string;
  diskGb: number;
  env: Readonly<Record<string, string>>;
  onstart: string;
  /** A bid by the hour for the machine; with it the instance may be taken away. */
  bidUsdPerHour?: number | undefined;
}

/** What listings show of it, some seconds late. */
export interface Shown {
  situation: Situation;
  message: string;
  direct: MachineAddress | undefined;
}

/** What is wrong with one instance for good. */
export interface Flaws {
  /** One of the two ways in leads nowhere. */
  brokenWay?: 'direct' | 'proxy';
  /** So many times as many bytes are charged as were sent. */
  trafficFactor: number;
  sshSlow: boolean;
}

export interface VastInstance {
  readonly id: number;
  readonly tenant: string;
  readonly createdMs: number;
  readonly machine: VastMachine;
  /** May stop or end this instance, and nothing else. */
  readonly containerKey: string;
  /** Chance of its own, so that one instance changes nothing for another. */
  readonly random: Random;
  readonly view: LaggingView<Shown>;
  readonly visibleMs: number;
  readonly flaws: Flaws;
  asked: VastAsked;
  intent: 'running' | 'stopped' | 'gone';
  /** GPU only, by the hour, of the whole offer: as billed. */
  baseUsdPerHour: number;
  situation: Situation;
  message: string;
  /** Since when the container runs. */
  startedMs?: number | undefined;
  /** The next steps by themselves; whoever changes its course cancels them. */
  course: ScheduledEvent[];
  host?: Machine | undefined;
  keys: AttachedKey[];
  /** Not shown any more from then on. */
  hiddenMs?: number;
  goneMs?: number;
}

/** Whether listings and gets show it at all: fresh ones come late, ended ones stay for some seconds. */
export const isListed = (instance: VastInstance, nowMs: number): boolean => instance.visibleMs <= nowMs && nowMs < (instance.hiddenMs ?? Infinity);

/** What it costs by the hour now, by its true state; bandwidth comes on top. */
export function usdPerHourNow(instance: VastInstance): { gpu: number; storage: number } {
  const runs = billing(instance.situation);
  const storage = storageUsdPerHour(instance.machine, instance.asked.diskGb);
  return {
    gpu: runs.gpu ? instance.baseUsdPerHour : 0,
    storage: runs.storage ? storage * (runs.gpu ? 1 : instance.machine.stoppedStorageFactor) : 0,
  };
}

/** How a row is bent by faults. */
export interface RowOddities {
  /** Unknown words, numbers as text, new fields (fault 43). */
  odd?: boolean;
  /** Figures of the machine are null (fault 19). */
  blind?: boolean;
  /** Added to all times told (fault 44). */
  skewMs?: number;
}

const money = (usd: number, asText: boolean): number | string => (asText ? usd.toFixed(6) : usd);

const telemetry = (up: boolean): Record<string, unknown> =>
  up
    ? { gpu_util: 91, gpu_temp: 64, vmem_usage: 0.6, mem_usage: 9.8, mem_limit: 64, cpu_util: 0.4, disk_util: 0.2, disk_usage: 11.2, uptime_mins: null }
    : { gpu_util: null, gpu_temp: null, vmem_usage: null, mem_usage: null, mem_limit: null, cpu_util: null, disk_util: null, disk_usage: -1, uptime_mins: null };

/** Nobody is there (TEST-NET-1, RFC 5737). */
const NOWHERE: MachineAddress = { host: '192.0.2.1', port: 9, user: 'root' };

function network(instance: VastInstance, view: Shown | undefined): Record<string, unknown> {
  const up = view?.situation === 'up';
  const { brokenWay } = instance.flaws;
  const direct = view?.direct && brokenWay === 'direct' ? NOWHERE : view?.direct;
  const proxy = brokenWay === 'proxy' ? NOWHERE : instance.host?.proxy;
  return {
    ssh_host: proxy?.host ?? null, ssh_port: proxy?.port ?? null, ssh_idx: '5', machine_dir_ssh_port: null, local_ipaddrs: '172.17.0.2 ',
    // The line break has been seen.
    public_ipaddr: `${direct?.host ?? instance.machine.publicIp}\n`,
    direct_port_start: direct?.port ?? -1, direct_port_end: direct?.port ?? -1, direct_port_count: instance.machine.directPorts,
    ...(up && direct ? { ports: { '22/tcp': [{ HostIp: '0.0.0.0', HostPort: String(direct.port) }] } } : {}),
  };
}

function prices(instance: VastInstance, situation: Situation, odd: boolean): Record<string, unknown> {
  const { asked, machine, baseUsdPerHour } = instance;
  const storage = storageUsdPerHour(machine, asked.diskGb);
  const gpu = billing(situation).gpu ? baseUsdPerHour : 0;
  return {
    dph_base: money(baseUsdPerHour, odd), dph_total: money(baseUsdPerHour + storage, odd), min_bid: machine.minBidUsdPerHour,
    is_bid: asked.bidUsdPerHour !== undefined, storage_cost: machine.storageUsdPerGbMonth, storage_total_cost: storage,
    inet_up_cost: machine.inetUpUsdPerGb, inet_down_cost: machine.inetDownUsdPerGb, credit_balance: null,
    // A stopped one shows 0 here and costs its disk all the same (fault 34).
    instance: { gpuCostPerHour: gpu, diskHour: storage, totalHour: gpu + storage },
    search: { gpuCostPerHour: baseUsdPerHour, diskHour: storage, totalHour: baseUsdPerHour + storage },
  };
}

/** What list and get say of one instance at this moment. */
export function instanceRow(instance: VastInstance, nowMs: number, { odd = false, blind = false, skewMs = 0 }: RowOddities = {}): Record<string, unknown> {
  const { asked, machine } = instance;
  const view = instance.view.at(nowMs);
  const situation = view?.situation ?? 'new';
  const up = situation === 'up';
  return {
    id: instance.id, label: asked.label, machine_id: machine.machineId, host_id: machine.hostId, bundle_id: machine.askId + 1,
    image_uuid: asked.image, image_runtype: asked.runtype, image_args: [], extra_env: Object.entries(asked.env), onstart: asked.onstart,
    template_id: null, template_hash_id: null, template_name: null, jupyter_token: null,
    ...statusWords(situation), ...(odd && { actual_status: up ? 'running' : 'warming_up', new_field: { of: 'tomorrow' } }),
    status_msg: view?.message ?? null,
    ...network(instance, view),
    start_date: (instance.createdMs + skewMs) / 1000, end_date: (machine.endsAtMs + skewMs) / 1000, duration: (machine.endsAtMs - nowMs) / 1000,
    client_run_time: null, time_remaining: '',
    ...prices(instance, situation, odd),
    ...telemetry(up && !blind),
    gpu_name: machine.gpuName, num_gpus: machine.gpuCount, gpu_ram: machine.gpuRamMb, gpu_totalram: machine.gpuRamMb * machine.gpuCount,
    disk_space: asked.diskGb, reliability2: machine.reliability, verification: machine.verification, geolocation: machine.geolocation,
    cuda_max_good: machine.cudaMax, volume_info: [],
  };
}
