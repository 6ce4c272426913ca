/** The server as one thing that is started and stopped: what it is made of, in which order it begins, in which it ends. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { isLoopback, type ServerConfig } from '../../config/index.ts';
import { createApi } from '../../http/api.ts';
import { createResponseTimes } from '../../http/response-times.ts';
import { LOOPBACK_NAMES, type HostRule } from '../../http/request-origin.ts';
import { createShutdown, type Shutdown } from '../../http/shutdown.ts';
import { welcomeLink } from '../../auth/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { openFoundation, type Foundation } from './foundation.ts';
import { routesOf } from './operations.ts';
import { addressOf, choosePort, portTaken } from './port.ts';
import { watchReachability, type Reachability } from './reachability.ts';
import { openRooms, type Rooms } from './rooms.ts';
import { startSweeps } from './sweeps.ts';

/** After its patience with requests the server closes what is left within this. */
const CLOSING_MS = 1_500;
const LATE_MS = 9_200;

export interface RunningServer {
  /** How a browser on this machine reaches it. */
  url: string;
  /** While nobody administrates it. */
  welcomeLink?: string;
  /** Finishes what runs, tells everybody else to come back, and closes everything; the second call does no more than wait. */
  stop(): Promise<void>;
}

/** Host names that this server answers to. */
function hostRuleOf({ server }: ServerConfig): HostRule {
  const own = server.publicUrl === undefined ? [] : [new URL(server.publicUrl)];
  const origins = new Set(own.map((url) => url.origin));
  const named = [...server.hosts.map((host) => host.toLowerCase()), ...own.map((url) => url.hostname)];
  // On a network and without a name of its own it cannot know by which one it is called; encryption or the explicit word stood before that.
  if (!isLoopback(server.host) && named.length === 0) return { names: 'any', origins };
  return { names: new Set([...LOOPBACK_NAMES, server.host.toLowerCase(), ...named]), origins };
}

interface Running {
  configuration: unknown;
  config: ServerConfig;
  foundation: Foundation;
  rooms: Rooms;
  shutdown: Shutdown;
  reachability: Reachability;
  log: FastifyBaseLogger;
}

function certificates({ server: { certificate, certificateKey } }: ServerConfig): { https?: { cert: Buffer; key: Buffer } } {
  if (certificate === undefined || certificateKey === undefined) return {};
  const read = (file: string): Buffer => {
    try {
      return readFileSync(file);
    } catch (error) {
      throw new AppError('CONFIG_INVALID', `The certificate or its key cannot be read: ${error instanceof Error ? error.message : String(error)}`, {}, error);
    }
  };
  return { https: { cert: read(certificate), key: read(certificateKey) } };
}

function openApi({ config, configuration, foundation, rooms, shutdown, reachability, log }: Running): Promise<FastifyInstance> {
  const hosts = hostRuleOf(config);
  const times = createResponseTimes();
  const { authenticate } = rooms;
  return createApi({
    ...routesOf({
      foundation, rooms, authenticate, hosts, shutdown, reachability, times, orchestrates: config.server.only !== 'api', data: config.data, configuration,
      urls: { enabled: config.media.urlImport, folder: path.join(config.data, 'downloads'), env: process.env },
    }),
    authenticate, database: foundation.database, hosts, shutdown, log, times,
    perMinute: config.server.requestsPerMinute, trustProxy: config.server.behindProxy, ...certificates(config),
  });
}

async function listen(app: FastifyInstance, { server: { host } }: ServerConfig, port: number): Promise<void> {
  try {
    await app.listen({ host: host.replace(/^\[|\]$/g, ''), port });
  } catch (error) {
    throw error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' ? await portTaken(host, port, error) : error;
  }
}

/** Ends requests that are slower than our patience. */
async function closeApi(app: FastifyInstance, shutdown: Shutdown, patienceMs: number): Promise<void> {
  shutdown.drain();
  const impatient = setTimeout(() => { shutdown.end(); }, patienceMs);
  const over = setTimeout(() => { app.server.closeAllConnections(); }, patienceMs + CLOSING_MS / 2);
  await app.close();
  clearTimeout(impatient);
  clearTimeout(over);
  shutdown.end();
}

/** What serves and works ends at the same time; whatever takes too long is named. */
function endings(log: FastifyBaseLogger): { add(name: string, end: () => Promise<void>): void; all(): Promise<void> } {
  const open = new Map<string, () => Promise<void>>();
  return {
    add(name, end) { open.set(name, end); },
    async all() {
      const late = setTimeout(() => { log.warn({ waitsFor: [...open.keys()] }, 'something takes long to stop'); }, LATE_MS);
      await Promise.all([...open].map(async ([name, end]) => {
        await end().catch((error: unknown) => { log.error({ err: error, part: name }, 'something did not close as it should'); });
        open.delete(name);
      }));
      clearTimeout(late);
    },
  };
}

/**
 * @param configuration the same as `config`, as people may see it
 * @throws AppError with what keeps it from starting; then nothing stays open
 */
export async function startServer(config: ServerConfig, log: FastifyBaseLogger, configuration: unknown = {}): Promise<RunningServer> {
  const answers = config.server.only !== 'orchestrator';
  const port = answers ? await choosePort(config) : 0;
  const url = addressOf(config, port);
  const foundation = await openFoundation(config);
  const shutdown = createShutdown();
  const reachability = watchReachability({ ...foundation, log });
  const ends = endings(log);
  const closeAll = async (): Promise<void> => {
    await ends.all();
    reachability.close();
    await foundation.close().catch((error: unknown) => { log.error({ err: error }, 'the database did not close as it should'); });
  };
  try {
    const rooms = await openRooms(foundation, config, url, log);
    ends.add('library', () => rooms.close());
    if (config.server.only !== 'api') {
      const sweeps = startSweeps(foundation.database, rooms.sweeps, log);
      ends.add('sweeps', () => sweeps.stop());
      await rooms.resume();
      const orchestrator = await rooms.work.startOrchestrator();
      ends.add('orchestrator', () => orchestrator.stop());
    }
    if (answers) {
      const app = await openApi({ config, configuration, foundation, rooms, shutdown, reachability, log });
      ends.add('api', () => closeApi(app, shutdown, config.server.stopSeconds * 1000));
      await listen(app, config, port);
    }
    const link = answers ? await welcomeLink(rooms.people, config.server.publicUrl ?? url) : undefined;
    let stopped: Promise<void> | undefined;
    return { url, ...(link === undefined ? {} : { welcomeLink: link }), stop: () => (stopped ??= closeAll()) };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
