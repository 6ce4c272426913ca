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
  outbid(words: string): void;
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
      const strikes = of(pod);
      const later = (ms: number, happen: () => void): void => { timeline.after(ms, () => { if (pod.goneMs === undefined) happen(); }); };
      const sometime = (maxMs = 1_800_000): number => random.integer(5_000, maxMs);
      const vanishing = strikes('host-vanishes', ['silent', 'absent']);
      if (vanishing) {
        const afterMs = sometime();
        later(afterMs, () => { doing.loseHost(pod, vanishing.variant === 'absent' ? 'absent' : 'silent'); });
        // Half of them stay away for good.
        const backMs = vanishing.forMs ?? (random.chance(0.5) ? random.integer(60_000, 1_200_000) : undefined);
        if (backMs !== undefined) later(afterMs + backMs, () => { doing.loseHost(pod, undefined); });
      }
      if (strikes('instance-vanishes')) later(sometime(), () => { doing.destroy(pod); });
      if (strikes('locked')) later(sometime(600_000), () => { pod.locked = true; doing.publish(pod); });
      if (pod.order.bid !== undefined && strikes('outbid')) later(sampleMs(random, knobs.outbidAfter), () => { doing.outbid(`Outbid: ${new Date(timeline.now()).toUTCString()}`); });
      if (strikes('address-changes')) later(sometime(), () => { if (pod.status === 'RUNNING') doing.restart(pod); });
      const { stopAfterMs, terminateAfterMs } = pod.order;
      if (stopAfterMs !== undefined) later(stopAfterMs - timeline.now(), () => { doing.stop(pod, 'Exited by Runpod: stopAfter'); });
      if (terminateAfterMs !== undefined) later(terminateAfterMs - timeline.now(), () => {
        faults.note('terminate-after', { operation: 'machine', resource: pod.id, tenant: pod.tenant, name: pod.order.name });
        doing.destroy(pod);
      });
    },
  };
}
