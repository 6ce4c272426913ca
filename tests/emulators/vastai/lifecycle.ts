/** What becomes of a contract: by itself, by its renter, by its host. */
import { sampleMs, seconds, type Delay } from '../core/delay.ts';
import type { Machine } from '../core/machine-host.ts';
import type { FaultId } from '../core/fault-table.ts';
import type { VastInstance } from './instance.ts';
import { subjectOf, type VastWorld } from './world.ts';

const IMAGE_ERRORS: Record<string, string> = {
  unknown: 'Error response from daemon: manifest unknown',
  denied: 'Error response from daemon: pull access denied',
  runtime: 'OCI runtime create failed: container_linux.go:380',
  space: 'failed to register layer: no space left on device',
};

/** What is gone is shown as it was until it is shown no more. */
const NEVER_SHOWN = seconds(1e9, 1e9);

const strikes = (world: VastWorld, instance: VastInstance, fault: FaultId, variants: readonly string[] = []): string | undefined =>
  world.faults.strike(fault, subjectOf(instance, 'machine'), variants)?.variant;

/** Keys that its own start script writes into the file that sshd reads. */
const KEY_TEXT = /\b(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-\S+) [A-Za-z0-9+/]{20,}=*/g;

const publicKeys = (world: VastWorld, instance: VastInstance): string[] =>
  [...(world.tenants.get(instance.tenant)?.publicKeys ?? []), ...instance.keys.map(({ publicKey }) => publicKey), ...(instance.asked.onstart.match(KEY_TEXT) ?? [])];

/** After a key was attached or detached, or a machine came up. */
export const showKeys = (world: VastWorld, instance: VastInstance): void => { void instance.host?.setPublicKeys(publicKeys(world, instance)); };

function environment(instance: VastInstance): Record<string, string> {
  return {
    ...instance.asked.env, CONTAINER_ID: String(instance.id), CONTAINER_API_KEY: instance.containerKey, VAST_CONTAINERLABEL: `C.${instance.id}`,
    PUBLIC_IPADDR: instance.machine.publicIp,
  };
}

/** What a machine can ask for by its own key. */
export interface OnMachine {
  /** @returns whether that was accepted */
  endByItself(instance: VastInstance): boolean;
}

/** A machine behind the contract, made at the first start and then kept with its disk. */
function startMachine(world: VastWorld, instance: VastInstance, on: OnMachine, ready: () => void): void {
  const failed = (): void => { world.enter(instance, 'crashed', IMAGE_ERRORS.runtime ?? ''); };
  if (instance.host) {
    const resumed = instance.host.resume();
    if (resumed instanceof Promise) resumed.then(ready, failed);
    else ready();
    return;
  }
  const keep = (host: Machine): void => {
    if (instance.situation === 'destroyed') { void host.destroy(); return; }
    instance.host = host;
    ready();
  };
  const host = world.machines.start({
    id: String(instance.id), name: instance.asked.label, provider: 'vastai', image: instance.asked.image, env: environment(instance),
    publicKeys: publicKeys(world, instance), onStart: instance.asked.onstart, diskGb: instance.asked.diskGb, gpuCount: instance.machine.gpuCount,
    flaws: { sshSlow: instance.flaws.sshSlow }, timeline: world.timeline,
    onSelfDestroy: () => on.endByItself(instance),
    onExit: () => { if (instance.situation === 'up') { void instance.host?.stop(true); world.enter(instance, 'crashed', 'container exited'); } },
  });
  if (host instanceof Promise) host.then(keep, failed);
  else keep(host);
}

/** Runs from now on. */
function up(world: VastWorld, instance: VastInstance, on: OnMachine): void {
  startMachine(world, instance, on, () => {
    if (instance.situation === 'destroyed' || instance.situation === 'up') return;
    instance.startedMs = world.timeline.now();
    world.enter(instance, 'up', `success, running ${instance.asked.image}`);
    plan(world, instance, on);
  });
}

