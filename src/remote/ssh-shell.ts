/** A shell on another machine over SSH, by ssh2: nothing to install, and hundreds of them in one process. */
import { randomBytes } from 'node:crypto';
import { runCommand } from './command.ts';
import { connectionOver } from './connection.ts';
import { logIn, unreachable } from './login.ts';
import { sendFile } from './send.ts';
import type { OpenShell } from './shell.ts';
import { openTunnel } from './tunnel.ts';

const PROOF_LIMIT_MS = 10_000;

/** Proven by a command that is really done there: gates that only lend a terminal let in as well. */
export const openSshShell: OpenShell = async (target, options = {}) => {
  const { client, hostKey } = await logIn(target, options);
  const connection = connectionOver(client, target);
  const proof = randomBytes(8).toString('hex');
  try {
    const { stdout } = await runCommand(connection, `printf %s ${proof}`, { limitMs: PROOF_LIMIT_MS, ...options.signal && { signal: options.signal } });
    if (stdout !== proof) throw unreachable('denied', target, 'let us in, but runs no commands.');
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    hostKey, closed: connection.closed,
    run: (command, commandOptions) => runCommand(connection, command, commandOptions),
    send: (source, remotePath, sendOptions) => sendFile(connection, source, remotePath, sendOptions),
    tunnel: (remotePort) => openTunnel(connection, remotePort),
    close: connection.close,
  };
};
