/** What there is at the emulated Vast.ai: machines, contracts on them, volumes, price proposals. */
import { sampleMs, type Delay } from '../core/delay.ts';
import type { EmulatorCore } from '../core/emulator.ts';
import type { FaultSubject } from '../core/faults.ts';
import type { Random } from '../core/random.ts';
import { laggingView } from '../core/view.ts';
import type { VastDelays } from './delays.ts';
import { usdPerHourNow, type Shown, type VastAsked, type VastInstance } from './instance.ts';
import { makeMarket, type VastMachine } from './market.ts';
import { holdsGpu, type Situation } from './states.ts';

export interface VastVolume {
  id: number;
  tenant: string;
  name: string;
  sizeGb: number;
  machine: VastMachine;
  attachedTo?: number;
  deletableMs: number;
}

export interface PriceIncrease {
  id: number;
  contract: number;
  newBaseUsdPerHour: number;
  /** Accepted by nobody until then, the host ends the contract. */
  untilMs: number;
  state: 'pending' | 'accepted' | 'rejected';
}

export interface VastWorld extends EmulatorCore {
  readonly delays: VastDelays;
  readonly market: VastMachine[];
  readonly contracts: Map<number, VastInstance>;
  readonly volumes: Map<number, VastVolume>;
  readonly increases: PriceIncrease[];
  nextId(): number;
  /** The contract that has the GPU of this machine. */
  holder(machine: VastMachine): VastInstance | undefined;
  open(tenant: string, machine: VastMachine, asked: VastAsked, baseUsdPerHour: number, flaws: VastInstance['flaws'], hiddenForMs?: number): VastInstance;
  /** A new truth: what it costs changes at once, what is shown some time later. */
  enter(instance: VastInstance, situation: Situation, message: string, shown?: Delay): void;
  /** After a while, unless its course is changed before. */
  then(instance: VastInstance, delay: Delay, happen: () => void): void;
  changeCourse(instance: VastInstance): void;
}

export const subjectOf = (instance: VastInstance, operation: string): FaultSubject => ({
  operation, resource: String(instance.id), tenant: instance.tenant, name: instance.asked.label,
});

function openContract(core: EmulatorCore, id: number, visibleAfterMs: (random: Random) => number, from: Pick<VastInstance, 'tenant' | 'machine' | 'asked' | 'baseUsdPerHour' | 'flaws'>): VastInstance {
  const random = core.random.fork(`contract ${id}`);
  const now = core.timeline.now();
  const instance: VastInstance = {
    ...from, id, random, createdMs: now, containerKey: `container-${random.id(24)}`, view: laggingView<Shown>(),
    visibleMs: now + visibleAfterMs(random), intent: 'running', situation: 'new', message: '', course: [], keys: [],
  };
  const tenant = core.tenants.get(from.tenant);
  if (tenant) core.tenants.addKey(tenant, { secret: instance.containerKey, scope: { instance: String(id) } });
  core.ledger.open({ id: String(id), kind: 'instance', tenant: from.tenant, name: from.asked.label });
  return instance;
}

export function createWorld(core: EmulatorCore, delays: VastDelays, machines: number): VastWorld {
  const contracts = new Map<number, VastInstance>();
  const { ledger, timeline } = core;
  let last = 28_000_000;

  const price = (instance: VastInstance): void => {
    const { gpu, storage } = usdPerHourNow(instance);
    ledger.setRate(String(instance.id), 'gpu', gpu);
    ledger.setRate(String(instance.id), 'disk', storage);
  };

  const world: VastWorld = {
    ...core, delays, contracts, volumes: new Map(), increases: [],
    market: makeMarket(core.random.fork('market'), machines, core.clock.now()),
    nextId: () => last += core.random.integer(1, 97),
    holder: (machine) => contracts.values().find((instance) => instance.machine === machine && holdsGpu(instance.situation)),
    open(tenant, machine, asked, baseUsdPerHour, flaws, hiddenForMs = 0) {
      const instance = openContract(core, world.nextId(), (random) => sampleMs(random, delays.visible) + hiddenForMs, { tenant, machine, asked, baseUsdPerHour, flaws });
      contracts.set(instance.id, instance);
      price(instance);
      return instance;
    },
    enter(instance, situation, message, shown = delays.shown) {
      instance.situation = situation;
      instance.message = message;
      price(instance);
      const now = timeline.now();
      const lagMs = situation === 'new' ? 0 : sampleMs(instance.random, shown);
      instance.view.publish({ situation, message, direct: situation === 'up' ? instance.host?.direct : undefined }, now + lagMs);
    },
    then(instance, delay, happen) {
      instance.course.push(timeline.after(sampleMs(instance.random, delay), happen));
    },
    changeCourse(instance) {
      for (const step of instance.course) step.cancel();
      instance.course = [];
    },
  };
  return world;
}
