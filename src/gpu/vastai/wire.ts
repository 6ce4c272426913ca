/** The calls to Vast.ai's API that we use, one function each. What an answer means is decided by whoever calls. */
import type { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { Answer } from '../http/answer.ts';
import type { ProviderHttp } from '../http/client.ts';
import type { Call } from '../http/exchange.ts';
import type { Pace } from '../http/rate-limiter.ts';
import { refusalError } from '../http/refusal.ts';
import { verdictOf } from './launch-outcome.ts';
import { Account, ChargesPage, InstancePage, OfferPage, OneInstance, PriceIncreases, SshKeys, Volumes, WireOffer, type WireInstance, type WireVolume } from './wire-schemas.ts';

const PAGE_ROWS = 25;
const CHARGE_ROWS = 500;

/**
 * The provider counts an interval from arrival to arrival, we from departure to departure: a call that travels faster than the one
 * before it comes too soon. A create takes seconds to arrive, and one that comes too soon is punished by twelve more.
 */
const TRAVEL_MS = 700;
const CREATE_TRAVEL_MS = 4500;

const paced = (group: string, intervalMs: number, travelMs = TRAVEL_MS): Pace => ({ group, intervalMs: intervalMs + travelMs });

export const SHOW_INTERVAL_MS = 2000 + TRAVEL_MS;
export const DESTROY_INTERVAL_MS = 3000 + TRAVEL_MS;

/** Each endpoint has an interval of its own, as documented; searches are counted by the minute instead. */
const PACE = {
  search: paced('search', 0, 0),
  create: paced('create', 4500, CREATE_TRAVEL_MS),
  list: paced('list', 1000),
  show: paced('show', 2000),
  destroy: paced('destroy', 3000),
  attachKey: paced('attach key', 1000),
  keys: paced('keys', 2000),
  account: paced('account', 1000),
  charges: paced('charges', 1000),
  increases: paced('price increases', 1000),
  volumes: paced('volumes', 1000),
  deleteVolume: paced('delete volume', 2000),
};

type Signal = AbortSignal | undefined;

/** Codes that say that nothing is there, with whichever status they come. */
const ABSENT = new Set(['no_such_instance', 'not_found', 'no_such_volume']);

const failed = (answer: Answer): boolean => answer.status >= 300 || verdictOf(answer)?.success === false;

const isAbsent = (answer: Answer): boolean => failed(answer) && (answer.status === 404 || ABSENT.has(verdictOf(answer)?.error ?? ''));

const refusal = (answer: Answer, status = answer.status): AppError => refusalError('Vast.ai', { status: verdictOf(answer)?.error === 'auth_error' ? 401 : status, says: answer.says });

/** @throws AppError for every answer that says no */
function refuse(answer: Answer): void {
  if (failed(answer)) throw refusal(answer);
}

function parsed<Schema extends z.ZodType>(schema: Schema, answer: Answer): z.infer<Schema> {
  refuse(answer);
  const result = schema.safeParse(answer.body);
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new AppError('PROVIDER_ANSWER_INVALID', `Vast.ai answered in a way that we cannot read${place === '' ? '' : ` (${place})`}.`);
}

export interface VastaiWire {
  /** Rows that cannot be read are left out of `offers`; `rows` counts all. */
  search(body: Record<string, unknown>, signal?: Signal): Promise<{ offers: WireOffer[]; rows: number }>;
  create(ask: number, body: Record<string, unknown>, signal?: Signal): ReturnType<ProviderHttp['make']>;
  page(afterToken: string | undefined, signal?: Signal): Promise<InstancePage>;
  show(id: string, signal?: Signal): Promise<WireInstance | undefined>;
  destroy(id: string, signal?: Signal): Promise<'accepted' | 'absent'>;
  /** `absent` where none of them is there. */
  destroyMany(ids: readonly string[], signal?: Signal): Promise<'accepted' | 'absent'>;
  /** Public keys of the instance, as one text to look into. */
  keys(id: string, signal?: Signal): Promise<string>;
  attachKey(id: string, publicKey: string, signal?: Signal): Promise<void>;
  creditUsd(signal?: Signal): Promise<number>;
  /** From the day on in which this moment lies, in seconds since 1970. */
  charges(fromSeconds: number, untilSeconds: number, afterToken: string | undefined, signal?: Signal): Promise<ChargesPage>;
  increases(signal?: Signal): Promise<{ id: number; instance: string }[]>;
  rejectIncrease(id: number, signal?: Signal): Promise<void>;
  volumes(signal?: Signal): Promise<WireVolume[]>;
  deleteVolume(id: number, signal?: Signal): Promise<'accepted' | 'absent'>;
}

const v0 = (path: string): string => `/api/v0/${path}/`;
const instance = (id: string): string => v0(`instances/${encodeURIComponent(id)}`);

/** One instance comes as an object; as a list it was seen too. */
function oneOf(instances: z.infer<typeof OneInstance>['instances'], id: string): WireInstance | undefined {
  if (Array.isArray(instances)) return instances.find((row) => String(row.id) === id);
  return instances ?? undefined;
}

export function vastaiWire(http: ProviderHttp): VastaiWire {
  const read = (call: Call): Promise<Answer> => http.ask('read', call);
  async function end(call: Call): Promise<'accepted' | 'absent'> {
    const answer = await http.ask('terminate', call);
    if (isAbsent(answer)) return 'absent';
    refuse(answer);
    return 'accepted';
  }

  return {
    async search(body, signal) {
      const answer = await read({ method: 'POST', path: v0('bundles'), body, pace: PACE.search, signal });
      // Documented for this address: a wrong key is told as 404.
      if (answer.status === 404) throw refusal(answer, 401);
      const { offers } = parsed(OfferPage, answer);
      return { offers: offers.flatMap((row) => WireOffer.safeParse(row).data ?? []), rows: offers.length };
    },
    create: (ask, body, signal) => http.make({ method: 'PUT', path: v0(`asks/${ask}`), body, pace: PACE.create, signal }),
    async page(afterToken, signal) {
      const query = { limit: String(PAGE_ROWS), ...(afterToken !== undefined && { after_token: afterToken }) };
      return parsed(InstancePage, await read({ method: 'GET', path: '/api/v1/instances/', query, pace: PACE.list, signal }));
    },
    async show(id, signal) {
      const answer = await read({ method: 'GET', path: instance(id), pace: PACE.show, signal });
      return isAbsent(answer) ? undefined : oneOf(parsed(OneInstance, answer).instances, id);
    },
    destroy: (id, signal) => end({ method: 'DELETE', path: instance(id), body: {}, pace: PACE.destroy, signal }),
    destroyMany: (ids, signal) => end({ method: 'DELETE', path: v0('instances'), body: { instance_ids: ids.map(Number) }, pace: PACE.destroy, signal }),
    async keys(id, signal) {
      const { ssh_keys: keys } = parsed(SshKeys, await read({ method: 'GET', path: `${instance(id)}ssh/`, pace: PACE.keys, signal }));
      return typeof keys === 'string' ? keys.replaceAll('\\/', '/') : JSON.stringify(keys ?? []);
    },
    async attachKey(id, publicKey, signal) {
      refuse(await read({ method: 'POST', path: `${instance(id)}ssh/`, body: { ssh_key: publicKey }, pace: PACE.attachKey, signal }));
    },
    async creditUsd(signal) {
      return parsed(Account, await read({ method: 'GET', path: v0('users/current'), pace: PACE.account, signal })).credit;
    },
    async charges(fromSeconds, untilSeconds, afterToken, signal) {
      const filters = { day: { gte: fromSeconds, lte: untilSeconds }, type: { in: ['instance'] } };
      const query = { select_filters: JSON.stringify(filters), limit: String(CHARGE_ROWS), ...(afterToken !== undefined && { after_token: afterToken }) };
      return parsed(ChargesPage, await read({ method: 'GET', path: v0('charges'), query, pace: PACE.charges, signal }));
    },
    async increases(signal) {
      const { pending_price_increases: rows } = parsed(PriceIncreases, await read({ method: 'GET', path: v0('instances/pending-price-increases'), pace: PACE.increases, signal }));
      return rows.map((row) => ({ id: row.pending_price_increase_id, instance: String(row.contract_id) }));
    },
    async rejectIncrease(id, signal) {
      // A body with anything more is refused; 404 and 409 tell one that is settled already.
      const answer = await read({ method: 'PUT', path: v0('instances/reject-price-increase'), body: { pending_price_increase_id: id }, pace: PACE.increases, signal });
      if (answer.status !== 404 && answer.status !== 409) refuse(answer);
    },
    async volumes(signal) {
      return parsed(Volumes, await read({ method: 'GET', path: v0('volumes'), pace: PACE.volumes, signal })).volumes;
    },
    deleteVolume: (id, signal) => end({ method: 'DELETE', path: v0('volumes'), body: { id }, pace: PACE.deleteVolume, signal }),
  };
}
