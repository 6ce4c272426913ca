/** A port of the other machine's loopback, lent to this one's. */
import { createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Connection } from './connection.ts';
import type { Tunnel } from './shell.ts';

async function join(connection: Connection, socket: Socket, remotePort: number): Promise<void> {
  // What ssh2 calls close is no event that streams wait for.
  const channel = await connection.forward(socket.remotePort ?? 0, remotePort, (opened) => { opened.once('close', () => { socket.destroySoon(); }); });
  socket.once('close', () => { channel.close(); });
  pipeline(socket, channel, () => undefined);
  pipeline(channel, socket, () => undefined);
}

export async function openTunnel(connection: Connection, remotePort: number): Promise<Tunnel> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => { sockets.delete(socket); });
    // Whoever dialled learns of it as of any connection that breaks.
    join(connection, socket, remotePort).catch(() => { socket.destroy(); });
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', resolve); });
  const close = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => { server.close(() => { resolve(); }); });
  };
  void connection.closed.then(close);
  const address = server.address();
  return { url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`, close };
}