/** From the contract to a running container, or to where it gets stuck. */
export function boot(world: VastWorld, instance: VastInstance, on: OnMachine): void {
  const { delays } = world;
  world.enter(instance, 'new', '');
  const imageError = strikes(world, instance, 'image-error', Object.keys(IMAGE_ERRORS));
  const stuck = strikes(world, instance, 'stuck-starting', ['never-allocated', 'created', 'loading']);
  const slow = strikes(world, instance, 'slow-pull') !== undefined;
  const pull: Delay = slow ? seconds(600, 2_400) : instance.random.chance(delays.cachedChance) ? delays.startCached : delays.startPulling;
  if (stuck === 'never-allocated') return;
  world.then(instance, delays.allocate, () => {
    world.enter(instance, 'created', '');
    if (stuck === 'created') return;
    world.enter(instance, 'pulling', `${instance.asked.image}: Pulling from registry`);
    if (stuck === 'loading') { world.enter(instance, 'stuck', 'Waiting'); return; }
    for (let percent = 20; slow && percent < 100; percent += 20) {
      const part = pull.minMs * percent / 100;
      world.then(instance, { minMs: part, maxMs: part }, () => { world.enter(instance, 'pulling', `Downloading [${percent} %]`); });
    }
    world.then(instance, pull, () => {
      if (imageError !== undefined) world.enter(instance, imageError === 'runtime' ? 'crashed' : 'stuck', IMAGE_ERRORS[imageError] ?? '');
      else up(world, instance, on);
    });
  });
}

/** The container ends; its disk and its bill for it stay. */
export function halt(world: VastWorld, instance: VastInstance, situation: 'stopped' | 'outbid' | 'ended' | 'crashed', message: string, shown?: Delay): void {
  world.changeCourse(instance);
  void instance.host?.stop(true);
  world.enter(instance, situation, message, shown);
}

/** By its renter: at once in the queue, stopped some seconds later. */
export function stop(world: VastWorld, instance: VastInstance): void {
  world.changeCourse(instance);
  instance.intent = 'stopped';
  world.then(instance, world.delays.stop, () => { halt(world, instance, 'stopped', 'stopped'); });
}

/** @returns false where its GPU is taken: then it is queued and starts without another word */
export function start(world: VastWorld, instance: VastInstance, on: OnMachine, queue: boolean): boolean {
  world.changeCourse(instance);
  instance.intent = 'running';
  const holder = world.holder(instance.machine);
  if (queue || (holder !== undefined && holder !== instance)) {
    world.enter(instance, 'queued', 'Required resources are currently unavailable, state change queued');
    world.then(instance, world.delays.queuedStart, () => { up(world, instance, on); });
    return false;
  }
  world.then(instance, world.delays.startCached, () => { up(world, instance, on); });
  return true;
}

/** What is going to go wrong with a running one. */
function plan(world: VastWorld, instance: VastInstance, on: OnMachine): void {
  const later = (happen: () => void): void => { world.then(instance, world.delays.trouble, () => { if (instance.situation === 'up') happen(); }); };
  const { delays } = world;
  const resume = strikes(world, instance, 'auto-resume') !== undefined;
  if (resume || strikes(world, instance, 'outbid') !== undefined) {
    later(() => {
      halt(world, instance, 'outbid', 'outbid', delays.outbidShown);
      if (resume) world.then(instance, delays.outbidLasts, () => { up(world, instance, on); });
    });
  }
  if (strikes(world, instance, 'exits-at-once') !== undefined) {
    world.then(instance, seconds(1, 20), () => {
      halt(world, instance, 'crashed', 'container exited with code 1');
      world.then(instance, seconds(5, 60), () => { up(world, instance, on); });
    });
  }
  const lost = strikes(world, instance, 'host-vanishes', ['offline', 'unknown', 'comes-back', 'frozen']);
  if (lost !== undefined) later(() => { loseHost(world, instance, lost); });
  if (strikes(world, instance, 'instance-vanishes') !== undefined) later(() => { remove(world, instance, { minMs: 0, maxMs: 0 }); });
  if (strikes(world, instance, 'key-vanishes') !== undefined) later(() => { instance.keys = []; void instance.host?.setPublicKeys([]); });
  if (strikes(world, instance, 'disk-full') !== undefined) {
    later(() => { instance.host?.fillDisk?.(); world.enter(instance, 'up', 'success, running; no space left on device'); });
  }
  if (strikes(world, instance, 'address-changes') !== undefined) {
    later(() => {
      void instance.host?.stop(true);
      // Restarted by its host: listings show the old port for a while.
      world.enter(instance, 'rebooting', 'restarting', seconds(5, 40));
      world.then(instance, seconds(2, 15), () => { up(world, instance, on); });
    });
  }
  planEnd(world, instance, strikes(world, instance, 'contract-ends', ['ends', 'dearer']));
}

