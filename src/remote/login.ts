/** One attempt to log in over SSH, told apart by what it failed at. */
import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import ssh2, { type Client } from 'ssh2';
import { AppError } from '../kernel/app-error.ts';
import type { ShellTarget } from './shell.ts';

const LOGIN_LIMIT_MS = 15_000;
/** A peer that is silent for three of these is gone. */
const KEEPALIVE_MS = 5_000;
const KEEPALIVES_UNANSWERED = 2;

/** The order stays as it is, so that a host shows the same key at every meeting. */
const HOST_KEY_KINDS = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'rsa-sha2-512', 'rsa-sha2-256'] as const;
/** AES-GCM is done by the CPU's own instructions and authenticates in the same pass. */
const CIPHERS = ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'chacha20-poly1305@openssh.com', 'aes256-ctr', 'aes128-ctr'] as const;

/** `lost`: the connection broke after login. */
export type UnreachableKind = 'refused' | 'timeout' | 'banner' | 'denied' | 'host_key' | 'lost';

export const unreachable = (kind: UnreachableKind, { host, port }: Pick<ShellTarget, 'host' | 'port'>, why: string, cause?: unknown): AppError =>
  new AppError('MACHINE_UNREACHABLE', `${host}:${port}: ${why}`, { kind, host, port }, cause);

export interface LoggedIn {
  client: Client;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  hostKey: string;
}

/** SHA-256 of a host's public key as it comes over the wire. */
const fingerprint = (key: Buffer): string => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

function openSocket(target: ShellTarget, ending: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // ssh2 answers what arrives at once, so small packets must not wait for each other.
    const socket = connect({ host: target.host, port: target.port, noDelay: true });
    const late = (): void => {
      socket.destroy();
      reject(unreachable('timeout', target, 'no answer.'));
    };
    const failed = (error: Error): void => {
      ending.removeEventListener('abort', late);
      reject(unreachable('refused', target, error.message, error));
    };
    ending.addEventListener('abort', late, { once: true });
    socket.once('error', failed).once('connect', () => {
      socket.removeListener('error', failed);
      ending.removeEventListener('abort', late);
      resolve(socket);
    });
  });
}

/** ssh2 writes each packet in three pieces; all of one turn leave together, which halves what a large file costs. */
function writeInBatches(socket: Socket): void {
  const write = socket.write.bind(socket);
  let corked = false;
  const batched = (...words: Parameters<typeof write>): boolean => {
    if (!corked) {
      corked = true;
      socket.cork();
      process.nextTick(() => {
        corked = false;
        socket.uncork();
      });
    }
    return write(...words);
  };
  socket.write = batched as typeof socket.write; // both overloads, since the words are passed on as they are
}

/** What is said of an attempt follows from how far it came. */
function handshake(socket: Socket, target: ShellTarget, ending: AbortSignal): Promise<LoggedIn> {
  writeInBatches(socket);
  const client = new ssh2.Client();
  let hostKey = '';
  let stage: UnreachableKind = 'banner';
  return new Promise<LoggedIn>((resolve, reject) => {
    const failed = (why: string, cause?: unknown): void => {
      ending.removeEventListener('abort', late);
      reject(unreachable(stage, target, why, cause));
      socket.destroy();
    };
    const late = (): void => {
      if (stage === 'denied') stage = 'timeout';
      failed('no login in time.');
    };
    const closed = (): void => { failed('the connection was closed.'); };
    ending.addEventListener('abort', late, { once: true });
    client.once('handshake', () => { stage = 'denied'; })
      .once('close', closed)
      .once('ready', () => {
        ending.removeEventListener('abort', late);
        client.removeListener('close', closed);
        resolve({ client, hostKey });
      })
      // Also for all its life: whoever uses it looks at 'close', and an error without a listener would end this process.
      .on('error', (error) => { failed(error.message, error); });
    try {
      client.connect({
        sock: socket, username: target.user, privateKey: target.privateKey, readyTimeout: 0,
        // Just our key, once: other methods count there as failures too.
        authHandler: ['publickey'],
        keepaliveInterval: KEEPALIVE_MS, keepaliveCountMax: KEEPALIVES_UNANSWERED,
        algorithms: { cipher: [...CIPHERS], serverHostKey: [...HOST_KEY_KINDS], compress: ['none'] },
        hostVerifier: (key: Buffer) => {
          hostKey = fingerprint(key);
          const known = target.hostKey === undefined || target.hostKey === hostKey;
          if (!known) stage = 'host_key';
          return known;
        },
      });
    } catch (error) {
      // A private key that cannot be read.
      stage = 'denied';
      failed(error instanceof Error ? error.message : 'the key cannot be used.', error);
    }
  });
}

/** @throws AppError MACHINE_UNREACHABLE with `details.kind`, CANCELLED */
export async function logIn(target: ShellTarget, options: { signal?: AbortSignal; limitMs?: number } = {}): Promise<LoggedIn> {
  const { signal, limitMs = LOGIN_LIMIT_MS } = options;
  const limit = AbortSignal.timeout(limitMs);
  const ending = signal ? AbortSignal.any([signal, limit]) : limit;
  try {
    return await handshake(await openSocket(target, ending), target, ending);
  } catch (error) {
    if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.', {}, error);
    throw error;
  }
}
