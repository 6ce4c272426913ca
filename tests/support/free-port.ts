import { createServer } from 'node:net';

/** A port of loopback that nobody listens on at this moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => { if (address !== null && typeof address === 'object') resolve(address.port); });
    });
  });
