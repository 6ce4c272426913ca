/** A machine in virtual time: when it lets in, the lease that runs on it, what lies on it. Nothing here runs by a timer. */
import { sampleMs, seconds, type Delay } from './delay.ts';
import type { Machine, MachineAddress, MachineStart } from './machine-host.ts';
import type { Random } from './random.ts';
import type { ScheduledEvent } from './timeline.ts';

/** What somebody meets who knocks. `banner`: it is connected and hears nothing. */
export type Knock = 'refused' | 'timeout' | 'banner' | 'denied' | 'ok';

/** The lease as the boot script set it up. */
export interface LeaseModel {
  leaseSeconds: number;
  /** From its first start. */
  hardEndSeconds: number;
  /** The same by the clock, in seconds since 1970. */
  clockEndSeconds: number;
  /** Between two tries to end its machine. */
  againSeconds: number;
}

/** As in the lease's own text. */
const CLOCKS_DIFFER_MS = 300_000;

export interface SimulatedDelays {
  /** From running to a port that connects; then without an answer; then denying. */
  refused: Delay;
  banner: Delay;
  denied: Delay;
}

/** 4.2 of the contract document: 3-60 s, tail 10 min; on Vast some seconds of 'permission denied'. */
export const SSH_DELAYS: Readonly<Record<MachineStart['provider'], SimulatedDelays>> = {
  runpod: { refused: seconds(3, 60, { chance: 0.02, maxSeconds: 600 }), banner: seconds(0, 5), denied: seconds(0, 2) },
  vastai: { refused: seconds(3, 60, { chance: 0.02, maxSeconds: 600 }), banner: seconds(0, 5), denied: seconds(2, 10) },
};
const SLOW: SimulatedDelays = { refused: seconds(60, 240), banner: seconds(30, 120), denied: seconds(30, 120) };

export interface SimulatedMachine extends Machine {
  readonly id: string;
  readonly name: string;
  readonly start: MachineStart;
  /** `SHA256:…`; another one after its disk was lost. */
  readonly hostKey: string;
  readonly running: boolean;
  readonly destroyed: boolean;
  readonly offline: boolean;
  readonly diskFull: boolean;
  /** What lies on its disk: path and what it is. Written by whoever plays the client. */
  readonly files: Map<string, string>;
  /** What is in memory, such as keys; gone when it stops. */
  readonly memory: Map<string, string>;
  readonly processes: Set<string>;
  readonly lease: LeaseModel | undefined;
  /** The lease has ended all work here; no heartbeat helps any more. */
  readonly leaseEnded: string | undefined;
  /** What somebody with this key meets now at the door; the address is right. */
  knock(publicKey: string): Knock;
  /** @returns false where the lease has ended, or nobody can reach it */
  heartbeat(terms: { leaseSeconds?: number; hardEndSeconds?: number }): boolean;
  /** Ends all processes and removes all files and what is in memory; a full or dead disk keeps its files. @returns files left */
  wipe(): number;
  /** What the next customer found: files that were there when it was destroyed. */
  readonly leftBehind: readonly string[];
}

export interface SimulatedMachineParts {
  random: Random;
  delays: SimulatedDelays;
  /** Reads the lease out of what the machine runs at its start. */
  leaseOf(start: MachineStart): LeaseModel | undefined;
  address(): MachineAddress;
  proxy: MachineAddress | undefined;
  freed(address: MachineAddress): void;
}

