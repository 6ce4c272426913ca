/** A port on loopback that leads to one checked address, for protocols that know no proxy (RTSP over TCP, RTMP). */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { AppError } from '../kernel/app-error.ts';
import { pinnedLookup, type AddressGuard } from './address-guard.ts';
import { rtspWatch } from './rtsp-watch.ts';

export interface GuardedRelay {
  port: number;
  /** What went wrong on the far side, if anything. */
  failure(): AppError | undefined;
  close(): Promise<void>;
}

const CONNECT_LIMIT_MS = 15_000;

/** @throws AppError ADDRESS_REFUSED, SOURCE_UNREACHABLE */
export async function openGuardedRelay({ guard, host, port, rtsp }: { guard: AddressGuard; host: string; port: number; rtsp: boolean }): Promise<GuardedRelay> {
  const pinned = await guard.pin(host);
  const open = new Set<Socket>();
  let failure: AppError | undefined;
  const keep = (socket: Socket): Socket => {
    open.add(socket);
    return socket.once('close', () => { open.delete(socket); });
  };
  const server = createServer((near) => {
    keep(near).on('error', () => undefined);
    const far = keep(connect({ host: host.replace(/^\[|\]$/g, ''), port, lookup: pinnedLookup(pinned) }));
    const late = setTimeout(() => { far.destroy(new Error('it is silent')); }, CONNECT_LIMIT_MS);
    far.once('connect', () => { clearTimeout(late); });
    far.once('error', (error) => { failure ??= new AppError('SOURCE_UNREACHABLE', `${host}:${port} cannot be reached: ${error.message}.`, { host }, error); });
    far.once('close', () => {
      clearTimeout(late);
      near.end();
    });
    near.once('close', () => { far.destroy(); });
    near.pipe(far);
    if (!rtsp) {
      far.pipe(near);
      return;
    }
    const watch = rtspWatch(() => { failure = new AppError('ADDRESS_REFUSED', `${host} redirects to another address, which is not followed.`, { host }); });
    watch.once('error', () => { near.destroy(); });
    far.pipe(watch).pipe(near);
  });
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', resolve); });
  return {
    port: (server.address() as AddressInfo).port, // a TCP server that listens has one
    failure: () => failure,
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      for (const socket of open) socket.destroy();
    }),
  };
}
