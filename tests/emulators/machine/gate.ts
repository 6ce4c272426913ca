/**
 * Ports of this computer's loopback that a machine may reach at the same address on its own: the emulated provider's API. Nothing
 * else leaves it. A program of ours listens inside its network and passes each connection through a socket file.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream';
import type { Processes } from './processes.ts';

const PROGRAM = path.join(import.meta.dirname, 'gate-program.ts');

export interface Gate {
  setOpen(open: boolean): void;
  close(): Promise<void>;
}

/** @param folder where the socket file may lie */
export async function openGate(processes: Processes, folder: string, port: number): Promise<Gate> {
  const sockets = new Set<Socket>();
  let open = true;
  const socketFile = path.join(folder, `gate-${port}`);
  const server = createServer({ allowHalfOpen: true }, (inside) => {
    if (!open) {
      // As packets that nobody answers.
      inside.pause();
    }
    sockets.add(inside);
    inside.on('error', () => undefined).once('close', () => { sockets.delete(inside); });
    if (!open) return;
    const outside = connect({ host: '127.0.0.1', port, allowHalfOpen: true }).on('error', () => { inside.destroy(); });
    pipeline(inside, outside, () => undefined);
    pipeline(outside, inside, () => undefined);
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(socketFile, resolve); });
  const program = processes.enterNetwork([process.execPath, PROGRAM, String(port), socketFile], ['pipe', 'pipe', 'inherit']);
  if (program.stdout) await Promise.race([once(program.stdout, 'data'), once(program, 'exit')]);
  return {
    setOpen(next) { open = next; },
    async close() {
      program.kill('SIGKILL');
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
    },
  };
}
