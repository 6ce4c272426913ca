/** Machines that hosts offer on Vast.ai: made from a seed, priced as in section 6 of the contract document. */
import type { Random } from '../core/random.ts';

export interface VastMachine {
  machineId: number;
  hostId: number;
  /** Number of the offer; on-demand and interruptible rows of one machine share it. */
  askId: number;
  gpuName: string;
  gpuCount: number;
  /** Of one GPU, MB. */
  gpuRamMb: number;
  computeCap: number;
  totalTflops: number;
  cpuCores: number;
  cpuRamMb: number;
  diskGb: number;
  /** The whole offer, GPU only, by the hour. */
  baseUsdPerHour: number;
  /** Floor for a bid, for the machine, by the hour. */
  minBidUsdPerHour: number;
  storageUsdPerGbMonth: number;
  /** Some hosts take more for a disk whose instance is stopped. */
  stoppedStorageFactor: number;
  inetUpMbps: number;
  inetDownMbps: number;
  inetUpUsdPerGb: number;
  inetDownUsdPerGb: number;
  reliability: number;
  cudaMax: number;
  directPorts: number;
  publicIp: string;
  geolocation: string;
  verification: 'verified' | 'unverified' | 'deverified';
  hostingType: 0 | 1;
  /** Milliseconds since 1970: until then the host's offer stands. */
  endsAtMs: number;
}

interface GpuKind {
  name: string;
  ramMb: number;
  usdPerHour: [number, number];
  computeCap: number;
  tflops: number;
}

const GPUS: readonly GpuKind[] = [
  { name: 'RTX 4090', ramMb: 24_564, usdPerHour: [0.4, 0.4], computeCap: 890, tflops: 82.6 },
  { name: 'A100 PCIE', ramMb: 81_920, usdPerHour: [0.9, 1.3], computeCap: 800, tflops: 19.5 },
  { name: 'A100 SXM4', ramMb: 81_920, usdPerHour: [1.1, 1.7], computeCap: 800, tflops: 19.5 },
  { name: 'H100 SXM', ramMb: 81_559, usdPerHour: [2.4, 2.4], computeCap: 900, tflops: 66.9 },
  { name: 'L40S', ramMb: 46_068, usdPerHour: [0.6, 0.6], computeCap: 890, tflops: 91.6 },
  { name: 'RTX A5000', ramMb: 24_564, usdPerHour: [0.2, 0.2], computeCap: 860, tflops: 27.8 },
];
const PLACES = ['Quebec, CA', 'Frankfurt, DE', 'Île-de-France, FR', 'Texas, US', 'Sofia, BG', 'Seoul, KR'];
const CUDA = [12.2, 12.4, 12.8, 13.0];
const DAY_MS = 86_400_000;
/** Spread of asked prices around the usual one (standard deviation of the logarithm). */
const PRICE_SPREAD = 0.25;

const cents = (usd: number): number => Math.round(usd * 10_000) / 10_000;

function machine(random: Random, index: number, nowMs: number): VastMachine {
  const kind = GPUS[index % GPUS.length] ?? random.pick(GPUS);
  const gpuCount = random.pick([1, 1, 1, 2, 4]);
  const base = cents(random.between(...kind.usdPerHour) * Math.exp(random.normal() * PRICE_SPREAD) * gpuCount);
  return {
    machineId: 40_000 + index,
    hostId: 90_000 + Math.floor(index / 3),
    askId: 21_000_000 + index * 37,
    gpuName: kind.name,
    gpuCount,
    gpuRamMb: kind.ramMb,
    computeCap: kind.computeCap,
    totalTflops: cents(kind.tflops * gpuCount),
    cpuCores: 16 * gpuCount,
    cpuRamMb: 64_000 * gpuCount,
    diskGb: random.integer(200, 1_700),
    baseUsdPerHour: base,
    minBidUsdPerHour: cents(base * random.between(0.4, 0.6)),
    storageUsdPerGbMonth: cents(random.between(0.1, 0.3)),
    stoppedStorageFactor: random.chance(0.2) ? 2 : 1,
    inetUpMbps: random.integer(100, 1_600),
    inetDownMbps: random.integer(300, 2_300),
    inetUpUsdPerGb: cents(random.between(0, 0.02)),
    inetDownUsdPerGb: cents(random.between(0, 0.02)),
    reliability: cents(1 - 0.1 * random.next() ** 2),
    cudaMax: random.pick(CUDA),
    directPorts: random.chance(0.85) ? random.integer(1, 60) : 0,
    publicIp: `203.0.113.${1 + (index % 254)}`,
    geolocation: random.pick(PLACES),
    verification: random.chance(0.8) ? 'verified' : 'unverified',
    hostingType: random.chance(0.5) ? 1 : 0,
    endsAtMs: nowMs + random.integer(1, 60) * DAY_MS,
  };
}

/** `count` machines of all kinds of GPU in turn. */
export const makeMarket = (random: Random, count: number, nowMs: number): VastMachine[] =>
  Array.from({ length: count }, (_, i) => machine(random, i, nowMs));

const HOURS_PER_MONTH = 30 * 24;

/** USD by the hour for a disk of so many GB. */
export const storageUsdPerHour = (at: VastMachine, diskGb: number): number => (diskGb * at.storageUsdPerGbMonth) / HOURS_PER_MONTH;

/** One row of the search: what one machine costs with so much disk. */
export function offerRow(at: VastMachine, view: { diskGb: number; kind: 'ondemand' | 'bid'; rented: boolean; nowMs: number }): Record<string, unknown> {
  const bid = view.kind === 'bid';
  const base = bid ? at.minBidUsdPerHour : at.baseUsdPerHour;
  const storage = storageUsdPerHour(at, view.diskGb);
  return {
    id: at.askId, ask_contract_id: at.askId, machine_id: at.machineId, host_id: at.hostId, bundle_id: at.askId + 1, hosting_type: at.hostingType,
    gpu_name: at.gpuName, num_gpus: at.gpuCount, gpu_frac: 1, gpu_ram: at.gpuRamMb, gpu_total_ram: at.gpuRamMb * at.gpuCount,
    cpu_cores: at.cpuCores, cpu_cores_effective: at.cpuCores, cpu_ram: at.cpuRamMb, cpu_ghz: 3, cpu_name: 'EPYC', cpu_arch: 'amd64',
    disk_space: at.diskGb, disk_bw: 3_000, dph_base: base, dph_total: base + storage, storage_cost: at.storageUsdPerGbMonth, storage_total_cost: storage,
    min_bid: at.minBidUsdPerHour, inet_up: at.inetUpMbps, inet_down: at.inetDownMbps, inet_up_cost: at.inetUpUsdPerGb, inet_down_cost: at.inetDownUsdPerGb,
    reliability: at.reliability, reliability2: at.reliability, dlperf: at.totalTflops, dlperf_per_dphtotal: at.totalTflops / (base + storage), score: at.totalTflops / base,
    total_flops: at.totalTflops, cuda_max_good: at.cudaMax, driver_version: '570.133.07', compute_cap: at.computeCap,
    direct_port_count: at.directPorts, static_ip: at.directPorts > 0, public_ipaddr: at.publicIp, geolocation: at.geolocation, verification: at.verification,
    verified: at.verification === 'verified', external: false, rentable: !view.rented, rented: view.rented, is_bid: bid, vms_enabled: false,
    duration: (at.endsAtMs - view.nowMs) / 1000, start_date: (view.nowMs - DAY_MS) / 1000, end_date: at.endsAtMs / 1000,
    search: { gpuCostPerHour: base, diskHour: storage, totalHour: base + storage },
  };
}
