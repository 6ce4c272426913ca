/**
 * The way in, as a provider's host gives it: a port of this computer's loopback that leads to port 22 of the machine. Each connection
 * is handed to an sshd inside, so nothing stands between the two ends; only while one listens there, as in the world.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Processes } from './processes.ts';

const LOOK_MS = 50;
const BANNER = 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n';

/** `silent`: it accepts and says nothing. `banner`: it says SSH and then nothing. `denied`: it knows no key. */
export type EntranceMode = 'open' | 'refused' | 'silent' | 'banner' | 'denied';

export interface Entrance {
  /** 0 while nothing listens. */
  port(): number;
  set(mode: EntranceMode): Promise<void>;
  close(): Promise<void>;
}

function handOver(socket: Socket, processes: Processes, mode: EntranceMode): void {
  const words = ['/usr/sbin/sshd', '-i', ...mode === 'denied' ? ['-o', 'AuthorizedKeysFile=none'] : []];
  processes.enter(words, [socket, socket, 'ignore']);
  // The connection lives on in sshd.
  socket.destroy();
}

/** Listens from the moment on in which somebody inside does; where `mode` needs nobody inside, at once. */
export async function openEntrance(processes: Processes): Promise<Entrance> {
  const held = new Set<Socket>();
  let mode: EntranceMode = 'open';
  let port = 0;
  let server: Server | undefined;
  let closed = false;

  const met = (socket: Socket): void => {
    held.add(socket);
    socket.on('error', () => undefined).once('close', () => { held.delete(socket); });
    if (mode === 'banner') socket.write(BANNER);
    if (mode === 'open' || mode === 'denied') {
      void processes.listens().then((listens) => {
        // Whoever knocked may have left by now, and the machine may have closed meanwhile.
        if (socket.destroyed) return;
        if (listens) handOver(socket, processes, mode);
        else socket.resetAndDestroy();
      });
    }
  };
  const listen = async (): Promise<void> => {
    if (server || closed) return;
    const made = createServer({ pauseOnConnect: true }, met);
    await new Promise<void>((resolve, reject) => { made.once('error', reject).listen(port, '127.0.0.1', resolve); });
    const address = made.address();
    if (address !== null && typeof address === 'object') port = address.port;
    server = made;
  };
  const unlisten = async (): Promise<void> => {
    const made = server;
    server = undefined;
    for (const socket of held) socket.destroy();
    await new Promise<void>((resolve) => { if (made) made.close(() => { resolve(); }); else resolve(); });
  };
  const watch = async (): Promise<void> => {
    while (!closed) {
      if (mode === 'open' && !server && await processes.listens()) await listen();
      await sleep(LOOK_MS, undefined, { ref: false });
    }
  };
  // The number stands from the beginning; who dials before sshd listens is refused.
  await listen();
  await unlisten();
  void watch();
  return {
    port: () => port,
    async set(next) {
      mode = next;
      if (next === 'refused') await unlisten();
      else if (next !== 'open') await listen();
    },
    async close() {
      closed = true;
      await unlisten();
    },
  };
}
