/** Simulated machines and the addresses under which they are found. Addresses of machines that are gone are given to others. */
import type { Machine, MachineAddress, MachineHost, MachineStart } from './machine-host.ts';
import { seededRandom } from './random.ts';
import { simulatedMachine, SSH_DELAYS, type Knock, type LeaseModel, type SimulatedDelays, type SimulatedMachine } from './simulated-machine.ts';
import type { Timeline } from './timeline.ts';

export interface SimulatedHost extends MachineHost {
  readonly kind: 'simulated';
  start(request: MachineStart): Machine;
  /** Whoever is there now, with what somebody with this key meets. */
  knock(address: MachineAddress, publicKey: string): { answer: Knock; machine?: SimulatedMachine };
  machine(id: string): SimulatedMachine | undefined;
  /** In the order in which they were made, destroyed ones too. */
  all(): readonly SimulatedMachine[];
}

export interface SimulatedHostSettings {
  seed?: number | string;
  delays?: Partial<Record<MachineStart['provider'], SimulatedDelays>>;
  /** Default: the values that AIMA's own lease script carries. */
  leaseOf?(start: MachineStart): LeaseModel | undefined;
}

/** The first line of the lease script: `… G='300' R='3600' B='1795226411' … A='30' …`, in seconds. */
const LEASE_VALUES = /^H='.*$/m;

export function leaseFromScript(start: MachineStart): LeaseModel | undefined {
  const line = LEASE_VALUES.exec([...(start.command ?? []), start.onStart ?? ''].join('\n'))?.[0];
  const value = (name: string): number => Number(new RegExp(`\\b${name}='(\\d+)'`).exec(line ?? '')?.[1]);
  const model = { leaseSeconds: value('G'), hardEndSeconds: value('R'), clockEndSeconds: value('B'), againSeconds: value('A') };
  return Object.values(model).every(Number.isFinite) ? model : undefined;
}

const key = ({ host, port, user }: MachineAddress): string => (host === PROXY_HOST ? `${user}@${host}` : `${host}:${port}`);
const PROXY_HOST = 'ssh.runpod.io';

export function simulatedHost({ seed = 1, delays = {}, leaseOf = leaseFromScript }: SimulatedHostSettings = {}): SimulatedHost {
  const machines: SimulatedMachine[] = [];
  const byId = new Map<string, SimulatedMachine>();
  /** Ids of machines. */
  const byAddress = new Map<string, string>();
  /** Of machines that are gone, and whose they were: nobody gets their own back. */
  const free: { id: string; address: MachineAddress }[] = [];
  const addresses = seededRandom(`${seed}/addresses`);

  const timelines = new Set<Timeline>();
  const settle = (): void => { for (const timeline of timelines) timeline.settle(); };

  return {
    kind: 'simulated',
    attach: (timeline) => { timelines.add(timeline); },
    start(request) {
      const random = seededRandom(`${seed}/${request.id}`);
      const proxy: MachineAddress = request.provider === 'runpod'
        ? { host: PROXY_HOST, port: 22, user: `${request.id}-${random.id(8)}` }
        : { host: `ssh${addresses.integer(1, 9)}.vast.ai`, port: addresses.integer(10_000, 65_000), user: 'root' };
      const machine = simulatedMachine(request, {
        random, proxy, leaseOf,
        delays: delays[request.provider] ?? SSH_DELAYS[request.provider],
        address: () => {
          const reused = addresses.chance(0.25) ? free.findIndex((other) => other.id !== request.id) : -1;
          const address = (reused >= 0 ? free.splice(reused, 1)[0]?.address : undefined)
            ?? { host: `198.51.100.${addresses.integer(1, 250)}`, port: addresses.integer(20_000, 60_000), user: 'root' };
          byAddress.set(key(address), request.id);
          return address;
        },
        freed: (address) => {
          byAddress.delete(key(address));
          free.push({ id: request.id, address });
        },
      });
      byAddress.set(key(proxy), request.id);
      byId.set(request.id, machine);
      machines.push(machine);
      return machine;
    },
    knock(address, publicKey) {
      settle();
      const machine = byId.get(byAddress.get(key(address)) ?? '');
      // A gateway answers for machines that do not; an address of nobody does not answer at all.
      if (machine === undefined || machine.destroyed) return { answer: 'timeout' };
      return { answer: machine.knock(publicKey), machine };
    },
    machine(id) {
      settle();
      return byId.get(id);
    },
    all() {
      settle();
      return machines;
    },
    close: async () => { for (const machine of machines) void machine.destroy(); },
  };
}
