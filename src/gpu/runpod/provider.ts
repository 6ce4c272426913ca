/** RunPod: REST v2 for all that it can do, its older GraphQL for the balance and for machines that may be taken away. */
import { AppError } from '../../kernel/app-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import { providerHttp } from '../http/client.ts';
import { rateLimiter } from '../http/rate-limiter.ts';
import { refusalError } from '../http/refusal.ts';
import type { Balance, Launch, LaunchRequest, Offer, OfferQuery, Provider, RentRequest } from '../provider.ts';
import { bootCommand } from './boot-command.ts';
import { runpodGraphql, type RunpodGraphql } from './graphql.ts';
import { launchOf, spotLaunchOf } from './launch.ts';
import { diskUsdPerHour, offerKey, offersOf, type OfferKey } from './offers.ts';
import { viewOf } from './view.ts';
import { runpodWire, type Cloud, type RunpodWire } from './wire.ts';

export interface RunpodParts {
  key: string;
  fetch(request: Request): Promise<Response>;
  clock: Clock;
  random(): number;
  /** Default `https://api.runpod.io`. */
  apiUrl?: string;
  /** Default `https://api.runpod.io/graphql`. */
  graphqlUrl?: string;
}

const CLOUDS: readonly Cloud[] = ['SECURE', 'COMMUNITY'];

async function offers({ wire, graphql }: Wires, query?: OfferQuery, signal?: AbortSignal): Promise<Offer[]> {
  const found = await Promise.all(CLOUDS.map(async (cloud) => {
    const spot = query?.interruptible
      ? graphql.spotPrices(cloud, signal).catch((error: unknown) => {
        // The older API may be gone any day; what has a fixed price is offered all the same.
        if (error instanceof AppError && (error.code === 'CANCELLED' || error.code === 'PROVIDER_UNAUTHORIZED')) throw error;
        return undefined;
      })
      : undefined;
    const [types, prices] = await Promise.all([wire.gpuTypes(cloud, signal), spot]);
    return offersOf(types, cloud, query, prices);
  }));
  return found.flat().toSorted((a, b) => a.usdPerHour - b.usdPerHour);
}

async function launchFixed(wire: RunpodWire, key: OfferKey, { name, signal }: LaunchRequest, rent: RentRequest): Promise<Launch> {
  const result = await wire.create({
    name, image: rent.image, cloud: key.cloud, disk: rent.diskGb, ports: ['22/tcp'], args: bootCommand(rent.bootScript),
    gpu: { id: key.gpuId, count: 1, ...(key.minCudaVersion === undefined ? {} : { minCudaVersion: key.minCudaVersion }) },
    env: { ...rent.env, PUBLIC_KEY: rent.publicKey },
    ...(key.dataCenter === undefined ? {} : { dataCenterIds: [key.dataCenter] }),
  }, signal);
  return 'unknown' in result ? { outcome: 'unknown', message: result.unknown } : launchOf(result.answer, diskUsdPerHour(rent.diskGb));
}

async function launchSpot(graphql: RunpodGraphql, key: OfferKey & { bid: number }, { name, signal }: LaunchRequest, rent: RentRequest): Promise<Launch> {
  const result = await graphql.rentSpot({
    name, imageName: rent.image, gpuTypeId: key.gpuId, cloudType: key.cloud, bidPerGpu: key.bid, containerDiskInGb: rent.diskGb,
    env: Object.entries({ ...rent.env, PUBLIC_KEY: rent.publicKey }).map(([name, value]) => ({ key: name, value })), dockerArgs: bootCommand(rent.bootScript),
    ...(key.dataCenter === undefined ? {} : { dataCenterId: key.dataCenter }),
    ...(key.minCudaVersion === undefined ? {} : { allowedCudaVersions: [key.minCudaVersion] }),
    ...(rent.endsAt === undefined ? {} : { terminateAfter: new Date(rent.endsAt).toISOString() }),
  }, signal);
  return 'unknown' in result ? { outcome: 'unknown', message: result.unknown } : spotLaunchOf(result.answer, diskUsdPerHour(rent.diskGb));
}

