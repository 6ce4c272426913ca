/** Rented machines as real as one computer allows: a clean Debian each, with processes, network, memory disk and sshd of its own. */
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { alive } from '../../support/cli.ts';
import type { Machine, MachineAddress, MachineHost, MachineStart } from '../core/machine-host.ts';
import { openEntrance, type Entrance, type EntranceMode } from './entrance.ts';
import { openGate, type Gate } from './gate.ts';
import { putImage } from './image.ts';
import { startProcesses, type Processes } from './processes.ts';
import { MACHINES, machineRoot, whyNoMachine } from './root.ts';

const AUTHORIZED_KEYS = 'root/.ssh/authorized_keys';

export interface RealMachine extends Machine {
  readonly name: string;
  /** Folder with everything that it wrote to its disk, also after it has stopped; nothing of a small disk, which is memory. */
  readonly disk: string;
  /** Its `/` while it runs. */
  root(): string | undefined;
  /** From the next connection on. */
  entrance(mode: EntranceMode): Promise<void>;
  /** Power off: all connections end at once, the disk stays. */
  crash(): Promise<void>;
  /** Runs a program inside it, without SSH. @returns what it printed */
  inside(...program: string[]): Promise<string>;
  /** Runs a program of this computer with the machine's network; it ends with its input. */
  withNetwork(program: readonly string[], stdio: StdioOptions): ChildProcess;
  /** Whether somebody inside listens where SSH is expected. */
  listens(): Promise<boolean>;
  readonly running: boolean;
}

export interface RealMachinesOptions {
  /** Ports of this computer's loopback that machines reach on theirs: the emulator's own. */
  reaches?: () => readonly number[];
  /** Their disks are no larger than that, and lie in memory. */
  diskBytes?: number;
  /** Folder whose files every machine finds beside those of a clean Debian: what a prebuilt image brings. */
  image?: string;
  /** How long each stage of a slow sshd takes; minutes in the world. */
  slowStageMs?: number;
  /** Before what was written on a machine is lost: as its next customer would find it. */
  onRelease?(machine: RealMachine): Promise<void>;
}

/** A real machine needs no timeline: it takes the time that it takes. */
type RealMachineStart = Omit<MachineStart, 'timeline'>;

export interface RealMachines extends MachineHost {
  start(request: RealMachineStart): Promise<RealMachine>;
  readonly machines: readonly RealMachine[];
}

/** Folders are named after the process that made them; processes in them ended with it, and so did all mounts. */
async function sweep(): Promise<void> {
  for (const entry of await readdir(MACHINES).catch(() => [])) {
    const owner = Number(entry.split('-')[0]);
    if (owner !== process.pid && !alive(owner)) await rm(path.join(MACHINES, entry), { recursive: true, force: true });
  }
}

/** Of a machine whose disk is full soon. */
const SMALL_DISK_BYTES = 64 * 2 ** 20;
const SLOW_STAGE_MS = 1_500;

/** What a machine shows that is not ready yet, in this order. */
async function letInSlowly(entrance: Entrance, stageMs: number): Promise<void> {
  for (const mode of ['refused', 'silent', 'banner', 'denied'] as const) {
    await entrance.set(mode);
    await sleep(stageMs, undefined, { ref: false });
  }
  // Who still waits at a mute door must dial anew.
  await entrance.set('refused');
  await entrance.set('open');
}

interface Running { processes: Processes; entrance: Entrance; gates: Gate[] }

