/** The life of pods: from the order to the end, with what may go wrong on the way. */
import { watchBalances } from '../core/balance-watch.ts';
import { sampleMs } from '../core/delay.ts';
import type { EmulatorCore } from '../core/emulator.ts';
import type { Machine, MachineStart } from '../core/machine-host.ts';
import type { Tenant } from '../core/tenants.ts';
import { laggingView } from '../core/view.ts';
import type { Catalogue } from './catalogue.ts';
import { createFates } from './fate.ts';
import { machineOrder } from './machine-order.ts';
import { snapshotOf, type Pod, type PodOrder, type PodSnapshot, type PodStatus } from './pod.ts';
import type { RunPodKnobs } from './settings.ts';

const MONTH_HOURS = 720;
const DISK_USD = 0.1;
const STOPPED_DISK_USD = 0.2;
/** What is left of an account that is used up, give or take. */
const EMPTY_USD = 0.01;

export interface Pods {
  /** It exists and bills from now on. */
  create(tenant: Tenant, order: PodOrder): Pod;
  /** As it is: undefined once it is gone, and for others than its owner. */
  find(tenant: Tenant, id: string): Pod | undefined;
  /** All there ever were. */
  readonly all: ReadonlyMap<string, Pod>;
  stop(pod: Pod, why: string): void;
  /** On the same host, at another port. @param gpuCount fewer than before where its GPUs were given to others */
  resume(pod: Pod, gpuCount?: number): void;
  restart(pod: Pod): void;
  /** Accepted: it is gone after a while. */
  end(pod: Pod): void;
  /** As it would be shown if nothing lagged. */
  now(pod: Pod): PodSnapshot;
  /** Something about it has changed that is to be seen. */
  publish(pod: Pod): void;
  /** Not listed for so long, though nothing has changed. */
  hide(pod: Pod, forMs: number): void;
  /** What is left of the account's money has changed. */
  recheck(tenant: Tenant): void;
}

/** How a simulated machine asks for its own end. */
export type SelfDelete = (secret: string, podId: string) => boolean;

/** USD an hour, according to what it is now. */
function ratesOf({ order, status, goneMs, lost, gpuUsdPerHour }: Pod, { billsFrom }: RunPodKnobs): { gpu: number; disk: number } {
  // While its host is away nothing is charged.
  if (goneMs !== undefined || lost !== undefined) return { gpu: 0, disk: 0 };
  const on = status === 'RUNNING' || status === 'ERROR' || (billsFrom === 'created' && (status === 'PROVISIONING' || status === 'STARTING'));
  const persistent = (order.persistent?.size ?? 0) * (status === 'EXITED' ? STOPPED_DISK_USD : DISK_USD);
  const container = status === 'EXITED' ? 0 : order.disk * DISK_USD;
  return { gpu: on ? gpuUsdPerHour : 0, disk: (persistent + container) / MONTH_HOURS };
}

