/** Everything in an account that costs, complete or an error: what is absent from it counts as gone elsewhere. */
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { WireInstance, WireVolume } from './wire-schemas.ts';
import type { VastaiWire } from './wire.ts';

/** A listing over which machines come and go is begun again so often. */
const WALKS = 3;
const MOST_PAGES = 400;
/** AIMA makes no volumes, so that an account without any is looked at again only after so long. */
const VOLUMES_EVERY_MS = 300_000;

/** @returns undefined where the pages do not add up */
async function walk(wire: VastaiWire, signal: AbortSignal | undefined): Promise<WireInstance[] | undefined> {
  const rows = new Map<number, WireInstance>();
  const tokens = new Set<string>();
  let token: string | undefined;
  let total: number | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await wire.page(token, signal);
    if (total !== undefined && found.total_instances !== total) return undefined;
    total = found.total_instances;
    for (const row of found.instances) rows.set(row.id, row);
    token = found.next_token ?? undefined;
    if (token === undefined || token === '') return rows.size === total ? [...rows.values()] : undefined;
    if (tokens.has(token)) return undefined;
    tokens.add(token);
  }
  return undefined;
}

/** Tokens that are refused and pages without rows are a reason to begin again; keys, rights and silence are not. */
const mayBeginAgain = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'PROVIDER_ANSWER_INVALID' || (error.code === 'PROVIDER_REFUSED' && error.details.status === 400));

/** @throws AppError, PROVIDER_ANSWER_INVALID where the pages never add up */
export async function allInstances(wire: VastaiWire, signal: AbortSignal | undefined): Promise<WireInstance[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const rows = await walk(wire, signal);
      if (rows) return rows;
    } catch (error) {
      if (attempt >= WALKS || !mayBeginAgain(error)) throw error;
    }
    if (attempt >= WALKS) throw new AppError('PROVIDER_ANSWER_INVALID', 'Vast.ai\'s list of instances is incomplete: its pages do not add up.');
  }
}

export interface VolumeWatch {
  list(signal: AbortSignal | undefined): Promise<WireVolume[]>;
}

export function volumeWatch(wire: VastaiWire, clock: Clock): VolumeWatch {
  let notBeforeMs = -Infinity;
  return {
    async list(signal) {
      if (clock.now() < notBeforeMs) return [];
      const volumes = await wire.volumes(signal);
      if (volumes.length === 0) notBeforeMs = clock.now() + VOLUMES_EVERY_MS;
      return volumes;
    },
  };
}

/** No rental lasts so long. */
const CHARGES_DAYS = 31;
const DAY_SECONDS = 86_400;

/** USD, of all kinds, bandwidth too. @returns undefined where nothing is booked yet */
export async function chargedUsd(wire: VastaiWire, id: string, clock: Clock, signal: AbortSignal | undefined): Promise<number | undefined> {
  const nowSeconds = Math.floor(clock.now() / 1000);
  let usd: number | undefined;
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await wire.charges(nowSeconds - CHARGES_DAYS * DAY_SECONDS, nowSeconds + DAY_SECONDS, token, signal);
    for (const { source, amount } of found.results) if (source === `instance-${id}`) usd = (usd ?? 0) + amount;
    token = found.next_token ?? undefined;
    if (token === undefined || token === '') return usd;
  }
  throw new AppError('PROVIDER_ANSWER_INVALID', 'Vast.ai\'s list of charges does not end.');
}
