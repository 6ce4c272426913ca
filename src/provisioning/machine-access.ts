/** What the saga asks for on a rented machine, over SSH. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { StackPlan, StackStepRecord } from '@aima/contract';
import type { Access } from '../gpu/provider.ts';
import { AppError, toAppError } from '../kernel/app-error.ts';
import { makeKeyPair } from '../remote/key-pair.ts';
import type { OpenShell, Shell } from '../remote/shell.ts';
import type { MachineAccess, MachineSession } from '../rental/machine-access.ts';
import type { Rental } from '../rental/rental.ts';
import { leaseScript, MACHINE_HOME, type LeaseEnd } from './lease/lease-script.ts';
import { leaseName, machineWork, type SessionParts } from './machine-session.ts';
import type { JobStack } from './set-up-machine.ts';

export interface MachineAccessParts extends Pick<SessionParts, 'clock' | 'bundle' | 'edits' | 'modelsFolder' | 'hub'> {
  openShell: OpenShell;
  /** For what is written down. */
  seal(text: string): string;
  unseal(sealed: string): string;
  /** What the job of this rental needs. */
  stack(rental: Rental): Promise<JobStack>;
  /** Where machines of a provider end themselves: the base of its API, without a path. */
  endUrls: { runpod: string; vastai: string };
  /** Set by an administrator; else what the provider itself keeps near its machines. */
  image?(): string | undefined;
  onPlan?(rental: Rental, plan: StackPlan): void;
  onStep?(rental: Rental, record: StackStepRecord): void;
  onIll?(rental: Rental, what: string, tail: string): void;
}

/** What src/gpu/ssh keeps while somebody uses an own server. */
const OWN_LOCK = `${MACHINE_HOME}/used`;

const KeyMaterial = z.object({ privateKey: z.string(), token: z.string() });
const TOKEN_BYTES = 32;

/** With CUDA 12, an SSH server and a start script that takes PUBLIC_KEY; both are the providers' own. */
const IMAGES: Readonly<Record<string, string>> = { runpod: 'runpod/pytorch:1.0.2-cu1281-torch280-ubuntu2404', vastai: 'vastai/base-image:cuda-12.4' };

export function machineAccess(parts: MachineAccessParts): MachineAccess {
  const endOf = (provider: string): LeaseEnd => (provider === 'runpod' || provider === 'vastai' ? { kind: provider, baseUrl: parts.endUrls[provider] } : { kind: 'own', lock: OWN_LOCK });

  async function open(access: readonly Access[], privateKey: string, hostKey: string | undefined, signal: AbortSignal): Promise<Shell> {
    let last: AppError | undefined;
    for (const way of access) {
      if (way.kind !== 'ssh') continue;
      try {
        return await parts.openShell({ host: way.host, port: way.port, user: way.user, privateKey, ...(hostKey === undefined ? {} : { hostKey }) }, { signal });
      } catch (error) {
        last = toAppError(error);
        if (last.code === 'CANCELLED') throw last;
      }
    }
    throw last ?? new AppError('MACHINE_UNREACHABLE', 'There is no way in yet.', { kind: 'refused' });
  }

  return {
    image: ({ provider }) => parts.image?.() ?? IMAGES[provider] ?? '',
    makeKeys() {
      const { publicKey, privateKey } = makeKeyPair('aima');
      return Promise.resolve({ publicKey, keyMaterial: parts.seal(JSON.stringify({ privateKey, token: randomBytes(TOKEN_BYTES).toString('hex') })) });
    },
    bootScript: (provider, { leaseSeconds, hardEndSeconds }, hardEndAt) =>
      leaseScript({ name: leaseName(), end: endOf(provider), leaseSeconds, runSeconds: hardEndSeconds, hardEndAt }),
    async login(rental, access, signal): Promise<MachineSession> {
      const { privateKey, token } = KeyMaterial.parse(JSON.parse(parts.unseal(rental.keyMaterial)));
      const shell = await open(access, privateKey, rental.hostKey, signal);
      const work = machineWork({
        shell, token, clock: parts.clock, end: endOf(rental.provider), bundle: parts.bundle, edits: parts.edits, modelsFolder: parts.modelsFolder, hardEndAt: rental.hardEndAt,
        stack: () => parts.stack(rental), ...(parts.hub ? { hub: parts.hub } : {}),
        onPlan: (plan) => parts.onPlan?.(rental, plan), onStep: (record) => parts.onStep?.(rental, record), onIll: (what, tail) => parts.onIll?.(rental, what, tail),
      });
      return {
        hostKey: shell.hostKey, closed: shell.closed, provision: work.provision, heartbeat: work.heartbeat, close: work.close,
        async wipe(within) {
          const { filesLeft, processesLeft, filesRemoved, left } = await work.wipe(within);
          return { filesLeft, detail: { filesRemoved, processesLeft, ...(left.length > 0 ? { left: left.join(', ').slice(0, 500) } : {}) } };
        },
      };
    },
  };
}
