/** What RunPod rents out and for how much: section 6 of the contract document. Prices drift, as they did over 2026. */
import type { Random } from '../core/random.ts';

export interface GpuKind {
  id: string;
  name: string;
  pool: string | null;
  /** GB of one GPU. */
  memory: number;
  /** USD per GPU and hour; absent where that cloud has none. */
  secure?: number;
  community?: number;
  maxCount: number;
  vcpuCount: number;
  /** GB of the machine's memory per GPU. */
  ramGb: number;
}

const gpu = (id: string, name: string, pool: string | null, memory: number, secure: number, community: number | undefined): GpuKind =>
  ({ id, name, pool, memory, secure, ...(community !== undefined && { community }), maxCount: 8, vcpuCount: 16, ramGb: memory * 2 });

const KINDS: readonly GpuKind[] = [
  gpu('NVIDIA GeForce RTX 4090', 'RTX 4090', 'ADA_24', 24, 0.74, 0.34),
  gpu('NVIDIA A100 80GB PCIe', 'A100 PCIe', 'AMPERE_80', 80, 1.79, 1.19),
  gpu('NVIDIA A100-SXM4-80GB', 'A100 SXM', 'AMPERE_80', 80, 1.79, 1.39),
  gpu('NVIDIA H100 PCIe', 'H100 PCIe', 'ADA_80_PRO', 80, 2.89, 1.99),
  gpu('NVIDIA H100 80GB HBM3', 'H100 SXM', 'ADA_80_PRO', 80, 3.99, 2.69),
  gpu('NVIDIA H100 NVL', 'H100 NVL', null, 94, 3.19, 2.59),
  gpu('NVIDIA L40S', 'L40S', 'ADA_48_PRO', 48, 1.09, 0.79),
  // No dated source for its community price.
  gpu('NVIDIA RTX A5000', 'RTX A5000', 'AMPERE_24', 24, 0.27, 0.16),
];

export interface DataCenter { id: string; name: string; region: string; country: string }

export const DATA_CENTERS: readonly DataCenter[] = [
  { id: 'EU-RO-1', name: 'EU Romania 1', region: 'EUROPE', country: 'RO' },
  { id: 'EU-FR-1', name: 'EU France 1', region: 'EUROPE', country: 'FR' },
  { id: 'EU-SE-1', name: 'EU Sweden 1', region: 'EUROPE', country: 'SE' },
  { id: 'US-KS-2', name: 'US Kansas 2', region: 'NORTH_AMERICA', country: 'US' },
  { id: 'US-TX-3', name: 'US Texas 3', region: 'NORTH_AMERICA', country: 'US' },
];

export const CUDA_VERSIONS = ['12.8', '12.4', '12.1'] as const;

export type Cloud = 'SECURE' | 'COMMUNITY';
export type Availability = 'NONE' | 'LOW' | 'MEDIUM' | 'HIGH';

export interface Catalogue {
  kinds(): readonly GpuKind[];
  kind(id: string): GpuKind | undefined;
  /** USD per GPU and hour now. */
  price(kind: GpuKind, cloud: Cloud): number | undefined;
  /** The lowest bid that wins now. */
  spotPrice(kind: GpuKind, cloud: Cloud): number | undefined;
  /** What is said to be there: a hint. */
  availability(kind: GpuKind, dataCenter: string): Availability;
  /** From now on everything costs that much more or less than listed in section 6. */
  setPriceFactor(factor: number): void;
}

const DAY_MS = 86_400_000;

/** @param nowMs prices move by a few percent from day to day, the same way for the same seed */
export function createCatalogue(random: Random, nowMs: () => number): Catalogue {
  let factor = 1;
  const drift = (id: string): number => 1 + 0.03 * (random.fork(`${id}/${Math.floor(nowMs() / DAY_MS)}`).next() - 0.5);
  const cents = (usd: number): number => Math.round(usd * 100) / 100;
  const price = (kind: GpuKind, cloud: Cloud): number | undefined => {
    const listed = cloud === 'SECURE' ? kind.secure : kind.community;
    return listed === undefined ? undefined : cents(listed * factor * drift(kind.id));
  };
  return {
    kinds: () => KINDS,
    kind: (id) => KINDS.find((kind) => kind.id === id),
    price,
    spotPrice(kind, cloud) {
      const full = price(kind, cloud);
      return full === undefined ? undefined : cents(full * 0.55);
    },
    availability: (kind, dataCenter) => random.fork(`${kind.id}/${dataCenter}`).pick(['LOW', 'MEDIUM', 'HIGH', 'HIGH'] as const),
    setPriceFactor: (next) => { factor = next; },
  };
}
