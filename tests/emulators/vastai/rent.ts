/** Searching for offers and taking one. */
import { ConnectionLost, hang } from '../core/http.ts';
import { isBody, numberOf, textOf, type Body, type VastCall } from './call.ts';
import type { VastAsked, VastInstance } from './instance.ts';
import { boot } from './lifecycle.ts';
import { offerRow, type VastMachine } from './market.ts';
import { failure, noSuchAsk, ok, serverError, truncated } from './reply.ts';
import { searchOptions, searchRows } from './search.ts';
import { subjectOf } from './world.ts';

const LONGEST_LABEL = 256;
const LONGEST_START = 4_096;
const LEAST_DISK_GB = 8;
/** How far above its offer an instance is billed where the price rose meanwhile. */
const PRICE_RISE = 1.5;
/** Charged for so many times the bytes that were sent, where that goes wrong (fault 47). */
const TRAFFIC_SPIKE = 3;

export function search({ world, body, found, signedIn }: VastCall): Response {
  const query = found.route.method === 'PUT' && isBody(body.q) ? body.q : body;
  const { kind, diskGb } = searchOptions(query);
  const nowMs = world.timeline.now();
  const rows = world.market.map((machine) => offerRow(machine, { diskGb, kind, rented: world.holder(machine) !== undefined, nowMs }));
  const ignored = world.faults.strike('filter-ignored', { operation: 'search', tenant: signedIn.tenant.id }) !== undefined;
  const offers = searchRows(rows, query, !ignored);
  const odd = world.faults.strike('odd-values', { operation: 'search', tenant: signedIn.tenant.id }) !== undefined;
  return ok({ offers: odd ? offers.map((offer) => ({ ...offer, dph_total: String(offer.dph_total), verification: 'verified', reliability2: null, new_field: [1] })) : offers });
}

/** Ports are keys of the object as docker flags; a string is not applied, as has been seen. */
const environment = (env: unknown): Record<string, string> =>
  isBody(env) ? Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])) : {};

function readAsked(body: Body): VastAsked | Response {
  const [image, label, onstart] = [textOf(body.image) ?? textOf(body.template_hash_id), textOf(body.label) ?? '', textOf(body.onstart) ?? ''];
  const disk = numberOf(body.disk) ?? LEAST_DISK_GB;
  const bid = numberOf(body.price);
  if (image === undefined) return failure(400, 'invalid_args', 'image or template_hash_id is required');
  if (label.length > LONGEST_LABEL) return failure(400, 'label_too_long', 'label');
  if (disk < LEAST_DISK_GB) return failure(400, 'invalid_args', 'disk');
  if (onstart.length + String(textOf(body.args_str) ?? '').length > LONGEST_START) return failure(400, 'invalid_args', 'onstart too long');
  if (bid !== undefined && (bid < 0.001 || bid > 128)) return failure(400, 'invalid_price', 'price');
  return { image, label, onstart, diskGb: disk, runtype: textOf(body.runtype) ?? 'ssh', env: environment(body.env), bidUsdPerHour: bid };
}

function refuseMoney({ world, signedIn: { tenant } }: VastCall): Response | undefined {
  const subject = { operation: 'create', tenant: tenant.id };
  const broke = world.faults.strike('out-of-money', subject, ['refused', 'runs-dry']);
  // All of its balance but for some cents: what runs is stopped by and by.
  if (broke?.variant === 'runs-dry') tenant.paidInUsd = world.ledger.spent({ tenant: tenant.id }) + 0.02;
  if (broke?.variant === 'refused' || world.tenants.balance(tenant) <= 0) return failure(400, 'insufficient_credit', 'Your account lacks credit.');
  if (world.faults.strike('spend-limit', subject)) return failure(400, 'spend_rate_limit', 'The spend rate of your account is limited.');
  return undefined;
}

