/**
 * Own GPU servers as a provider: to launch is to take one into use, to terminate is to end all of ours there and free it. Nothing is
 * made, nothing is powered off, and one user at a time has it, whichever installation asks.
 */
import { readFile } from 'node:fs/promises';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { CommandOptions, CommandResult, OpenShell, Shell } from '../../remote/shell.ts';
import type { InstanceView, Launch, LaunchRequest, Offer, OfferQuery, Provider } from '../provider.ts';
import { factsScript, freeScript, lookScript, readFacts, readLook, takeScript, type ServerFacts, type Use } from './server-scripts.ts';
import type { OwnServer } from './servers.ts';

const COMMAND_LIMIT_MS = 30_000;
/** Cards do not change while a server runs. */
const FACTS_MS = 10 * 60_000;

export interface SshProviderParts {
  servers: readonly OwnServer[];
  openShell: OpenShell;
  clock: Clock;
}

/** Names of servers have no colon. */
const idOf = (server: OwnServer, name: string): string => `${server.name}:${name}`;

const viewOf = (server: OwnServer, { name, createdAt }: Use): InstanceView => ({
  id: idOf(server, name), name, status: 'running', usdPerHour: server.usdPerHour, machineId: server.name, ...createdAt > 0 && { createdAt },
  access: [{ kind: 'ssh', way: 'direct', host: server.host, port: server.port, user: server.user }],
});

const offerOf = (server: OwnServer, { gpu, gpuCount, gpuMemoryGb, cudaVersion }: ServerFacts): Offer => ({
  id: server.name, provider: 'ssh', description: `${gpuCount} × ${gpu} on ${server.name}`, usdPerHour: server.usdPerHour,
  machine: { gpu, gpuCount, gpuMemoryGb, ...cudaVersion !== undefined && { cudaVersion }, secure: true, machineId: server.name, usdPerGbIn: 0, usdPerGbOut: 0, interruptible: false },
});

const unreachable = (server: OwnServer, cause: unknown): AppError =>
  new AppError('PROVIDER_UNREACHABLE', `${server.name}: ${toAppError(cause).message}`, { server: server.name }, cause);

/** Logs in for each thing that is asked, and remembers the key that a server showed first. */
function serverShells({ openShell }: SshProviderParts): <T>(server: OwnServer, signal: AbortSignal | undefined, work: (run: (command: string, options?: CommandOptions) => Promise<CommandResult>) => Promise<T>) => Promise<T> {
  const met = new Map<string, string>();
  return async (server, signal, work) => {
    signal?.throwIfAborted();
    const hostKey = server.hostKey ?? met.get(server.name);
    let shell: Shell;
    try {
      shell = await openShell({ host: server.host, port: server.port, user: server.user, privateKey: await readFile(server.key, 'utf8'), ...hostKey !== undefined && { hostKey } }, signal && { signal });
    } catch (error) {
      if (toAppError(error).code === 'CANCELLED') throw error;
      throw unreachable(server, error);
    }
    met.set(server.name, shell.hostKey);
    try {
      return await work((command, options) => shell.run(command, { limitMs: COMMAND_LIMIT_MS, ...signal && { signal }, ...options }));
    } finally {
      await shell.close();
    }
  };
}