export function createPods(core: EmulatorCore, knobs: RunPodKnobs, catalogue: Catalogue, selfDelete: SelfDelete): Pods {
  const { timeline, ledger, faults, tenants, machines } = core;
  const random = core.random.fork('pods');
  const fates = createFates(core, knobs, catalogue);
  const all = new Map<string, Pod>();
  /** A machine that cannot be stopped is no reason to stop the emulator. */
  const quietly = (work: void | Promise<void>): void => { void work?.catch((error: unknown) => { console.error(error); }); };
  /** At once where nothing has to be waited for, so that virtual time stays exact. */
  const afterwards = (work: void | Promise<void>, happen: () => void): void => {
    if (work instanceof Promise) quietly(work.then(() => { timeline.settle(); happen(); }));
    else happen();
  };
  const tenantOf = (pod: Pod): Tenant | undefined => tenants.get(pod.tenant);

  const bill = (pod: Pod): void => {
    const { gpu, disk } = ratesOf(pod, knobs);
    ledger.setRate(pod.id, 'gpu', gpu);
    ledger.setRate(pod.id, 'disk', disk);
    const tenant = tenantOf(pod);
    if (tenant) balances.recheck(tenant);
  };

  const publish = (pod: Pod, lagMs = sampleMs(random, knobs.changeVisible)): void => {
    const value = pod.goneMs !== undefined || pod.lost === 'absent' ? undefined : snapshotOf(pod);
    for (const view of [pod.listed, pod.shown]) view.publish(value, timeline.now() + lagMs);
  };
  const become = (pod: Pod, status: PodStatus, words?: string, lagMs?: number): void => {
    pod.status = status;
    if (words !== undefined) pod.lastStatusChange = words;
    bill(pod);
    publish(pod, lagMs);
  };
  const say = (pod: Pod, line: string, source: 'system' | 'container' = 'system'): void => { pod.log.push({ atMs: timeline.now(), source, line }); };
  const later = (pod: Pod, ms: number, happen: () => void): void => {
    pod.busy?.cancel();
    pod.busy = timeline.after(ms, happen);
  };

  const machineStart = (pod: Pod): MachineStart => ({
    ...machineOrder(pod, tenantOf(pod)?.publicKeys ?? []), flaws: fates.flaws(pod), timeline,
    onSelfDestroy: () => selfDelete(pod.secret, pod.id),
    onExit() {
      timeline.settle();
      if (pod.status === 'RUNNING') stopped(pod, 'Exited by Runpod: the container ended');
    },
  });

  const up = (pod: Pod, machine: Machine): void => {
    if (pod.goneMs !== undefined || pod.intent !== 'running') { quietly(machine.destroy()); return; }
    pod.machine = machine;
    pod.startedMs = timeline.now();
    say(pod, 'start container');
    become(pod, 'RUNNING');
    if (pod.fate.exits) flicker(pod);
  };
  const failed = (pod: Pod, error: unknown): void => {
    timeline.settle();
    say(pod, `error: OCI runtime create failed: ${String(error)}`);
    become(pod, 'ERROR');
  };
  const launch = (pod: Pod): void => {
    say(pod, 'create container');
    try {
      const made = machines.start(machineStart(pod));
      if (!(made instanceof Promise)) { up(pod, made); return; }
      made.then((machine) => { timeline.settle(); up(pod, machine); }, (error: unknown) => { failed(pod, error); });
    } catch (error) {
      failed(pod, error);
    }
  };
  /** Its process ends as soon as it runs, again and again. */
  const flicker = (pod: Pod): void => {
    later(pod, random.integer(1_000, 6_000), () => {
      stopped(pod, 'Exited by Runpod: the container ended');
      later(pod, random.integer(5_000, 20_000), () => {
        afterwards(pod.machine?.resume(), () => {
          if (pod.goneMs !== undefined || pod.intent !== 'running') return;
          become(pod, 'RUNNING');
          flicker(pod);
        });
      });
    });
  };

  const boot = (pod: Pod): void => {
    later(pod, sampleMs(random, knobs.placed), () => {
      pod.placed = true;
      become(pod, 'STARTING');
      say(pod, `pull image ${pod.order.image}`);
      const cached = random.chance(knobs.cachedChance);
      const pullMs = pod.fate.slowPull ? random.integer(420_000, 900_000) : sampleMs(random, cached ? knobs.pullCached : knobs.pull);
      if (pod.fate.stuck) { say(pod, 'still fetching image'); return; }
      if (pod.fate.image) {
        later(pod, Math.min(pullMs, 60_000), () => {
          say(pod, `error pulling image: manifest unknown: ${pod.order.image}`);
          if (pod.fate.image === 'error') become(pod, 'ERROR');
        });
        return;
      }
      later(pod, pullMs, () => { launch(pod); });
    });
  };

  const stopped = (pod: Pod, words: string, lagMs?: number): void => {
    // Without a persistent disk everything that was written is lost.
    quietly(pod.machine?.stop(pod.order.persistent !== undefined));
    become(pod, 'EXITED', words, lagMs);
  };
  /** Not by its owner's will. */
  const cutOff = (pod: Pod, words: string, lagMs?: number): boolean => {
    if (pod.status === 'EXITED' || pod.intent === 'gone') return false;
    pod.intent = 'stopped';
    pod.busy?.cancel();
    stopped(pod, words, lagMs);
    return true;
  };
  const destroy = (pod: Pod): void => {
    pod.goneMs = timeline.now();
    pod.status = 'TERMINATED';
    pod.busy?.cancel();
    if (pod.machine) quietly(pod.machine.destroy());
    tenants.dropKey(pod.secret);
    bill(pod);
    ledger.close(pod.id);
    const leftMs = sampleMs(random, knobs.endVisible);
    if (random.chance(knobs.terminatedSeen)) for (const view of [pod.listed, pod.shown]) view.publish(snapshotOf(pod), timeline.now());
    for (const view of [pod.listed, pod.shown]) view.publish(undefined, timeline.now() + leftMs);
  };

  const loseHost = (pod: Pod, how: 'silent' | 'absent' | undefined): void => {
    if (how === undefined) delete pod.lost;
    else pod.lost = how;
    pod.machine?.setOffline?.(how !== undefined);
    bill(pod);
    publish(pod);
  };

  const balances = watchBalances(core, (tenant) => {
    faults.note('out-of-money', { operation: 'account', tenant: tenant.id });
    for (const pod of all.values()) {
      if (pod.tenant !== tenant.id || pod.goneMs !== undefined) continue;
      cutOff(pod, 'Exited by Runpod: insufficient funds');
      // Those without a network volume are ended by and by.
      if (pod.order.volumeId === undefined) timeline.after(600_000, () => { if (pod.goneMs === undefined && tenants.balance(tenant) < EMPTY_USD) destroy(pod); });
    }
  });

  const pods: Pods = {
    all,
    now: snapshotOf,
    publish: (pod) => { publish(pod); },
    recheck: (tenant) => { balances.recheck(tenant); },
    create(tenant, order) {
      const id = random.id(14);
      const pod: Pod = {
        id, tenant: tenant.id, order, createdMs: timeline.now(), ...fates.decide(id, tenant.id, order), secret: `rpa_pod_${random.id(24)}`,
        intent: 'running', status: 'PROVISIONING', placed: false, locked: false, gpuCount: order.gpu?.count ?? 0, lastStatusChange: `Rented by User: ${new Date(timeline.now()).toUTCString()}`,
        log: [], listed: laggingView(), shown: laggingView(),
      };
      all.set(id, pod);
      ledger.open({ id, kind: 'instance', tenant: tenant.id, name: order.name });
      ledger.touch({ resource: id, by: tenant.id, what: 'create', outcome: 'done' });
      tenants.addKey(tenant, { secret: pod.secret, scope: { instance: id } });
      bill(pod);
      const lag = fates.lagMs(pod);
      pod.listed.publish(snapshotOf(pod), timeline.now() + lag + sampleMs(random, knobs.visible));
      pod.shown.publish(snapshotOf(pod), timeline.now() + lag + sampleMs(random, knobs.visible));
      boot(pod);
      fates.doom(pod, { loseHost, destroy, publish, outbid: (words) => cutOff(pod, words, sampleMs(random, knobs.outbidVisible)), restart: pods.restart, stop: pods.stop });
      return pod;
    },
    find: (tenant, id) => [all.get(id)].find((pod) => pod?.tenant === tenant.id && pod.goneMs === undefined),
    stop(pod, why) {
      if (pod.intent === 'gone') return;
      pod.intent = 'stopped';
      later(pod, sampleMs(random, knobs.stop), () => { stopped(pod, why); });
    },
    resume(pod, gpuCount = pod.order.gpu?.count ?? 0) {
      if (pod.intent === 'gone') return;
      pod.intent = 'running';
      pod.gpuCount = gpuCount;
      become(pod, 'STARTING');
      later(pod, sampleMs(random, knobs.pullCached), () => {
        if (pod.machine === undefined) { launch(pod); return; }
        afterwards(pod.machine.resume(), () => {
          if (pod.goneMs !== undefined || pod.intent !== 'running') return;
          pod.startedMs = timeline.now();
          become(pod, 'RUNNING');
        });
      });
    },
    restart(pod) {
      if (pod.intent === 'gone') return;
      quietly(pod.machine?.stop(pod.order.persistent !== undefined));
      pods.resume(pod, pod.gpuCount);
    },
    end(pod) {
      // Asking again does not put it off.
      if (pod.intent === 'gone') return;
      pod.intent = 'gone';
      later(pod, sampleMs(random, knobs.end), () => { destroy(pod); });
    },
    hide(pod, forMs) {
      for (const view of [pod.listed, pod.shown]) {
        view.publish(undefined, timeline.now());
        view.publish(snapshotOf(pod), timeline.now() + forMs);
      }
    },
  };
  return pods;
}
