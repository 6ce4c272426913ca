/** An emulated Vast.ai: its API as a handler over a clock, its truth beside it. */
import { sampleMs } from '../core/delay.ts';
import { createCore, type Emulator, type EmulatorSettings, type InstanceTruth } from '../core/emulator.ts';
import { type Handler } from '../core/http.ts';
import { mayActOn, mayWrite, type SignedIn, type Tenant } from '../core/tenants.ts';
import { accountKeys, addAccountKey, answerIncrease, charges, deleteVolume, listVolumes, priceIncreases, rentVolume, searchVolumes, user } from './account.ts';
import { callIntervals, type CallIntervals } from './call-intervals.ts';
import { isBody, type Body, type VastCall } from './call.ts';
import { DOCUMENTED_DELAYS, type VastDelays } from './delays.ts';
import { usdPerHourNow, type VastInstance } from './instance.ts';
import { halt, remove, type OnMachine } from './lifecycle.ts';
import { list, readLogs, requestLogs, show } from './listing.ts';
import { attachKey, bid, destroy, destroyContract, destroyMany, detachKey, listKeys, manage, reboot, recycle } from './manage.ts';
import { create, search } from './rent.ts';
import { failure } from './reply.ts';
import { findRoute, type FoundRoute, type RouteName } from './routes.ts';
import { statusWords } from './states.ts';
import { createWorld, type VastWorld } from './world.ts';

export interface VastaiSettings extends EmulatorSettings {
  delays?: Partial<VastDelays>;
  /** How many machines hosts offer; one in six is of each kind of GPU. */
  marketSize?: number;
}

export interface VastaiEmulator extends Emulator {
  readonly world: VastWorld;
  /** Bytes that went through the line of an instance, in GB (10^9): charged by the byte, in any state. */
  traffic(id: string, gb: { in: number; out: number }): void;
  /** A contract of somebody, made outside of the API. */
  seedContract(tenant: string, label: string): string;
}

const HANDLERS: Record<RouteName, (call: VastCall) => Response | Promise<Response>> = {
  search, create, list, show, manage, bid, reboot, recycle, destroy, destroy_many: destroyMany, attach_key: attachKey, list_keys: listKeys, detach_key: detachKey,
  account_keys: accountKeys, add_account_key: addAccountKey, logs: requestLogs, user, charges,
  search_volumes: searchVolumes, rent_volume: rentVolume, list_volumes: listVolumes, delete_volume: deleteVolume,
  price_increases: priceIncreases, accept_increase: answerIncrease(true), reject_increase: answerIncrease(false),
};

const MINUTE_MS = 60_000;
const DAYS_2_MS = 48 * 60 * MINUTE_MS;
const ACCOUNT_FAULT_MS = 2 * MINUTE_MS;
/** Documented for searches: a wrong key is told as 404. */
const authError = ({ route }: FoundRoute): Response => failure(route.name === 'search' ? 404 : 401, 'auth_error', 'Invalid user key');

async function readBody(request: Request): Promise<Body | Response> {
  const text = await request.text();
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    return isBody(body) ? body : failure(400, 'invalid_args', 'the body is no object');
  } catch {
    return failure(400, 'invalid_args', 'the body is no JSON');
  }
}

/** Whether this key may do that, now. */
function refuse({ faults, timeline, tenants }: VastWorld, { tenant, key }: SignedIn, found: FoundRoute, intervals: CallIntervals): Response | undefined {
  const { route, id } = found;
  const subject = { operation: route.name, tenant: tenant.id };
  const now = timeline.now();
  const revoked = faults.strikeArmed('key-revoked', subject);
  if (revoked) key.revokedUntilMs = now + (revoked.forMs ?? ACCOUNT_FAULT_MS);
  if (!tenants.signIn(key.secret)) return authError(found);
  if (faults.strike('rate-limited', subject)) return intervals.refuse(route.interval);
  const readOnly = faults.strikeArmed('key-read-only', subject);
  if (readOnly) key.readOnlyUntilMs = now + (readOnly.forMs ?? ACCOUNT_FAULT_MS);
  const mayEnd = route.name === 'destroy' || route.name === 'manage' || route.name === 'show';
  const own = typeof key.scope === 'string' || (mayEnd && mayActOn(key, String(id)));
  return own && (!route.permission.endsWith('_write') || mayWrite(key, now)) ? undefined : failure(403, 'forbidden', 'This key may not do that.');
}

/** Without money everything of an account is stopped, and deleted after some time. */
function watchMoney(world: VastWorld): void {
  const dry = new Map<Tenant, number>();
  const look = (): void => {
    const now = world.timeline.now();
    for (const tenant of world.tenants.all) {
      if (world.tenants.balance(tenant) > 0) { dry.delete(tenant); continue; }
      const since = dry.get(tenant) ?? now;
      dry.set(tenant, since);
      for (const instance of world.contracts.values()) {
        if (instance.tenant !== tenant.id || instance.situation === 'destroyed') continue;
        if (now - since > DAYS_2_MS) remove(world, instance);
        else if (instance.intent === 'running') { instance.intent = 'stopped'; halt(world, instance, 'stopped', 'out of credit'); }
      }
    }
    world.timeline.after(MINUTE_MS, look);
  };
  world.timeline.after(MINUTE_MS, look);
}

