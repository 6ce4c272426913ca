/** A provider with one faulty machine park, on a clock that jumps: small enough to see through, wrong in every way that is armed. */
import { virtualClock, type VirtualClock } from '../../tests/support/virtual-clock.ts';
import { AppError } from '../kernel/app-error.ts';
import type { InstanceView, Launch, LaunchRequest, Offer, Provider } from '../gpu/provider.ts';
import type { RentalLedger } from './ledger.ts';
import type { MachineAccess, MachineSession } from './machine-access.ts';
import { memoryLedger } from './memory-ledger.ts';
import type { MachineOrder, RentalNotice, RentalParts, RentalTiming } from './parts.ts';

export interface TinyMachine {
  id: string;
  name: string;
  usdPerHour: number;
  bornAt: number;
  /** Billing ends here. */
  diedAt?: number | undefined;
  status: InstanceView['status'] | undefined;
  gpuCount: number;
  leaseUntil: number;
  wiped: boolean;
  media: boolean;
}

export interface Faults {
  /** What the next launches do besides making a machine. */
  launches: ('lost_reply' | 'error_500' | 'nothing_lost' | 'twice' | 'no_capacity' | 'leftover' | 'hang')[];
  /** The next deletes: fails, fails but works, says yes and does nothing. */
  deletes: ('error' | 'error_but_done' | 'lie')[];
  /** The next lists; `empty` says that it is complete. */
  lists: ('error' | 'hang' | 'empty' | 'right')[];
  /** Fresh machines are not shown for so long; ended ones are still shown for so long. */
  viewLagMs: number;
  endLagMs: number;
  bootMs: number;
  neverBoots: boolean;
  price: number;
  loginFails: boolean;
  provisionFails: boolean;
  /** So many connections break while the machine is set up. */
  breaks: number;
  wipeHangs: boolean;
  /** No heartbeat arrives; only over connections that were made before that moment. */
  deaf: boolean;
  brokenBefore: number;
  balance?: number;
}

export interface Rig {
  clock: VirtualClock;
  machines: TinyMachine[];
  faults: Faults;
  ledger: RentalLedger;
  notices: RentalNotice[];
  provider: Provider;
  /** Another process over the same world; once `dead()` is true nothing of it comes back. */
  process(holder: string, dead?: () => boolean): RentalParts;
  order(changes?: Partial<MachineOrder>): MachineOrder;
  /** Machines that cost money now. */
  billing(): TinyMachine[];
  /** USD until now, in truth. */
  truthUsd(): number;
  alerts(): string[];
}

export const WORKSPACE = '11111111-1111-4111-8111-111111111111';
export const JOB = '22222222-2222-4222-8222-222222222222';
export const INSTALLATION = 'abc123';
const RATE = 0.6;

export const tinyOffer = (changes: Partial<Offer> = {}): Offer => ({
  id: 'o1', provider: 'tiny', description: 'RTX 4090', usdPerHour: RATE,
  machine: { gpu: 'RTX 4090', gpuCount: 1, gpuMemoryGb: 24, secure: true, usdPerGbIn: 0, usdPerGbOut: 0, interruptible: false, machineId: 'm1' }, ...changes,
});

const down = (what: string): AppError => new AppError('PROVIDER_UNREACHABLE', what);
const forEver = (): Promise<never> => new Promise(() => undefined);

/** On another physical machine. */
export const offerOf = (machineId: string): Offer => {
  const offer = tinyOffer({ id: machineId });
  return { ...offer, ...(offer.machine && { machine: { ...offer.machine, machineId } }) };
};

/** What the provider says, with its lags. */
function shown(machine: TinyMachine, faults: Faults, now: number): InstanceView | undefined {
  if (now - machine.bornAt < faults.viewLagMs) return undefined;
  if (machine.diedAt !== undefined && now - machine.diedAt >= faults.endLagMs) return undefined;
  const running = !faults.neverBoots && now - machine.bornAt >= faults.bootMs;
  return {
    id: machine.id, name: machine.name, status: machine.status ?? (running ? 'running' : 'starting'), usdPerHour: machine.usdPerHour, gpuCount: machine.gpuCount,
    access: running ? [{ kind: 'ssh', way: 'direct', host: '127.0.0.1', port: 22, user: 'root' }] : [],
  };
}

function tinyProvider(rig: Pick<Rig, 'clock' | 'machines' | 'faults'>): Provider {
  const { clock, machines, faults } = rig;
  const make = ({ name, leaseSeconds }: LaunchRequest): TinyMachine => {
    const machine: TinyMachine = { id: `i${machines.length + 1}`, name, usdPerHour: faults.price, bornAt: clock.now(), status: undefined, gpuCount: 1, leaseUntil: clock.now() + faults.bootMs + leaseSeconds * 1000, wiped: false, media: false };
    machines.push(machine);
    return machine;
  };
  return {
    name: 'tiny', remote: true,
    offers: () => Promise.resolve([tinyOffer()]),
    async launch(_offer, request): Promise<Launch> {
      const fault = faults.launches.shift();
      await clock.sleep(1_000);
      if (fault === 'no_capacity') return { outcome: 'refused', reason: 'no_capacity', message: 'There are no longer any instances available.' };
      if (fault === 'nothing_lost') return { outcome: 'unknown', message: 'connection reset' };
      const machine = make(request);
      if (fault === 'twice') make(request);
      if (fault === 'hang') return forEver();
      if (fault === 'error_500') throw down('500');
      if (fault === 'lost_reply' || fault === 'twice') return { outcome: 'unknown', message: 'connection reset' };
      if (fault === 'leftover') return { outcome: 'refused', reason: 'no_capacity', message: 'outbid', leftoverId: machine.id };
      return { outcome: 'created', id: machine.id, usdPerHour: machine.usdPerHour };
    },
    inspect: (id) => Promise.resolve(machines.map((machine) => shown(machine, faults, clock.now())).find((view) => view?.id === id)),
    async terminate(id) {
      const fault = faults.deletes.shift();
      await clock.sleep(300);
      const machine = machines.find((each) => each.id === id);
      if (fault === 'error') throw down('502');
      if (fault === 'lie') return 'accepted';
      if (!machine || machine.diedAt !== undefined) return 'absent';
      machine.diedAt = clock.now();
      if (fault === 'error_but_done') throw down('504');
      return 'accepted';
    },
    async list() {
      const fault = faults.lists.shift();
      await clock.sleep(200);
      if (fault === 'hang') return forEver();
      if (fault === 'error') throw down('truncated');
      if (fault === 'empty') return [];
      return machines.flatMap((machine) => shown(machine, faults, clock.now()) ?? []);
    },
    balance: () => Promise.resolve({ usd: faults.balance ?? 100 }),
  };
}

