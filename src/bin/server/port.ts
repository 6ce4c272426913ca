/** The port is looked at before anything else begins: whoever starts AIMA twice is told so, and not that a database is locked. */
import { createServer } from 'node:net';
import { Health } from '@aima/contract';
import { isLoopback, type ServerConfig } from '../../config/index.ts';
import { AppError } from '../../kernel/app-error.ts';

const PATIENCE_MS = 1500;

/** As it stands in an address. */
const inAddress = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

/** Whoever listens everywhere is reached at home. */
const reachableHost = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : inAddress(host));

export const addressOf = ({ server }: ServerConfig, port: number): string => `${server.certificate === undefined ? 'http' : 'https'}://${reachableHost(server.host)}:${port}`;

/** Another AIMA that answers there. */
async function otherAima(host: string, port: number): Promise<string | undefined> {
  for (const protocol of isLoopback(host) ? ['http', 'https'] : ['http']) {
    try {
      const address = `${protocol}://${reachableHost(host)}:${port}`;
      const answer = await fetch(`${address}/health`, { signal: AbortSignal.timeout(PATIENCE_MS) });
      if (Health.safeParse(await answer.json()).success) return address;
    } catch {
      // Something else, or nothing that speaks HTTP.
    }
  }
  return undefined;
}

/** @throws AppError PORT_TAKEN with who has it where that can be said */
export async function portTaken(host: string, port: number, cause: unknown): Promise<AppError> {
  const other = await otherAima(host, port);
  const who = other === undefined ? 'by another program' : `by an AIMA that runs already: ${other}`;
  return new AppError('PORT_TAKEN', `Port ${port} of ${host} is taken ${who}.`, { port }, cause);
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/**
 * The port to listen on: the one that was asked for, if it is free, or any free one for 0.
 *
 * @throws AppError PORT_TAKEN, CONFIG_INVALID where there is no such address on this machine or the port needs more rights
 */
export async function choosePort({ server: { host, port } }: ServerConfig): Promise<number> {
  const probe = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      probe.once('error', reject);
      probe.listen({ host: host.replace(/^\[|\]$/g, ''), port, exclusive: true }, () => {
        const address = probe.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  } catch (error) {
    switch (codeOf(error)) {
      case 'EADDRINUSE': throw await portTaken(host, port, error);
      case 'EACCES': throw new AppError('CONFIG_INVALID', `Port ${port} needs more rights than this user has; choose one from 1024 on.`, { port }, error);
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND': throw new AppError('CONFIG_INVALID', `This machine has no address ${host} (server.host).`, {}, error);
      default: throw error;
    }
  } finally {
    await new Promise<void>((resolve) => { probe.close(() => { resolve(); }); });
  }
}