export function sshProvider(parts: SshProviderParts): Provider {
  const on = serverShells(parts);
  const facts = new Map<string, { atMs: number; facts: ServerFacts | undefined }>();

  const look = (server: OwnServer, signal: AbortSignal | undefined): Promise<Use | 'free'> => on(server, signal, async (run) => {
    const { stdout, stderr } = await run(lookScript());
    const seen = readLook(stdout);
    if (seen === undefined) throw unreachable(server, new Error(`it does not say who uses it: ${stderr.trim().slice(-300)}`));
    return seen;
  });

  async function factsOf(server: OwnServer, signal: AbortSignal | undefined): Promise<ServerFacts | undefined> {
    const known = facts.get(server.name);
    if (known && parts.clock.now() - known.atMs < FACTS_MS) return known.facts;
    const found = await on(server, signal, async (run) => readFacts((await run(factsScript())).stdout));
    facts.set(server.name, { atMs: parts.clock.now(), facts: found });
    return found;
  }

  async function offerFrom(server: OwnServer, query: OfferQuery | undefined, signal: AbortSignal | undefined): Promise<Offer[]> {
    try {
      const found = await factsOf(server, signal);
      if (!found || found.gpuMemoryGb < (query?.gpuMemoryGb ?? 0) || found.freeGb < (query?.diskGb ?? 0)) return [];
      return await look(server, signal) === 'free' ? [offerOf(server, found)] : [];
    } catch (error) {
      // One that is switched off is not offered; the others are.
      if (toAppError(error).code === 'PROVIDER_UNREACHABLE') return [];
      throw error;
    }
  }

  /** @returns undefined for ids of no server of ours */
  const placeOf = (id: string): { server: OwnServer; name: string } | undefined => {
    const at = id.indexOf(':');
    const server = parts.servers.find((each) => each.name === id.slice(0, at));
    return at > 0 && server ? { server, name: id.slice(at + 1) } : undefined;
  };

  return {
    name: 'ssh',
    remote: true,
    offers: async (query, signal) => (await Promise.all(parts.servers.map((server) => offerFrom(server, query, signal)))).flat(),
    launch: (offer, request) => launch(on, parts.servers.find(({ name }) => name === offer.id), request),
    async inspect(id, signal) {
      const place = placeOf(id);
      if (!place) return undefined;
      const use = await look(place.server, signal);
      return use !== 'free' && use.name === place.name ? viewOf(place.server, use) : undefined;
    },
    async terminate(id, signal) {
      const place = placeOf(id);
      if (!place) return 'absent';
      const { stdout, stderr } = await on(place.server, signal, (run) => run(freeScript(place.name)));
      const word = stdout.trim().split('\n').at(-1) ?? '';
      if (word === 'freed') return 'accepted';
      if (word === 'absent') return 'absent';
      throw new AppError('PROVIDER_REFUSED', `${place.server.name} could not be freed: ${word || stderr.trim().slice(-300)}`, { server: place.server.name });
    },
    async list(signal) {
      const uses = await Promise.all(parts.servers.map(async (server) => ({ server, use: await look(server, signal) })));
      return uses.flatMap(({ server, use }) => (use === 'free' ? [] : [viewOf(server, use)]));
    },
  };
}

async function launch(on: ReturnType<typeof serverShells>, server: OwnServer | undefined, { name, rent, signal }: LaunchRequest): Promise<Launch> {
  if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.');
  if (!server) return { outcome: 'refused', reason: 'no_capacity', message: 'This server is not in the configuration any more.' };
  let begun = false;
  try {
    return await on(server, signal, async (run) => {
      begun = true;
      const { stdout, stderr } = await run(takeScript({ name, ...rent && { publicKey: rent.publicKey, env: rent.env } }), { input: rent?.bootScript ?? '' });
      const word = stdout.trim().split('\n').at(-1) ?? '';
      if (word === 'taken') return { outcome: 'created', id: idOf(server, name), usdPerHour: server.usdPerHour };
      if (word.startsWith('used ')) return { outcome: 'refused', reason: 'no_capacity', message: `${server.name} is used by ${word.split(' ')[1] ?? 'somebody'}.` };
      return { outcome: 'refused', reason: 'invalid', message: `${server.name} could not be taken into use: ${stderr.trim().slice(-300)}`, leftoverId: idOf(server, name) };
    });
  } catch (error) {
    // Until the script was sent nothing can have happened there.
    if (begun) return { outcome: 'unknown', message: toAppError(error).message };
    if (toAppError(error).code === 'CANCELLED') throw error;
    return { outcome: 'refused', reason: 'no_capacity', message: toAppError(error).message };
  }
}