function loseHost(world: VastWorld, instance: VastInstance, how: string): void {
  instance.host?.setOffline?.(true);
  // Its GPU is billed on and does nothing.
  if (how === 'frozen') { world.enter(instance, 'frozen', 'frozen'); return; }
  world.enter(instance, how === 'unknown' ? 'host_silent' : 'host_lost', '', world.delays.outbidShown);
  if (how !== 'comes-back') return;
  world.then(instance, world.delays.hostLost, () => {
    instance.host?.setOffline?.(false);
    world.enter(instance, 'up', `success, running ${instance.asked.image}`);
  });
}

const HOUR_MS = 3_600_000;

/** The end of the host's offer: stopped for good, deleted 48 h later. Or the host wants more for it. */
function planEnd(world: VastWorld, instance: VastInstance, struck: string | undefined): void {
  const end = (): void => {
    halt(world, instance, 'ended', 'contract ended');
    world.then(instance, seconds(48 * 3_600, 48 * 3_600), () => { remove(world, instance, { minMs: 0, maxMs: 0 }); });
  };
  if (struck === 'ends') world.then(instance, world.delays.trouble, end);
  else instance.course.push(world.timeline.at(instance.machine.endsAtMs, end));
  if (struck !== 'dearer') return;
  world.then(instance, world.delays.trouble, () => {
    world.increases.push({
      id: world.nextId(), contract: instance.id, newBaseUsdPerHour: instance.baseUsdPerHour * 1.4, untilMs: world.timeline.now() + 24 * HOUR_MS, state: 'pending',
    });
  });
}

/** Gone: costs end at once, lists show it a while longer, its disk goes to the next customer as it is. */
export function remove(world: VastWorld, instance: VastInstance, shown: Delay = world.delays.deleteShown): void {
  if (instance.situation === 'destroyed') return;
  world.changeCourse(instance);
  const now = world.timeline.now();
  instance.intent = 'gone';
  instance.goneMs = now;
  instance.hiddenMs = now + sampleMs(instance.random, shown);
  world.enter(instance, 'destroyed', '', NEVER_SHOWN);
  world.ledger.close(String(instance.id));
  void instance.host?.destroy();
  world.tenants.dropKey(instance.containerKey);
  for (const volume of world.volumes.values()) {
    if (volume.attachedTo !== instance.id) continue;
    delete volume.attachedTo;
    volume.deletableMs = now + world.delays.volumeRelease.maxMs;
  }
}

/** A delete that was accepted takes effect some seconds later; more of them change nothing. */
export function destroySoon(world: VastWorld, instance: VastInstance): void {
  if (instance.intent === 'gone') return;
  instance.intent = 'gone';
  // No part of its course, which ends whenever something else happens to it.
  world.timeline.after(sampleMs(instance.random, world.delays.deleteEffect), () => { remove(world, instance); });
}