/** A locked pod, or one of a cluster, refuses to end with 409 and goes on costing; it is unlocked first, and stopped at the least. */
async function endRefused(wire: RunpodWire, id: string, signal?: AbortSignal): Promise<'accepted' | 'absent'> {
  await wire.unlock(id, signal);
  for (const attempt of [() => wire.remove(id, signal), () => wire.act(id, 'terminate', signal)]) {
    const { status } = await attempt();
    if (status < 300) return 'accepted';
    if (status === 404) return 'absent';
  }
  const stopped = await wire.act(id, 'stop', signal);
  throw new AppError('PROVIDER_REFUSED', `RunPod does not end the pod${stopped.status < 300 ? '; it was stopped.' : stopped.says === '' ? '.' : `: ${stopped.says}`}`, { status: 409 });
}

async function terminate(wire: RunpodWire, id: string, signal?: AbortSignal): Promise<'accepted' | 'absent'> {
  const answer = await wire.remove(id, signal);
  if (answer.status < 300) return 'accepted';
  if (answer.status === 404) return 'absent';
  if (answer.status === 409) return endRefused(wire, id, signal);
  throw refusalError('RunPod', answer);
}

async function balance(graphql: RunpodGraphql, signal?: AbortSignal): Promise<Balance> {
  const { clientBalance, currentSpendPerHr, spendLimit } = await graphql.account(signal);
  return { usd: clientBalance, ...(currentSpendPerHr === undefined ? {} : { usdPerHour: currentSpendPerHr }), ...(spendLimit === undefined ? {} : { limitUsdPerHour: spendLimit }) };
}

interface Wires {
  wire: RunpodWire;
  graphql: RunpodGraphql;
}

export function runpodProvider(parts: RunpodParts): Provider {
  // Whether the two APIs count together is not documented; asking less is the safe reading.
  const account = { provider: 'RunPod', fetch: parts.fetch, clock: parts.clock, random: parts.random, key: parts.key, limiter: rateLimiter(parts.clock) };
  const wire = runpodWire(providerHttp({ ...account, baseUrl: (parts.apiUrl ?? 'https://api.runpod.io').replace(/\/+$/, '') }));
  const graphql = runpodGraphql(providerHttp({ ...account, baseUrl: (parts.graphqlUrl ?? 'https://api.runpod.io/graphql').replace(/\/+$/, '') }));
  return {
    name: 'runpod',
    remote: true,
    offers: (query, signal) => offers({ wire, graphql }, query, signal),
    async launch(offer, request) {
      const { rent } = request;
      if (!rent) throw new AppError('WORKER_FAILED', 'A machine of RunPod needs an image and a key.');
      const key = offerKey(offer.id);
      if (!key) return { outcome: 'refused', reason: 'invalid', message: 'That is no offer of RunPod.' };
      const { bid } = key;
      return bid === undefined ? launchFixed(wire, key, request, rent) : launchSpot(graphql, { ...key, bid }, request, rent);
    },
    async inspect(id, signal) {
      const pod = await wire.pod(id, signal);
      if (!pod) return undefined;
      const view = viewOf(pod);
      if (view.status !== 'stopped') return view;
      // Why it stopped is told by the older API alone, and is not worth failing for.
      const why = await graphql.lastStatusChange(id, signal).catch(() => undefined);
      if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.');
      return viewOf(pod, why);
    },
    terminate: (id, signal) => terminate(wire, id, signal),
    async list(signal) {
      const pods = await wire.pods(signal);
      // A list that is empty by mistake looks like one that is; that nothing is there is believed when it is said twice.
      return (pods.length === 0 ? await wire.pods(signal) : pods).map((pod) => viewOf(pod));
    },
    balance: (signal) => balance(graphql, signal),
    charged: (id, signal) => wire.billed(id, signal),
  };
}