const truthOf = (instance: VastInstance): InstanceTruth => {
  const { gpu, storage } = usdPerHourNow(instance);
  return {
    id: String(instance.id), tenant: instance.tenant, name: instance.asked.label, intent: instance.intent, createdMs: instance.createdMs,
    status: `${instance.situation} (${statusWords(instance.situation).actual_status ?? 'null'})`, usdPerHour: gpu + storage,
    ...(instance.goneMs !== undefined && { goneMs: instance.goneMs }),
  };
};

function handler(world: VastWorld, on: OnMachine, intervals: () => CallIntervals): Handler {
  const replies = world.random.fork('replies');

  const dispatch = async (request: Request, url: URL): Promise<Response> => {
    world.timeline.settle();
    const logs = /^\/s3\/logs\/(\d+)$/.exec(url.pathname);
    if (logs) return readLogs(world.contracts.get(Number(logs[1])), url, world.timeline.now());
    const found = findRoute(request.method, url.pathname);
    if (!found) return new Response('Not Found', { status: 404 });
    const secret = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? url.searchParams.get('api_key') ?? undefined;
    const owner = world.tenants.ownerOf(secret);
    if (!owner) return authError(found);
    if (world.tenants.signIn(secret)) {
      const tooSoon = intervals().check(found.route.interval, owner.key.secret, world.timeline.now());
      if (tooSoon) return tooSoon;
    }
    const refused = refuse(world, owner, found, intervals());
    if (refused) {
      // No answer of the provider's to the delete itself, but it is the provider that does not end it.
      const contract = found.route.name === 'destroy' ? world.contracts.get(found.id) : undefined;
      if (contract?.tenant === owner.tenant.id && contract.situation !== 'destroyed') world.ledger.touch({ resource: String(found.id), by: owner.by, what: 'delete', outcome: 'refused' });
      return refused;
    }
    const body = await readBody(request);
    return body instanceof Response ? body : HANDLERS[found.route.name]({ world, on, found, url, body, signedIn: owner });
  };

  return async (request) => {
    const url = new URL(request.url);
    const bare = !url.pathname.endsWith('/') && !url.pathname.includes('request_logs') && !url.pathname.startsWith('/s3/');
    if (bare) return new Response(null, { status: 308, headers: { location: `${url.pathname}/${url.search}` } });
    const creates = request.method === 'PUT' && url.pathname.startsWith('/api/v0/asks/');
    const takesMs = sampleMs(replies, creates ? world.delays.createReply : world.delays.reply);
    const before = Math.round(takesMs * replies.next());
    // Zero sleeps too: then nothing else could happen in between.
    if (before > 0) await world.clock.sleep(before);
    const response = await dispatch(request, url);
    if (takesMs > before) await world.clock.sleep(takesMs - before);
    return response;
  };
}

/** Our account is the first of `tenants`. */
export function createVastai(settings: VastaiSettings): VastaiEmulator {
  const core = createCore('vastai', settings);
  const world = createWorld(core, { ...DOCUMENTED_DELAYS, ...settings.delays }, settings.marketSize ?? 60);
  const limits = core.random.fork('refusals');
  let intervals = callIntervals(() => limits.next());
  const on: OnMachine = {
    endByItself: (instance) => instance.situation !== 'destroyed' && destroyContract({ world, by: `${instance.tenant}/instance ${instance.id}` }, instance).accepted,
  };
  watchMoney(world);
  return {
    ...core, world,
    handle: handler(world, on, () => intervals),
    instances() {
      world.timeline.settle();
      return [...world.contracts.values()].map(truthOf);
    },
    restart: () => { intervals = callIntervals(() => limits.next()); },
    traffic(id, gb) {
      world.timeline.settle();
      const instance = world.contracts.get(Number(id));
      if (!instance || instance.situation === 'destroyed') return;
      const { machine, flaws } = instance;
      world.ledger.charge(id, 'bandwidth', (gb.in * machine.inetDownUsdPerGb + gb.out * machine.inetUpUsdPerGb) * flaws.trafficFactor);
    },
    seedContract(tenant, label) {
      const machine = world.market.find((candidate) => world.holder(candidate) === undefined);
      if (!machine) throw new RangeError('No machine is free.');
      const asked = { label, image: 'somebody/elses:image', runtype: 'ssh', diskGb: 20, env: {}, onstart: '' };
      const instance = world.open(tenant, machine, asked, machine.baseUsdPerHour, { trafficFactor: 1, sshSlow: false });
      world.enter(instance, 'up', 'success, running');
      return String(instance.id);
    },
  };
}
