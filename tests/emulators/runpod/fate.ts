/** What goes wrong with one pod, decided when it is made: at once, on its way up, or later. */
import { sampleMs } from '../core/delay.ts';
import type { EmulatorCore } from '../core/emulator.ts';
import type { FaultId } from '../core/fault-table.ts';
import type { Strike } from '../core/faults.ts';
import type { MachineFlaws } from '../core/machine-host.ts';
import { DATA_CENTERS, type Catalogue } from './catalogue.ts';
import type { Pod, PodFate, PodOrder } from './pod.ts';
import type { RunPodKnobs } from './settings.ts';

/** What can be done to a pod from outside its usual life. */
export interface Doing {
  /** Without a word for how, its host is back. */
  loseHost(pod: Pod, how: 'silent' | 'absent' | undefined): void;
  destroy(pod: Pod): void;
  publish(pod: Pod): void;
  /** @returns whether there was anything to take away */
  outbid(words: string): boolean;
  restart(pod: Pod): void;
  stop(pod: Pod, why: string): void;
}

export interface Fates {
  decide(id: string, tenant: string, order: PodOrder): Pick<Pod, 'fate' | 'gpuUsdPerHour' | 'dataCenterId' | 'skewMs'>;
  flaws(pod: Pod): MachineFlaws;
  /** So much longer than usual it is not shown. */
  lagMs(pod: Pod): number;
  /** Plans what comes over it later on. */
  doom(pod: Pod, doing: Doing): void;
}

export function createFates(core: EmulatorCore, knobs: RunPodKnobs, catalogue: Catalogue): Fates {
  const { faults, timeline } = core;
  const random = core.random.fork('fate');
  const striker = (resource: string, tenant: string, order: PodOrder) => (fault: FaultId, variants?: readonly string[]): Strike | undefined =>
    faults.strike(fault, { operation: 'machine', resource, tenant, name: order.name }, variants);
  const of = (pod: Pod) => striker(pod.id, pod.tenant, pod.order);

  const priceOf = (order: PodOrder): number => {
    if (order.cpu) return order.cpu.vcpuCount * 0.03;
    const kind = order.gpu && catalogue.kind(order.gpu.id);
    return (order.bid ?? (kind && catalogue.price(kind, order.cloud)) ?? 0) * (order.gpu?.count ?? 1);
  };

  return {
    decide(id, tenant, order) {
      const strikes = striker(id, tenant, order);
      const [image, way] = [strikes('image-error', ['error', 'endless']), strikes('ssh-way-broken', ['direct', 'proxy'])];
      const fate: PodFate = {
        stuck: strikes('stuck-starting') !== undefined, slowPull: strikes('slow-pull') !== undefined, exits: strikes('exits-at-once') !== undefined,
        ...(image && { image: image.variant === 'endless' ? 'endless' : 'error' }), ...(way && { brokenWay: way.variant === 'proxy' ? 'proxy' : 'direct' }),
      };
      const risen = strikes('price-rises') ? random.between(1.1, 1.6) : 1;
      const skewed = strikes('clock-skew', ['ahead', 'behind']);
      const elsewhere = order.dataCenterIds.length > 0 && strikes('placed-elsewhere') !== undefined;
      const centers = DATA_CENTERS.map((center) => center.id).filter((center) => order.dataCenterIds.length === 0 || order.dataCenterIds.includes(center) !== elsewhere);
      return {
        fate, gpuUsdPerHour: Math.round(priceOf(order) * risen * 10_000) / 10_000, dataCenterId: random.pick(centers),
        skewMs: skewed ? (skewed.variant === 'ahead' ? 300_000 : -300_000) : 0,
      };
    },
    flaws: (pod) => ({ sshSlow: of(pod)('ssh-slow') !== undefined, diskFull: of(pod)('disk-full') !== undefined }),
    lagMs: (pod) => (of(pod)('create-lag') ? random.integer(30_000, 150_000) : 0),
    doom(pod, doing) {
      const later = (ms: number, happen: () => void): void => { timeline.after(ms, () => { if (pod.goneMs === undefined) happen(); }); };
      // Rather early than late, so that short lives are struck as well.
      const sometime = (maxMs = 1_800_000): number => 5_000 + Math.floor(random.next() ** 2 * maxMs);
      /** @param happen whether it did */
      const plan = (fault: FaultId, ms: () => number, happen: (planned: Strike) => boolean, variants?: readonly string[]): void => {
        const planned = faults.plan(fault, { operation: 'machine', resource: pod.id, tenant: pod.tenant, name: pod.order.name }, variants);
        if (planned) later(ms(), () => { if (happen(planned)) faults.happens(planned); });
      };
      plan('host-vanishes', sometime, (planned) => {
        doing.loseHost(pod, planned.variant === 'absent' ? 'absent' : 'silent');
        // Half of them stay away for good.
        const backMs = planned.forMs ?? (random.chance(0.5) ? random.integer(60_000, 1_200_000) : undefined);
        if (backMs !== undefined) later(backMs, () => { doing.loseHost(pod, undefined); });
        return true;
      }, ['silent', 'absent']);
      plan('instance-vanishes', sometime, () => { doing.destroy(pod); return true; });
      plan('locked', () => sometime(600_000), () => { pod.locked = true; doing.publish(pod); return true; });
      if (pod.order.bid !== undefined) plan('outbid', () => sampleMs(random, knobs.outbidAfter), () => doing.outbid(`Outbid: ${new Date(timeline.now()).toUTCString()}`));
      plan('address-changes', sometime, () => {
        if (pod.status !== 'RUNNING' || pod.intent !== 'running') return false;
        doing.restart(pod);
        return true;
      });
      const { stopAfterMs, terminateAfterMs } = pod.order;
      if (stopAfterMs !== undefined) later(stopAfterMs - timeline.now(), () => { doing.stop(pod, 'Exited by Runpod: stopAfter'); });
      if (terminateAfterMs !== undefined) later(terminateAfterMs - timeline.now(), () => {
        faults.note('terminate-after', { operation: 'machine', resource: pod.id, tenant: pod.tenant, name: pod.order.name });
        doing.destroy(pod);
      });
    },
  };
}
