/** The account: money, charges, keys, volumes, and what hosts propose. */
import { isBody, listed, numberOf, textOf, type VastCall } from './call.ts';
import { failedListing } from './listing.ts';
import { offerRow } from './market.ts';
import { failure, ok } from './reply.ts';
import { searchRows } from './search.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Charges appear so long after they were made. */
const CHARGES_LATE_MS = 600_000;
const HOURS_PER_MONTH = 720;

export function user({ world, signedIn: { tenant } }: VastCall): Response {
  const odd = world.faults.strike('odd-values', { operation: 'user', tenant: tenant.id });
  const credit = world.tenants.balance(tenant);
  return Response.json({ id: 4711, email: `${tenant.id}@example.org`, balance: 0, credit: odd ? credit.toFixed(4) : credit, ssh_key: '', balance_threshold: 1, has_billing: true });
}

export function charges({ world, signedIn, url }: VastCall): Response {
  let filters: unknown;
  try {
    filters = JSON.parse(url.searchParams.get('select_filters') ?? '{}');
  } catch {
    return failure(400, 'invalid_request', 'select_filters');
  }
  const day = isBody(filters) && isBody(filters.day) ? filters.day : {};
  const fromMs = (numberOf(day.gte) ?? 0) * 1000;
  const untilMs = Math.min((numberOf(day.lte) ?? Infinity) * 1000 + DAY_MS, world.timeline.now() - CHARGES_LATE_MS);
  const results = [...world.contracts.values()].filter(({ tenant }) => tenant === signedIn.tenant.id).map((instance) => {
    const items = (['gpu', 'disk', 'bandwidth'] as const).map((kind) => ({
      type: kind === 'bandwidth' ? 'bwd' : kind, amount: world.ledger.spent({ resource: String(instance.id), kind, fromMs, untilMs }), description: kind,
    })).filter(({ amount }) => amount > 0);
    return {
      start: instance.createdMs / 1000, end: (instance.goneMs ?? world.timeline.now()) / 1000, type: 'instance', source: `instance-${instance.id}`,
      amount: items.reduce((sum, { amount }) => sum + amount, 0), metadata: { label: instance.asked.label }, items,
    };
  }).filter(({ amount }) => amount > 0);
  return ok({ results, next_token: null, total: results.length });
}

export const accountKeys = ({ signedIn: { tenant } }: VastCall): Response =>
  tenant.publicKeys.length === 0 ? failure(404, 'not_found', 'no keys') : Response.json(tenant.publicKeys.map((key, i) => ({ id: i + 1, public_key: key })));

export function addAccountKey({ body, signedIn: { tenant } }: VastCall): Response {
  const key = textOf(body.ssh_key);
  if (key === undefined) return failure(400, 'invalid_args', 'ssh_key');
  tenant.publicKeys.push(key);
  return ok({ key: { id: tenant.publicKeys.length, public_key: key } });
}

export function searchVolumes({ world, body }: VastCall): Response {
  const nowMs = world.timeline.now();
  return ok({ offers: searchRows(world.market.map((machine) => offerRow(machine, { diskGb: 15, kind: 'ondemand', rented: false, nowMs })), body, true) });
}

export function rentVolume({ world, body, signedIn: { tenant } }: VastCall): Response {
  const machine = world.market.find(({ askId }) => askId === body.id);
  if (!machine) return failure(404, 'no_such_ask', 'no such offer');
  const id = world.nextId();
  const [sizeGb, name] = [numberOf(body.size) ?? 15, textOf(body.name) ?? ''];
  world.volumes.set(id, { id, tenant: tenant.id, name, sizeGb, machine, deletableMs: 0 });
  world.ledger.open({ id: `volume-${id}`, kind: 'volume', tenant: tenant.id, name });
  world.ledger.setRate(`volume-${id}`, 'volume', (sizeGb * machine.storageUsdPerGbMonth) / HOURS_PER_MONTH);
  return ok({ volume_name: `V.${id}` });
}

export function listVolumes(call: VastCall): Response {
  const { world, signedIn } = call;
  const volumes = [...world.volumes.values()].filter(({ tenant }) => tenant === signedIn.tenant.id).map(({ id, name, sizeGb, machine, attachedTo }) => ({
    id, label: name, disk_space: sizeGb, size: sizeGb, storage_cost: machine.storageUsdPerGbMonth, machine_id: machine.machineId, status: attachedTo === undefined ? 'detached' : 'attached',
  }));
  const page = { success: true, volumes };
  return failedListing(call, page, 'volumes-are-complete') ?? Response.json(page);
}

export function deleteVolume({ world, body, url, signedIn }: VastCall): Response {
  const id = numberOf(body.id) ?? Number(url.searchParams.get('id'));
  const volume = world.volumes.get(id);
  const touch = (outcome: 'accepted' | 'refused' | 'absent'): void => { world.ledger.touch({ resource: `volume-${id}`, by: signedIn.by, what: 'delete', outcome }); };
  if (volume?.tenant !== signedIn.tenant.id) { touch('absent'); return failure(404, 'not_found', 'no such volume'); }
  if (volume.attachedTo !== undefined || world.timeline.now() < volume.deletableMs) { touch('refused'); return failure(400, 'invalid_request', 'the volume is in use'); }
  touch('accepted');
  world.volumes.delete(id);
  world.ledger.close(`volume-${id}`);
  return ok();
}

export function priceIncreases(call: VastCall): Response {
  const mine = new Map(listed(call).map((instance) => [instance.id, instance]));
  const rows = call.world.increases.flatMap(({ id, contract, newBaseUsdPerHour, state }) => {
    const instance = mine.get(contract);
    if (!instance || state !== 'pending') return [];
    return [{
      pending_price_increase_id: id, contract_id: contract, host_id: instance.machine.hostId,
      new_gpu_costpersec: newBaseUsdPerHour / 3_600, old_gpu_costpersec: instance.baseUsdPerHour / 3_600,
      new_disk_ram_costpersec: null, old_disk_ram_costpersec: null, new_bwu_cost: null, old_bwu_cost: null, new_bwd_cost: null, old_bwd_cost: null,
    }];
  });
  return ok({ pending_price_increases: rows });
}

/** Bodies are closed here: any other key is refused. */
export const answerIncrease = (accept: boolean) => ({ world, body, signedIn }: VastCall): Response => {
  if (Object.keys(body).some((key) => key !== 'pending_price_increase_id')) return failure(400, 'invalid_args', 'unknown key');
  const increase = world.increases.find(({ id, state }) => id === body.pending_price_increase_id && state === 'pending');
  const instance = increase && world.contracts.get(increase.contract);
  if (!increase || instance?.tenant !== signedIn.tenant.id) return failure(404, 'not_found', 'no such proposal');
  increase.state = accept ? 'accepted' : 'rejected';
  if (accept) {
    instance.baseUsdPerHour = increase.newBaseUsdPerHour;
    world.enter(instance, instance.situation, instance.message);
  }
  return ok();
};