function tinyAccess({ clock, machines, faults }: Pick<Rig, 'clock' | 'machines' | 'faults'>): MachineAccess {
  const unreachable = new AppError('MACHINE_UNREACHABLE', 'connection refused');
  const session = (machine: TinyMachine, openedAt: number, { promise: closed, resolve: close } = Promise.withResolvers<undefined>()): MachineSession => ({
    hostKey: 'SHA256:tiny', closed: closed.then(() => undefined),
    async provision() {
      await clock.sleep(2_000);
      if (faults.breaks > 0) {
        faults.breaks -= 1;
        close(undefined);
        throw unreachable;
      }
      if (faults.provisionFails) throw new AppError('PROVISIONING_FAILED', 'no driver');
      machine.media = true;
      return { url: 'http://127.0.0.1:1', token: machine.id };
    },
    async heartbeat({ leaseSeconds }) {
      await clock.sleep(50);
      if (faults.deaf || openedAt < faults.brokenBefore || machine.diedAt !== undefined) throw unreachable;
      machine.leaseUntil = clock.now() + leaseSeconds * 1000;
    },
    async wipe() {
      if (faults.wipeHangs) return forEver();
      await clock.sleep(500);
      machine.wiped = true;
      machine.media = false;
      return { filesLeft: 0 };
    },
    close: () => Promise.resolve(),
  });
  return {
    image: () => 'aima', makeKeys: () => Promise.resolve({ publicKey: 'ssh-ed25519 AAAA', keyMaterial: 'sealed' }), bootScript: () => 'true',
    async login({ instanceId }) {
      await clock.sleep(200);
      const machine = machines.find(({ id }) => id === instanceId);
      if (faults.loginFails || !machine || machine.diedAt !== undefined) throw unreachable;
      return session(machine, clock.now());
    },
  };
}

/** Every function of `part` hangs for ever once the process is dead, and counts as one more effect before. */
export function mortal<T extends object>(part: T, dead: () => boolean, effect: () => void = () => undefined): T {
  return new Proxy(part, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        effect();
        if (dead()) return forEver();
        const answer: unknown = Reflect.apply(value, target, args);
        if (!(answer instanceof Promise)) return answer;
        // What was on its way when the process died is done, and nobody hears of it.
        return answer.then((told: unknown) => (dead() ? forEver() : told), (error: unknown) => (dead() ? forEver() : Promise.reject(error as Error)));
      };
    },
  });
}

export function tinyRig({ timing, faults: armed }: { timing?: Partial<RentalTiming>; faults?: Partial<Faults> } = {}): Rig {
  const clock = virtualClock();
  const machines: TinyMachine[] = [];
  const faults: Faults = { launches: [], deletes: [], lists: [], viewLagMs: 2_000, endLagMs: 3_000, bootMs: 30_000, neverBoots: false, price: RATE, loginFails: false, provisionFails: false, breaks: 0, wipeHangs: false, deaf: false, brokenBefore: 0, ...armed };
  const notices: RentalNotice[] = [];
  const ledger = memoryLedger(clock);
  const provider = tinyProvider({ clock, machines, faults });
  const access = tinyAccess({ clock, machines, faults });
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647; // Lehmer, "minimal standard"
    return seed / 2_147_483_647;
  };
  return {
    clock, machines, faults, ledger, notices, provider,
    process: (holder, dead = () => false) => ({
      ledger: mortal(ledger, dead), providers: [mortal(provider, dead)], access: mortal(access, dead), random, installation: INSTALLATION, holder,
      clock: { now: clock.now, sleep: (ms, signal) => (dead() ? forEver() : clock.sleep(ms, signal).then(() => (dead() ? forEver() : undefined))) },
      tell: (notice) => { if (!dead()) notices.push(notice); }, ...(timing && { timing }),
    }),
    order: (changes = {}) => ({ workspaceId: WORKSPACE, jobId: JOB, offers: [tinyOffer()], caps: () => ({ jobUsd: 5 }), diskGb: 20, ...changes }),
    billing: () => machines.filter(({ diedAt }) => diedAt === undefined),
    truthUsd: () => machines.reduce((sum, { bornAt, diedAt, usdPerHour }) => sum + (usdPerHour * ((diedAt ?? clock.now()) - bornAt)) / 3_600_000, 0),
    alerts: () => notices.flatMap((notice) => (notice.kind === 'alert' ? [notice.alert] : [])),
  };
}
