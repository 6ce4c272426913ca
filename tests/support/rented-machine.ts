/** A real machine as a provider would rent it, and a login into it, for tests of what happens there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../src/kernel/app-error.ts';
import { makeKeyPair } from '../../src/remote/key-pair.ts';
import type { Shell, ShellTarget } from '../../src/remote/shell.ts';
import { openSshShell } from '../../src/remote/ssh-shell.ts';
import type { MachineFlaws } from '../emulators/core/machine-host.ts';
import type { RealMachine, RealMachines } from '../emulators/machine/real-machines.ts';

const ATTEMPTS = 200;
const BETWEEN_MS = 50;
const ATTEMPT_MS = 5_000;

/** Looks until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let left = ATTEMPTS; !await isSo(); left--) {
    if (left <= 0) throw new Error('it never came to be');
    await sleep(BETWEEN_MS);
  }
}

export interface Rented {
  machine: RealMachine;
  target(): ShellTarget;
  /** Repeated until sshd is there. */
  logIn(): Promise<Shell>;
}

export async function rentMachine(host: RealMachines, request: { name?: string; command?: readonly string[]; onStart?: string; env?: Record<string, string>; flaws?: MachineFlaws } = {}): Promise<Rented> {
  const { publicKey, privateKey } = makeKeyPair('aima test');
  const { name = 'aima-test', env = {}, ...rest } = request;
  const machine = await host.start({ id: name, name, env: { PUBLIC_KEY: publicKey, ...env }, ...rest, provider: 'runpod', image: 'test', publicKeys: [publicKey], diskGb: 20, gpuCount: 1, onSelfDestroy: () => true, onExit: () => undefined });
  const target = (): ShellTarget => {
    const { direct } = machine;
    if (!direct) throw new Error('the machine has no way in');
    return { ...direct, privateKey };
  };
  return {
    machine, target,
    async logIn() {
      for (let left = ATTEMPTS; ; left--) {
        try {
          return await openSshShell(target(), { limitMs: ATTEMPT_MS });
        } catch (error) {
          if (left <= 0 || !(error instanceof AppError)) throw error;
          await sleep(BETWEEN_MS);
        }
      }
    },
  };
}
