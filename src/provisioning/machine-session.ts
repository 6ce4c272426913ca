/** One login on a machine: lease, plan, worker, wipe. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StackEdits, StackPlan, StackStepRecord } from '@aima/contract';
import { AppError } from '../kernel/app-error.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Hub } from '../models/store/index.ts';
import type { Shell } from '../remote/shell.ts';
import type { WorkerBundle } from './bundle/worker-bundle.ts';
import { heartbeatAnswer, heartbeatCommand, leaseIdFile, leaseScript, MACHINE_HOME, releaseCommand, type LeaseEnd } from './lease/lease-script.ts';
import { machineLayout } from './machine-layout.ts';
import { findWorker, type TunnelledWorker } from './machine-worker.ts';
import { setUpMachine, type JobStack } from './set-up-machine.ts';
import { endLeftovers, wipeMachine, type MachineWipe } from './wipe-machine.ts';

export interface SessionParts {
  shell: Shell;
  clock: Clock;
  /** Shared secret of worker and server. */
  token: string;
  end: LeaseEnd;
  bundle(): Promise<WorkerBundle>;
  stack(): Promise<JobStack>;
  edits(): Promise<StackEdits>;
  modelsFolder: string;
  hub?: Hub;
  /** Milliseconds since 1970. */
  hardEndAt: number;
  onPlan?(plan: StackPlan): void;
  onStep?(record: StackStepRecord): void;
  /** Something on the machine that should answer does not. */
  onIll?(what: string, tail: string): void;
}

export interface Terms { leaseSeconds: number; hardEndSeconds: number }

/** The image begins its lease beside its sshd, so it may come a moment after us. */
const LEASE_LOOKS = 20;
const LEASE_LOOK_MS = 250;
const FIRST_LEASE_SECONDS = 300;
const LEAST_RUN_SECONDS = 60;
const OWN_WIPE_LIMIT_MS = 2_000;

export interface MachineWork {
  provision(options: { signal: AbortSignal; onStep?(step: string, detail?: string): void }): Promise<TunnelledWorker['address']>;
  heartbeat(terms: Terms, signal: AbortSignal): Promise<void>;
  wipe(signal: AbortSignal): Promise<MachineWipe>;
  close(): Promise<void>;
}

/** A name for the lease of one rental. */
export const leaseName = (): string => `m${randomBytes(6).toString('hex')}`;

async function leaseThere(shell: Shell, looks: number, signal: AbortSignal): Promise<string | undefined> {
  for (let look = 0; look < looks; look += 1) {
    const name = (await shell.run(`cat ${leaseIdFile()} 2>/dev/null`, { signal })).stdout.trim();
    if (name !== '') return name;
    await sleep(LEASE_LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** Where the machine was begun without one. */
async function beginLease({ shell, clock, end, hardEndAt }: SessionParts, signal: AbortSignal): Promise<string> {
  const runSeconds = Math.max(LEAST_RUN_SECONDS, (hardEndAt - clock.now()) / 1000);
  await shell.run(leaseScript({ name: leaseName(), end, leaseSeconds: FIRST_LEASE_SECONDS, runSeconds, hardEndAt }), { signal });
  const name = await leaseThere(shell, LEASE_LOOKS, signal);
  if (name === undefined) throw new AppError('PROVISIONING_FAILED', 'The lease does not hold on the machine.', { step: 'lease', replace: true });
  return name;
}

export function machineWork(parts: SessionParts): MachineWork {
  const { shell, clock, token, end } = parts;
  let leased: Promise<string> | undefined;
  let worker: TunnelledWorker | undefined;
  let plan: StackPlan | undefined;

  const findLease = async (signal: AbortSignal): Promise<string> => await leaseThere(shell, LEASE_LOOKS, signal) ?? await beginLease(parts, signal);
  // Heartbeats go on while it is set up; the lease is looked for, and begun where it is missing, once.
  const lease = (signal: AbortSignal): Promise<string> => (leased ??= findLease(signal).catch((error: unknown) => { leased = undefined; throw error; }));

  return {
    async provision({ signal, onStep }) {
      const name = await lease(signal);
      const bundle = await parts.bundle();
      const layout = machineLayout(name, { runtime: bundle.runtime.id, worker: bundle.worker.id });
      worker ??= await findWorker(shell, layout, token, signal);
      if (!worker) {
        await endLeftovers(shell, layout, signal);
        const [stack, edits] = await Promise.all([parts.stack(), parts.edits()]);
        plan = await setUpMachine({
          shell, clock, layout, bundle, stack, edits, token, signal, leaseSeconds: FIRST_LEASE_SECONDS, modelsFolder: parts.modelsFolder, hub: parts.hub,
          onPlan: (made) => parts.onPlan?.(made),
          onStep: (record) => { parts.onStep?.(record); onStep?.(record.id, record.outcome); },
        });
        worker = await findWorker(shell, layout, token, signal);
      }
      if (!worker) throw new AppError('PROVISIONING_FAILED', 'The worker on the machine does not answer.', { step: 'worker', replace: true });
      return worker.address;
    },
    async heartbeat({ leaseSeconds, hardEndSeconds }, signal) {
      const name = await lease(signal);
      const { stdout } = await shell.run(heartbeatCommand({ name, nowMs: clock.now(), leftSeconds: hardEndSeconds, leaseSeconds }), { signal });
      const { ended, watched } = heartbeatAnswer(stdout);
      if (ended !== undefined) throw new AppError('MACHINE_UNREACHABLE', `The machine has ended its work by itself: ${ended}.`, { kind: 'lost' });
      if (!watched) parts.onIll?.('lease', 'its watchdog did not run and was begun again');
      await worker?.client.renewLease(Math.min(3_600, Math.max(1, leaseSeconds)), signal).catch((error: unknown) => { parts.onIll?.('worker', error instanceof Error ? error.message : String(error)); });
      for (const { id, command } of plan?.health ?? []) {
        const { code, stderr } = await shell.run(command, { signal });
        if (code !== 0) parts.onIll?.(id, stderr.trim().slice(-200));
      }
    },
    async wipe(signal) {
      const name = await (leased ?? leaseThere(shell, 1, signal)) ?? 'none';
      // It drops keys and readers by itself, and is then ended with all others; a task that does not stop at once is not waited for.
      await worker?.client.wipe(AbortSignal.any([signal, AbortSignal.timeout(OWN_WIPE_LIMIT_MS)])).catch(() => undefined);
      await worker?.tunnel.close();
      worker = undefined;
      const own = end.kind === 'own';
      const wiped = await wipeMachine(shell, machineLayout(name, { runtime: '', worker: '' }, MACHINE_HOME), { caches: !own, signal });
      // A rented machine stays under its lease until it is gone.
      if (own && wiped.filesLeft + wiped.processesLeft === 0) await shell.run(releaseCommand(name), { signal });
      return wiped;
    },
    async close() {
      await worker?.tunnel.close();
      await shell.close();
    },
  };
}
