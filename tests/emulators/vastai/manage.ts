/** What a renter does with a contract: start, stop, label, bid, keys, and end it. */
import { ConnectionLost } from '../core/http.ts';
import { numberOf, ownContract, textOf, type VastCall } from './call.ts';
import type { VastInstance } from './instance.ts';
import { destroySoon, showKeys, start, stop } from './lifecycle.ts';
import { failure, noSuchInstance, ok, serverError } from './reply.ts';
import { subjectOf } from './world.ts';

type Handler = (call: VastCall) => Response;

/** For operations on one contract of the caller, which may be answered by a success that is none (fault 8). */
const onContract = (operation: string, act: (call: VastCall, instance: VastInstance) => Response): Handler => (call) => {
  const instance = ownContract(call, call.found.id);
  if (!instance) {
    call.world.ledger.touch({ resource: String(call.found.id), by: call.signedIn.by, what: operation, outcome: 'absent' });
    return noSuchInstance(call.found.id);
  }
  if (call.world.faults.strike('success-false', subjectOf(instance, operation))) {
    call.world.ledger.touch({ resource: String(instance.id), by: call.signedIn.by, what: operation, outcome: 'failed' });
    return failure(200, 'invalid_request', 'try again later');
  }
  call.world.ledger.touch({ resource: String(instance.id), by: call.signedIn.by, what: operation, outcome: 'done' });
  return act(call, instance);
};

/** `PUT /api/v0/instances/{id}/` with `state` or `label` */
export const manage = onContract('manage', ({ world, on, body }, instance) => {
  const label = textOf(body.label);
  if (label !== undefined) {
    if (label.length > 1_024) return failure(400, 'label_too_long', 'label');
    instance.asked = { ...instance.asked, label };
    return ok();
  }
  if (body.state === 'stopped') {
    stop(world, instance);
    return ok();
  }
  if (body.state !== 'running') return failure(400, 'invalid_args', 'state');
  if (instance.situation === 'up') return ok();
  const queue = world.faults.strike('queued-restart', subjectOf(instance, 'start')) !== undefined;
  return start(world, instance, on, queue) ? ok() : ok({ msg: 'Required resources are currently unavailable, state change queued.' });
});

/** `PUT …/bid_price/{id}/`; a bid that wins again resumes what was outbid. */
export const bid = onContract('bid', ({ world, on, body }, instance) => {
  const price = numberOf(body.price);
  if (price === undefined || price < 0.001 || price > 32 * instance.machine.gpuCount) return failure(400, 'invalid_price', 'price');
  instance.asked = { ...instance.asked, bidUsdPerHour: price };
  instance.baseUsdPerHour = price;
  if (instance.situation === 'outbid' && price >= instance.machine.minBidUsdPerHour) start(world, instance, on, false);
  else world.enter(instance, instance.situation, instance.message);
  return ok();
});

const again = (situation: 'rebooting' | 'recycling', keepDisk: boolean) => onContract(situation, ({ world, on }, instance) => {
  if (instance.situation !== 'up') return failure(400, 'invalid_request', 'not running');
  void instance.host?.stop(keepDisk);
  world.enter(instance, situation, situation);
  start(world, instance, on, false);
  return ok();
});

export const reboot = again('rebooting', true);
export const recycle = again('recycling', false);

/**
 * One delete with all that can go wrong with it. Also what a machine's lease asks for.
 *
 * @returns `lost`: whatever happened, no answer comes
 */
export function destroyContract(call: Pick<VastCall, 'world'> & { by: string }, instance: VastInstance): { response: Response | 'lost'; accepted: boolean } {
  const { world, by } = call;
  const subject = subjectOf(instance, 'delete');
  const resource = String(instance.id);
  const told = (outcome: 'accepted' | 'refused' | 'ignored'): void => { world.ledger.touch({ resource, by, what: 'delete', outcome }); };
  const done = ok({ msg: `destroying instance ${resource}.` });
  const fails = world.faults.strike('delete-fails', subject, ['500', '502', 'html', '500-done', 'lost-done']);
  if (fails) {
    const took = fails.variant.endsWith('-done');
    told(took ? 'accepted' : 'refused');
    if (took) destroySoon(world, instance);
    return { response: fails.variant === 'lost-done' ? 'lost' : serverError(fails.variant), accepted: false };
  }
  if (world.faults.strike('success-false', subject)) {
    told('refused');
    return { response: failure(200, 'invalid_request', 'try again later'), accepted: false };
  }
  if (world.faults.strike('delete-ignored', subject)) {
    told('ignored');
    return { response: done, accepted: true };
  }
  if (world.faults.strike('delete-not-found', subject)) {
    told('ignored');
    return { response: noSuchInstance(instance.id), accepted: true };
  }
  told('accepted');
  destroySoon(world, instance);
  return { response: done, accepted: true };
}

function destroyOne(call: VastCall, id: number): Response {
  const instance = ownContract(call, id);
  if (!instance) {
    const foreign = call.world.contracts.get(id);
    call.world.ledger.touch({ resource: String(id), by: call.signedIn.by, what: 'delete', outcome: foreign && foreign.situation !== 'destroyed' ? 'failed' : 'absent' });
    return noSuchInstance(id);
  }
  const { response } = destroyContract({ world: call.world, by: call.signedIn.by }, instance);
  if (response === 'lost') throw new ConnectionLost();
  return response;
}

/** `DELETE /api/v0/instances/{id}/` */
export const destroy: Handler = (call) => destroyOne(call, call.found.id);

/** `DELETE /api/v0/instances/` with `instance_ids` */
export const destroyMany: Handler = (call) => {
  const ids = Array.isArray(call.body.instance_ids) ? call.body.instance_ids.map(Number) : [];
  if (ids.length === 0) return failure(400, 'invalid_args', 'instance_ids');
  const answers = ids.map((id) => destroyOne(call, id));
  return answers.find(({ status }) => status !== 200) ?? ok({ msg: `destroying ${ids.length} instances.` });
};

/** `POST …/{id}/ssh/` */
export const attachKey = onContract('attach-key', ({ world, body }, instance) => {
  const publicKey = textOf(body.ssh_key);
  if (publicKey === undefined || !/^(ssh-|ecdsa-)\S+ \S+/.test(publicKey)) return failure(400, 'invalid_args', 'ssh_key');
  const key = { id: world.nextId(), publicKey };
  instance.keys.push(key);
  showKeys(world, instance);
  return ok({ msg: 'SSH key added to instance.', key });
});

/** `GET …/{id}/ssh/`: the list comes as JSON inside of JSON. */
export const listKeys = onContract('list-keys', (_call, instance) =>
  ok({ ssh_keys: JSON.stringify(instance.keys.map(({ id, publicKey }) => ({ id, public_key: publicKey }))) }));

/** `DELETE …/{id}/ssh/{key}/` */
export const detachKey = onContract('detach-key', ({ world, found }, instance) => {
  const kept = instance.keys.filter(({ id }) => id !== found.keyId);
  if (kept.length === instance.keys.length) return failure(404, 'not_found', 'no such key');
  instance.keys = kept;
  showKeys(world, instance);
  return ok();
});