function make(call: VastCall, machine: VastMachine, asked: VastAsked): VastInstance {
  const { world, on, signedIn } = call;
  const { tenant } = signedIn;
  const subject = { operation: 'create', tenant: tenant.id, name: asked.label };
  const dearer = world.faults.strike('price-rises', subject) ? PRICE_RISE : 1;
  const machineSubject = { ...subject, operation: 'machine' };
  const hidden = world.faults.strike('create-lag', machineSubject);
  const way = world.faults.strike('ssh-way-broken', machineSubject, ['direct', 'proxy']);
  const instance = world.open(tenant.id, machine, asked, (asked.bidUsdPerHour ?? machine.baseUsdPerHour) * dearer, {
    trafficFactor: world.faults.strike('bandwidth-spike', machineSubject) ? TRAFFIC_SPIKE : 1,
    sshSlow: world.faults.strike('ssh-slow', machineSubject) !== undefined,
    ...(way && { brokenWay: way.variant === 'proxy' ? 'proxy' : 'direct' }),
  }, hidden ? (hidden.forMs ?? 90_000) : 0);
  world.ledger.touch({ resource: String(instance.id), by: signedIn.by, what: 'create', outcome: 'done' });
  if (call.body.target_state === 'stopped') world.enter(instance, 'stopped', 'stopped');
  else boot(world, instance, on);
  return instance;
}

/** A contract that nobody wanted: stopped, and its disk is billed. */
function park(call: VastCall, machine: VastMachine, asked: VastAsked): VastInstance {
  const { world, signedIn } = call;
  const instance = world.open(signedIn.tenant.id, machine, asked, asked.bidUsdPerHour ?? machine.baseUsdPerHour, { trafficFactor: 1, sshSlow: false });
  instance.intent = 'stopped';
  world.enter(instance, 'parked', '');
  return instance;
}

/** What was made all the same, in an answer that does not say so. */
async function answer(call: VastCall, instance: VastInstance): Promise<Response> {
  const { world } = call;
  const subject = subjectOf(instance, 'create');
  const good = { success: true, new_contract: instance.id };
  const lost = world.faults.strike('create-reply-lost', subject, ['reset', 'hang', 'truncated']);
  if (lost?.variant === 'reset') throw new ConnectionLost();
  if (lost?.variant === 'hang') return hang(world.clock);
  if (lost) return truncated({ ...good, note: 'started' });
  const broken = world.faults.strike('create-then-500', subject, ['500', '502', 'html']);
  return broken ? serverError(broken.variant) : Response.json(good);
}

/** `PUT /api/v0/asks/{id}/` */
export async function create(call: VastCall): Promise<Response> {
  const { world, body, found, signedIn } = call;
  const asked = readAsked(body);
  if (asked instanceof Response) return asked;
  const subject = { operation: 'create', tenant: signedIn.tenant.id, name: asked.label };
  const money = refuseMoney(call);
  if (money) return money;
  const machine = world.market.find(({ askId }) => askId === found.id);
  const none = world.faults.strike('no-capacity', subject, ['404', '410', '400']);
  if (!machine || none || world.holder(machine) !== undefined) return noSuchAsk(found.id, none?.variant ?? '404');
  if (world.faults.strike('success-false', subject)) return failure(200, 'invalid_request', 'try again later');
  if (world.faults.strike('error-with-contract', subject)) return failure(400, 'invalid_request', 'could not be scheduled', { new_contract: park(call, machine, asked).id });
  if (asked.bidUsdPerHour !== undefined && asked.bidUsdPerHour < machine.minBidUsdPerHour) {
    // Without the word `cancel_unavail` a losing bid is kept, stopped and billed.
    if (body.cancel_unavail === true) return noSuchAsk(found.id, '410');
    return failure(400, 'low_bid', 'Your bid is too low.', { new_contract: park(call, machine, asked).id });
  }
  const instance = make(call, machine, asked);
  if (world.faults.strike('created-twice', subject)) {
    const other = world.market.find((candidate) => candidate !== machine && candidate.gpuName === machine.gpuName && world.holder(candidate) === undefined);
    if (other) make(call, other, asked);
  }
  return answer(call, instance);
}

