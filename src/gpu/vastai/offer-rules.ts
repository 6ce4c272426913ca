/** Which offers of the market are taken, and what they cost with our disk. */
import { gpuName } from '../gpu-name.ts';
import type { Offer, OfferQuery } from '../provider.ts';
import { countryOf, diskUsdPerHour } from './market-units.ts';
import type { WireOffer } from './wire-schemas.ts';

/** The market knows no smaller disk. */
const LEAST_DISK_GB = 8;
/** Older GPUs run none of today's CUDA libraries. Capability x 100. */
const LEAST_COMPUTE_CAP = 600;
/** A bid at the floor loses to the first that comes after it. */
const BID_OVER_FLOOR = 1.1;

export const NO_WISH: OfferQuery = { gpuMemoryGb: 0, diskGb: LEAST_DISK_GB, interruptible: false };

export const diskGbOf = (diskGb: number): number => Math.max(LEAST_DISK_GB, Math.ceil(diskGb));

export type Rental = 'ondemand' | 'bid';

/** Filters of one search, cheapest first, from a price upwards. Whoever asks checks the answer again: not all filters are kept. */
export function searchBody(query: OfferQuery, rental: Rental, from: { gte: number } | { gt: number } | undefined, limit: number): Record<string, unknown> {
  return {
    verified: { eq: true }, external: { eq: false }, rentable: { eq: true }, rented: { eq: false },
    compute_cap: { gte: LEAST_COMPUTE_CAP }, direct_port_count: { gte: 1 },
    gpu_ram: { gte: query.gpuMemoryGb * 1000 }, disk_space: { gte: diskGbOf(query.diskGb) },
    ...(from && { dph_total: from }),
    order: [['dph_total', 'asc']], type: rental, limit, allocated_storage: diskGbOf(query.diskGb),
  };
}

/** What was asked for, held against what came. Unknown is refused only where a wrong machine would cost money for nothing. */
export function fits(offer: WireOffer, query: OfferQuery, nowMs: number): boolean {
  return offer.rentable !== false && offer.rented !== true && offer.external !== true
    && offer.verification === 'verified'
    && offer.gpu_ram >= query.gpuMemoryGb * 1000
    && (offer.disk_space ?? 0) >= diskGbOf(query.diskGb)
    && (offer.compute_cap ?? LEAST_COMPUTE_CAP) >= LEAST_COMPUTE_CAP
    && (offer.cpu_arch ?? 'amd64') === 'amd64'
    && (offer.direct_port_count ?? 0) >= 1
    && (endsAt(offer, nowMs) ?? Infinity) > nowMs;
}

const endsAt = ({ end_date, duration }: WireOffer, nowMs: number): number | undefined =>
  end_date !== undefined ? Math.round(end_date * 1000) : duration !== undefined ? Math.round(nowMs + duration * 1000) : undefined;

const storageUsdPerHour = (offer: WireOffer, diskGb: number): number => diskUsdPerHour(offer.storage_cost ?? 0, diskGbOf(diskGb));

/** Never less than what the market says itself. */
const onDemandUsdPerHour = (offer: WireOffer, diskGb: number): number =>
  Math.max(offer.dph_total, (offer.dph_base ?? 0) + storageUsdPerHour(offer, diskGb));

/** In ten-thousandths of a dollar, rounded up; at the least what the market accepts as a bid. */
const bidOf = (floor: number): number => Math.max(0.001, Math.ceil(floor * BID_OVER_FLOOR * 10_000) / 10_000);

const usdPerGb = (perGb: number | undefined, perTb: number | undefined): number => perGb ?? (perTb === undefined ? 0 : perTb / 1000);

/** An id says what is rented and for which bid, so that a stored offer is enough to rent it: `21873344` or `21873344@0.231`. */
export function readOfferId(id: string): { ask: number; bid?: number } | undefined {
  const [, ask, bid] = /^(\d+)(?:@(\d+(?:\.\d+)?))?$/.exec(id) ?? [];
  if (ask === undefined) return undefined;
  return { ask: Number(ask), ...(bid !== undefined && { bid: Number(bid) }) };
}

/** @returns undefined for a bid on a machine that takes none */
export function offerOf(wire: WireOffer, query: OfferQuery, rental: Rental, nowMs: number): Offer | undefined {
  if (rental === 'bid' && wire.min_bid === undefined) return undefined;
  const bid = rental === 'bid' && wire.min_bid !== undefined ? bidOf(wire.min_bid) : undefined;
  const region = countryOf(wire.geolocation);
  const reliability = wire.reliability2 ?? wire.reliability;
  const until = endsAt(wire, nowMs);
  return {
    id: bid === undefined ? String(wire.id) : `${wire.id}@${bid}`,
    provider: 'vastai',
    description: [`${wire.num_gpus} × ${gpuName(wire.gpu_name)}`, ...(wire.geolocation === undefined ? [] : [wire.geolocation.trim()])].join(', '),
    usdPerHour: bid === undefined ? onDemandUsdPerHour(wire, query.diskGb) : bid + storageUsdPerHour(wire, query.diskGb),
    machine: {
      gpu: gpuName(wire.gpu_name), gpuCount: wire.num_gpus, gpuMemoryGb: wire.gpu_ram / 1000,
      secure: (wire.hosting_type ?? 0) >= 1 && wire.verification === 'verified',
      interruptible: bid !== undefined,
      usdPerGbIn: usdPerGb(wire.inet_down_cost, wire.internet_down_cost_per_tb),
      usdPerGbOut: usdPerGb(wire.inet_up_cost, wire.internet_up_cost_per_tb),
      ...(wire.cuda_max_good !== undefined && { cudaVersion: wire.cuda_max_good }),
      ...(region !== undefined && { region }),
      ...(reliability !== undefined && { reliability }),
      ...(wire.machine_id !== undefined && { machineId: wire.machine_id }),
      ...(wire.inet_down !== undefined && { downMbps: wire.inet_down }),
      ...(wire.inet_up !== undefined && { upMbps: wire.inet_up }),
      ...(until !== undefined && { endsAt: until }),
    },
  };
}