export function simulatedMachine(start: MachineStart, parts: SimulatedMachineParts): SimulatedMachine {
  const { timeline } = start;
  const { random } = parts;
  const files = new Map<string, string>();
  const memory = new Map<string, string>();
  const processes = new Set<string>();
  const leftBehind: string[] = [];
  let publicKeys = [...start.publicKeys];
  let hostKey = '';
  let direct: MachineAddress | undefined;
  let running = false;
  let destroyed = false;
  let offline = false;
  // The image's own command would have started it; what replaces it has to.
  const hasSshd = start.command === undefined || /sshd|start\.sh|base64/.test(start.command.join(' '));
  let diskFull = start.flaws?.diskFull ?? false;
  let doors = { refusedUntil: 0, bannerUntil: 0, deniedUntil: 0 };
  let lease: LeaseModel | undefined;
  let leaseEnded: string | undefined;
  let leaseSeconds = 0;
  let hardEndMs = Infinity;
  let clockEndMs = Infinity;
  let quietMs = 0;
  let watch: ScheduledEvent | undefined;

  const wipe = (): number => {
    processes.clear();
    memory.clear();
    files.clear();
    return 0;
  };

  const askToEnd = (): void => {
    if (destroyed || !running || lease === undefined) return;
    if (!offline) start.onSelfDestroy();
    // Whatever the answer was: a yes may mean nothing, and a machine that is gone asks nobody.
    watch = timeline.after(lease.againSeconds * 1_000, askToEnd);
  };

  const look = (): void => {
    const dueMs = Math.min(quietMs + leaseSeconds * 1_000, hardEndMs, clockEndMs);
    if (timeline.now() < dueMs) { watch = timeline.at(dueMs, look); return; }
    leaseEnded = dueMs === hardEndMs ? 'the hard end has come' : dueMs === clockEndMs ? 'the hard end is past' : `no heartbeat for ${leaseSeconds} s`;
    wipe();
    askToEnd();
  };

  const boot = (): void => {
    running = true;
    direct = parts.address();
    const { refused, banner, denied } = start.flaws?.sshSlow ? SLOW : parts.delays;
    const refusedUntil = timeline.now() + sampleMs(random, refused);
    const bannerUntil = refusedUntil + sampleMs(random, banner);
    doors = { refusedUntil, bannerUntil, deniedUntil: bannerUntil + sampleMs(random, denied) };
    if (hostKey === '') hostKey = `SHA256:${random.id(43)}`;
    lease ??= parts.leaseOf(start);
    if (lease === undefined) return;
    leaseSeconds ||= lease.leaseSeconds;
    if (hardEndMs === Infinity) hardEndMs = timeline.now() + lease.hardEndSeconds * 1_000;
    if (clockEndMs === Infinity) clockEndMs = lease.clockEndSeconds * 1_000 + CLOCKS_DIFFER_MS;
    quietMs = timeline.now();
    if (leaseEnded === undefined) look();
    else askToEnd();
  };

  const halt = (): void => {
    running = false;
    watch?.cancel();
    processes.clear();
    memory.clear();
    if (direct) parts.freed(direct);
    direct = undefined;
  };

  boot();
  return {
    id: start.id, name: start.name, start, files, memory, processes, leftBehind, proxy: parts.proxy, wipe,
    get direct() { return direct; },
    get hostKey() { return hostKey; },
    get running() { return running; },
    get destroyed() { return destroyed; },
    get offline() { return offline; },
    get diskFull() { return diskFull; },
    get lease() { return lease; },
    get leaseEnded() { return leaseEnded; },
    knock(publicKey) {
      timeline.settle();
      const now = timeline.now();
      if (offline) return 'timeout';
      if (!running || !hasSshd || now < doors.refusedUntil) return 'refused';
      if (now < doors.bannerUntil) return 'banner';
      if (now < doors.deniedUntil) return 'denied';
      return publicKeys.some((key) => sameKey(key, publicKey)) ? 'ok' : 'denied';
    },
    heartbeat(terms) {
      timeline.settle();
      if (!running || offline || leaseEnded !== undefined) return false;
      quietMs = timeline.now();
      if (terms.leaseSeconds !== undefined) leaseSeconds = terms.leaseSeconds;
      if (terms.hardEndSeconds !== undefined) {
        hardEndMs = quietMs + terms.hardEndSeconds * 1_000;
        clockEndMs = hardEndMs + CLOCKS_DIFFER_MS;
      }
      if (lease !== undefined) {
        watch?.cancel();
        look();
      }
      return leaseEnded === undefined;
    },
    stop(keepDisk) {
      halt();
      if (keepDisk) return;
      // The lease's own notes are gone with the disk, as on the real one.
      files.clear();
      hostKey = '';
      leaseEnded = undefined;
      hardEndMs = Infinity;
      clockEndMs = Infinity;
      leaseSeconds = 0;
    },
    resume() { if (!running && !destroyed) boot(); },
    setOffline: (now) => { offline = now; },
    fillDisk: () => { diskFull = true; },
    setPublicKeys: (keys) => { publicKeys = [...keys]; },
    destroy() {
      if (destroyed) return;
      leftBehind.push(...files.keys(), ...memory.keys());
      halt();
      destroyed = true;
    },
  };
}

/** By type and data; the comment does not count. */
const sameKey = (a: string, b: string): boolean => a.trim().split(/\s+/).slice(0, 2).join(' ') === b.trim().split(/\s+/).slice(0, 2).join(' ');
