/** RunPod's catalogue as offers: it rents out kinds of machines in places, and its scheduler picks the machine. */
import { gpuName } from '../gpu-name.ts';
import type { Offer, OfferQuery } from '../provider.ts';
import type { GpuType } from './pod.ts';
import type { Cloud } from './wire.ts';

/** Container disk while it runs, USD per GB and month of 30 days; when a pod is stopped it is wiped and free. */
const DISK_USD_PER_GB_MONTH = 0.1;
/** The persistent disk costs the same while the pod runs and twice as much while it is stopped. */
const STOPPED_VOLUME_USD_PER_GB_MONTH = 0.2;
const HOURS_A_MONTH = 720;

export const diskUsdPerHour = (diskGb: number): number => diskGb * DISK_USD_PER_GB_MONTH / HOURS_A_MONTH;
export const stoppedVolumeUsdPerHour = (diskGb: number): number => diskGb * STOPPED_VOLUME_USD_PER_GB_MONTH / HOURS_A_MONTH;

/** What an offer's id says: enough to make the machine, whenever. */
export interface OfferKey {
  cloud: Cloud;
  gpuId: string;
  dataCenter?: string;
  minCudaVersion?: string;
  /** USD for one GPU and hour; makes it interruptible. */
  bid?: number;
}

const NONE = '-';

export const offerId = ({ cloud, gpuId, dataCenter, minCudaVersion, bid }: OfferKey): string =>
  [cloud.toLowerCase(), gpuId, dataCenter ?? NONE, minCudaVersion ?? NONE, bid === undefined ? NONE : String(bid)].map(encodeURIComponent).join('/');

export function offerKey(id: string): OfferKey | undefined {
  const [cloud, gpuId, dataCenter, cuda, bid, ...rest] = id.split('/');
  if (rest.length > 0 || (cloud !== 'secure' && cloud !== 'community') || !gpuId || !dataCenter || !cuda || !bid) return undefined;
  if (bid !== NONE && !(Number(bid) > 0)) return undefined;
  return {
    cloud: cloud === 'secure' ? 'SECURE' : 'COMMUNITY', gpuId: decodeURIComponent(gpuId),
    ...(dataCenter === NONE ? {} : { dataCenter: decodeURIComponent(dataCenter) }),
    ...(cuda === NONE ? {} : { minCudaVersion: decodeURIComponent(cuda) }),
    ...(bid === NONE ? {} : { bid: Number(bid) }),
  };
}

const byVersion = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** The highest that some free machine supports; launches ask for it, so that what was offered is what comes. */
const cudaOf = ({ cudaVersions }: GpuType): string | undefined =>
  cudaVersions.flatMap(({ version, available }) => (version !== undefined && /^\d+\.\d+$/.test(version) && available === true ? [version] : [])).toSorted(byVersion).at(-1);

const inStock = (availability: string | undefined): boolean => availability !== undefined && availability.toUpperCase() !== 'NONE';

/** A bid of exactly the minimum is outbid by the next renter, so a tenth is laid on it; no bid is above the fixed price. */
const bidOver = (minimum: number, fixed: number): number => Math.min(fixed, Math.ceil(minimum * 1100) / 1000);

/** @param spot the lowest bids by GPU, where bids are asked for */
export function offersOf(types: readonly GpuType[], cloud: Cloud, query: OfferQuery | undefined, spot: ReadonlyMap<string, number> | undefined): Offer[] {
  const secure = cloud === 'SECURE';
  const disk = diskUsdPerHour(query?.diskGb ?? 0);
  return types.flatMap((type): Offer[] => {
    const price = secure ? type.price?.secure : type.price?.community;
    const served = secure ? type.secure : type.community;
    // RunPod's GB of a GPU are 2^30 bytes: in our GB it is a little more than told.
    if (served === false || price === undefined || price <= 0 || type.memory === undefined || type.memory < (query?.gpuMemoryGb ?? 0)) return [];
    if ((type.manufacturer ?? '').toUpperCase() === 'AMD') return [];
    const gpu = gpuName(type.name ?? type.id);
    const gpuMemoryGb = type.memory;
    const minCudaVersion = cudaOf(type);
    const minimum = spot?.get(type.id);
    const prices = [{ usd: price }, ...(minimum === undefined ? [] : [{ usd: bidOver(minimum, price), bid: bidOver(minimum, price) }])];
    const known = type.dataCenters.filter(({ availability }) => inStock(availability));
    const places = known.length > 0 ? known : inStock(type.availability) ? [{ id: undefined, availability: type.availability }] : [];
    return places.flatMap(({ id: region, availability }) => prices.map(({ usd, ...bid }): Offer => ({
      id: offerId({ cloud, gpuId: type.id, ...(region === undefined ? {} : { dataCenter: region }), ...(minCudaVersion === undefined ? {} : { minCudaVersion }), ...bid }),
      provider: 'runpod',
      description: `${gpu}, ${gpuMemoryGb} GB, ${secure ? 'data centre' : 'community'}${region === undefined ? '' : ` ${region}`}, stock ${(availability ?? '').toLowerCase()}${bid.bid === undefined ? '' : ', may be taken away'}`,
      usdPerHour: usd + disk,
      machine: {
        gpu, gpuCount: 1, gpuMemoryGb, secure, usdPerGbIn: 0, usdPerGbOut: 0, interruptible: bid.bid !== undefined,
        ...(minCudaVersion === undefined ? {} : { cudaVersion: Number(minCudaVersion) }), ...(region === undefined ? {} : { region }),
      },
    })));
  });
}
