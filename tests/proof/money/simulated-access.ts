/** What the server does on a machine, done on the emulators' simulated ones: knocking, setting up, heartbeats, wiping. */
import { AppError } from '../../../src/kernel/app-error.ts';
import type { Clock } from '../../../src/kernel/clock.ts';
import type { Access } from '../../../src/gpu/provider.ts';
import { leaseScript } from '../../../src/provisioning/lease/lease-script.ts';
import type { MachineAccess, MachineSession } from '../../../src/rental/machine-access.ts';
import type { Rental, WipeReport } from '../../../src/rental/rental.ts';
import type { MachineStart } from '../../emulators/core/machine-host.ts';
import { leaseFromScript, type SimulatedHost } from '../../emulators/core/simulated-host.ts';
import type { Knock, LeaseModel, SimulatedMachine } from '../../emulators/core/simulated-machine.ts';
import type { Random } from '../../emulators/core/random.ts';

/** What somebody waits until it is clear what they met. */
const KNOCK_MS: Readonly<Record<Knock, number>> = { refused: 100, timeout: 10_000, banner: 10_000, denied: 600, ok: 900 };
/** With warm caches; without, weights are pushed. */
const SETUP_MS: readonly [number, number] = [5_000, 90_000];
const SILENCE_MS = 10_000;

export const WORKER = 'worker';

export interface SimulatedAccessParts {
  clock: Clock;
  random: Random;
  host: SimulatedHost;
  /** Without the lease on the machine: shows that the proof misses it. */
  withoutLease?: boolean;
  /** Chance that setting up fails for a reason of its own. */
  setupFails: number;
  /** Chance that the connection breaks while it is set up. */
  breaks: number;
}

const unreachable = (kind: Knock | 'host_key' | 'lost'): AppError => new AppError('MACHINE_UNREACHABLE', `The machine did not let us in: ${kind}.`, { kind });

/** The lease as it stands in what the machine runs, however it was packed on the way. */
export function leaseOfMachine(start: MachineStart): LeaseModel | undefined {
  const texts = [...(start.command ?? []), start.onStart ?? ''];
  for (let depth = 0; depth < 3; depth++) {
    const packed = texts.flatMap((text) => text.match(/[A-Za-z0-9+/]{80,}=*/g) ?? []);
    texts.push(...packed.map((text) => Buffer.from(text, 'base64').toString()));
  }
  return leaseFromScript({ ...start, command: texts });
}

function session({ clock, random, setupFails, breaks }: SimulatedAccessParts, machine: SimulatedMachine): MachineSession {
  const { hostKey } = machine;
  const { promise: closed, resolve: close } = Promise.withResolvers<undefined>();
  const answers = (): boolean => machine.running && !machine.offline && machine.hostKey === hostKey;
  const command = async <T>(ms: number, work: () => T): Promise<T> => {
    await clock.sleep(ms);
    machine.start.timeline.settle();
    if (answers()) return work();
    await clock.sleep(SILENCE_MS);
    close(undefined);
    throw unreachable('lost');
  };
  return {
    hostKey,
    closed: closed.then(() => undefined),
    async provision({ signal, onStep }) {
      const standing = machine.processes.has(WORKER);
      onStep?.('stack');
      await command(standing ? 500 : random.integer(...SETUP_MS), () => undefined);
      if (!standing && random.chance(breaks)) {
        close(undefined);
        throw unreachable('lost');
      }
      return command(500, () => {
        // A wipe kills whatever still sets up.
        if (signal.aborted) throw new AppError('CANCELLED', 'Cancelled.');
        if (machine.diskFull || (!standing && random.chance(setupFails))) throw new AppError('PROVISIONING_FAILED', machine.diskFull ? 'No space is left.' : 'A step failed.');
        if (machine.leaseEnded !== undefined) throw new AppError('PROVISIONING_FAILED', 'The lease has ended all work here.');
        machine.files.set('worker.tar', 'program');
        machine.memory.set('token', 'secret');
        machine.processes.add(WORKER);
        return { url: `sim://${machine.id}`, token: 'secret' };
      });
    },
    heartbeat: (terms) => command(300, () => {
      if (!machine.heartbeat(terms)) throw new AppError('MACHINE_UNREACHABLE', 'The lease has ended all work here.');
    }),
    wipe: (): Promise<WipeReport> => command(1_500, () => ({ filesLeft: machine.wipe() })),
    close: async () => undefined,
  };
}

async function knockAll({ clock, host }: SimulatedAccessParts, rental: Rental, access: readonly Access[]): Promise<SimulatedMachine> {
  let met: Knock | 'host_key' = 'timeout';
  for (const way of access) {
    if (way.kind !== 'ssh') continue;
    const { answer, machine } = host.knock(way, rental.keyMaterial);
    await clock.sleep(KNOCK_MS[answer]);
    met = answer;
    if (answer !== 'ok' || !machine?.running) continue;
    // Another tenant's machine now answers at the address of ours.
    if (rental.hostKey !== undefined && machine.hostKey !== rental.hostKey) { met = 'host_key'; continue; }
    return machine;
  }
  throw unreachable(met);
}

export function simulatedAccess(parts: SimulatedAccessParts): MachineAccess {
  const { random, withoutLease = false } = parts;
  let scripts = 0;
  return {
    image: () => 'aima/worker:proof',
    async makeKeys() {
      const publicKey = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${random.id(43)}`;
      return { publicKey, keyMaterial: publicKey };
    },
    bootScript(provider, { leaseSeconds, hardEndSeconds }, hardEndAt) {
      if (withoutLease) return 'true';
      scripts += 1;
      return leaseScript({
        name: `lease-${scripts}`, end: { kind: provider === 'vastai' ? 'vastai' : 'runpod', baseUrl: `https://${provider}.test` }, leaseSeconds, runSeconds: hardEndSeconds, hardEndAt,
      });
    },
    login: async (rental, access) => session(parts, await knockAll(parts, rental, access)),
  };
}
