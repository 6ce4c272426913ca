/** What machines cost at this moment, between two readings of the server. Money is in USD, moments in milliseconds since 1970. */
import type { components } from '@aima/contract/client';

export type Machine = components['schemas']['MachineView'];
type Costing = Pick<Machine, 'spentUsd' | 'usdPerMinute' | 'reservedUsd'>;

const MINUTE_MS = 60_000;

/**
 * @param readAtMs when `machine` was told
 * @returns never less than what was told, and never more than the server reserved: beyond that it would have ended the machine
 */
export function spentNow({ spentUsd, usdPerMinute, reservedUsd }: Costing, readAtMs: number, nowMs: number): number {
  const counted = spentUsd + (usdPerMinute * (nowMs - readAtMs)) / MINUTE_MS;
  return Math.max(spentUsd, Math.min(counted, Math.max(reservedUsd, spentUsd)));
}

export const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

/** Of all at the same time. */
export const ratePerMinute = (machines: readonly Costing[]): number => sum(machines.map(({ usdPerMinute }) => usdPerMinute));

/** Share of a limit, 0..1; undefined where there is none. */
export const shareOf = (spentUsd: number, limitUsd: number | null | undefined): number | undefined => (limitUsd === undefined || limitUsd === null || limitUsd <= 0 ? undefined : Math.min(1, spentUsd / limitUsd));

/** Of budget alerts (CST-05): half, four fifths, all. */
export const toneOfShare = (share: number | undefined): 'success' | 'warning' | 'danger' => (share === undefined || share < 0.5 ? 'success' : share < 0.8 ? 'warning' : 'danger');

/** Whether anything of it costs or could still: it is not confirmed to be gone. */
export const isOpen = ({ phase }: Pick<Machine, 'phase'>): boolean => phase !== 'gone';