async function startMachine(request: RealMachineStart, options: RealMachinesOptions, forget: (machine: RealMachine) => void): Promise<RealMachine> {
  // The folder on the left lies above, as overlayfs has it.
  const root = [...options.image === undefined ? [] : [options.image], await machineRoot()].join(':');
  const folder = path.join(MACHINES, `${process.pid}-${randomBytes(5).toString('hex')}`);
  const disk = path.join(folder, 'upper');
  let running: Running | undefined;

  const end = async (): Promise<void> => {
    const ending = running;
    running = undefined;
    if (!ending) return;
    await Promise.all([ending.entrance.close(), ...ending.gates.map((gate) => gate.close())]);
    await ending.processes.kill();
  };
  const begin = async (): Promise<void> => {
    if (!existsSync(disk)) {
      await mkdir(disk, { recursive: true, mode: 0o755 });
      await putImage(disk, request);
    }
    const diskBytes = options.diskBytes ?? (request.flaws?.diskFull === true ? SMALL_DISK_BYTES : undefined);
    const processes = await startProcesses({ root, disk: folder, hostName: request.id, env: request.env, ...diskBytes !== undefined && { diskBytes } });
    const gates = await Promise.all((options.reaches?.() ?? []).map((port) => openGate(processes, folder, port)));
    const mine: Running = { processes, gates, entrance: await openEntrance(processes) };
    running = mine;
    if (request.flaws?.sshSlow === true) void letInSlowly(mine.entrance, options.slowStageMs ?? SLOW_STAGE_MS);
    void processes.ended.then(async () => {
      if (running !== mine) return;
      await end();
      request.onExit();
    });
  };

  const address = (): MachineAddress | undefined => running && { host: '127.0.0.1', port: running.entrance.port(), user: 'root' };
  const machine: RealMachine = {
    name: request.name, disk,
    get direct() { return address(); },
    get running() { return running !== undefined; },
    root: () => running && `/proc/${running.processes.pid}/root`,
    entrance: async (mode) => { await running?.entrance.set(mode); },
    crash: end,
    async inside(...program) {
      if (!running) throw new Error('the machine does not run');
      const { stdout } = running.processes.enter(program, ['ignore', 'pipe', 'inherit']);
      return stdout ? text(stdout) : '';
    },
    withNetwork(program, stdio) {
      if (!running) throw new Error('the machine does not run');
      return running.processes.enterNetwork(program, stdio);
    },
    listens: async () => await running?.processes.listens() ?? false,
    async stop(keepDisk) {
      await end();
      if (keepDisk) return;
      await options.onRelease?.(machine);
      await rm(folder, { recursive: true, force: true });
    },
    resume: async () => { if (!running) await begin(); },
    setOffline(offline) {
      if (!running) return;
      void running.entrance.set(offline ? 'silent' : 'open');
      void running.processes.signal('sshd', offline ? 'SIGSTOP' : 'SIGCONT');
      for (const gate of running.gates) gate.setOpen(!offline);
    },
    async setPublicKeys(keys) {
      const top = machine.root();
      if (top === undefined) return;
      await mkdir(path.join(top, 'root/.ssh'), { recursive: true, mode: 0o700 });
      await writeFile(path.join(top, AUTHORIZED_KEYS), keys.map((key) => `${key}\n`).join(''), { mode: 0o600 });
    },
    async destroy() {
      await end();
      if (existsSync(disk)) await options.onRelease?.(machine);
      await rm(folder, { recursive: true, force: true });
      forget(machine);
    },
  };
  try {
    await begin();
  } catch (error) {
    await end();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return machine;
}

export async function realMachines(options: RealMachinesOptions = {}): Promise<RealMachines> {
  await sweep();
  const machines = new Set<RealMachine>();
  return {
    kind: 'real',
    get machines() { return [...machines]; },
    async start(request) {
      const machine = await startMachine(request, options, (gone) => { machines.delete(gone); });
      machines.add(machine);
      return machine;
    },
    async close() {
      for (const machine of machines) await machine.destroy();
    },
  };
}

/** Or why there are none. Where their parts are here but cannot be set up, CI fails; elsewhere the tests are left out. */
export async function tryRealMachines(options: RealMachinesOptions = {}): Promise<RealMachines | string> {
  const why = whyNoMachine();
  if (why !== undefined) return why;
  try {
    await machineRoot();
    return await realMachines(options);
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    return `a machine could not be set up: ${String(error)}`;
  }
}
