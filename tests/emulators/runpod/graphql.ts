/** RunPod's older API, as far as it is still the only way: balance, spot pods, timers, and why a pod was stopped. */
import { z } from 'zod';
import { sampleMs } from '../core/delay.ts';
import type { EmulatorCore } from '../core/emulator.ts';
import { ConnectionLost, hang, type Handler } from '../core/http.ts';
import { mayActOn, mayWrite, type SignedIn } from '../core/tenants.ts';
import { failure, READ_FAILURES, truncated } from './answers.ts';
import type { Catalogue, GpuKind } from './catalogue.ts';
import { answerDelay, createFront, finish } from './front.ts';
import { parseGraphql, project, type Operation, type Value } from './graphql-query.ts';
import type { Pod, PodOrder } from './pod.ts';
import type { RestParts } from './rest.ts';
import type { Shows } from './show.ts';

class GraphqlError extends Error {
  override name = 'GraphqlError';
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

const Body = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish() });

/** Null is as good as absent. */
const maybe = <T>(schema: z.ZodType<T>) => schema.nullish().transform((value) => value ?? undefined);

/** `podRentInterruptable` and `podFindAndDeployOnDemand`: what is used of their input. */
const PodInput = z.looseObject({
  name: z.string().min(1), imageName: z.string(), gpuTypeId: z.string(), gpuCount: z.int().min(1).default(1), bidPerGpu: maybe(z.number().positive()),
  cloudType: maybe(z.enum(['ALL', 'SECURE', 'COMMUNITY'])), dataCenterId: maybe(z.string()), containerDiskInGb: maybe(z.int()), volumeInGb: maybe(z.int()), volumeMountPath: maybe(z.string()),
  networkVolumeId: maybe(z.string()), ports: maybe(z.string()), env: maybe(z.array(z.object({ key: z.string(), value: z.string() }))), dockerArgs: maybe(z.string()),
  startSsh: maybe(z.boolean()), stopAfter: maybe(z.iso.datetime({ offset: true })), terminateAfter: maybe(z.iso.datetime({ offset: true })),
});
const PodId = z.looseObject({ podId: z.string() });

const input = <T>(schema: z.ZodType<T>, args: Readonly<Record<string, Value>>): T => {
  const parsed = schema.safeParse(args['input']);
  if (!parsed.success) throw new GraphqlError(`Variable "$input" got invalid value: ${z.prettifyError(parsed.error)}`, 'BAD_USER_INPUT');
  return parsed.data;
};

function orderOf(given: z.infer<typeof PodInput>, spot: boolean): PodOrder {
  if (spot && given.bidPerGpu === undefined) throw new GraphqlError('bidPerGpu is required', 'BAD_USER_INPUT');
  return {
    name: given.name, image: given.imageName, cloud: given.cloudType === 'COMMUNITY' ? 'COMMUNITY' : 'SECURE', gpu: { id: given.gpuTypeId, count: given.gpuCount },
    dataCenterIds: given.dataCenterId === undefined ? [] : [given.dataCenterId], disk: given.containerDiskInGb ?? 20, ports: (given.ports ?? '').split(',').filter((port) => port !== ''),
    env: Object.fromEntries((given.env ?? []).map(({ key, value }) => [key, value])), args: given.dockerArgs ?? '', startSsh: given.startSsh ?? false,
    ...(spot && { bid: given.bidPerGpu ?? 0 }),
    ...((given.volumeInGb ?? 0) > 0 && { persistent: { size: given.volumeInGb ?? 0, path: given.volumeMountPath ?? '/workspace' } }),
    ...(given.networkVolumeId !== undefined && { volumeId: given.networkVolumeId, volumePath: given.volumeMountPath ?? '/workspace' }),
    ...(given.stopAfter !== undefined && { stopAfterMs: Date.parse(given.stopAfter) }), ...(given.terminateAfter !== undefined && { terminateAfterMs: Date.parse(given.terminateAfter) }),
  };
}

const gpuType = (catalogue: Catalogue, kind: GpuKind): object => ({
  id: kind.id, displayName: kind.name, manufacturer: 'Nvidia', memoryInGb: kind.memory, cudaCores: 0, maxGpuCount: kind.maxCount, maxGpuCountSecureCloud: kind.maxCount, maxGpuCountCommunityCloud: kind.maxCount / 2,
  secureCloud: kind.secure !== undefined, communityCloud: kind.community !== undefined, securePrice: catalogue.price(kind, 'SECURE'), communityPrice: catalogue.price(kind, 'COMMUNITY'),
  secureSpotPrice: catalogue.spotPrice(kind, 'SECURE'), communitySpotPrice: catalogue.spotPrice(kind, 'COMMUNITY'),
  lowestPrice(args: Record<string, Value>) {
    const asked = z.looseObject({ secureCloud: z.boolean().nullish() }).safeParse(args['input']).data;
    const cloud = asked?.secureCloud === false ? 'COMMUNITY' : 'SECURE';
    return {
      minimumBidPrice: catalogue.spotPrice(kind, cloud), uninterruptablePrice: catalogue.price(kind, cloud), minVcpu: kind.vcpuCount, minMemory: kind.ramGb,
      stockStatus: catalogue.price(kind, cloud) === undefined ? null : 'High', compliance: [], countryCode: 'RO', maxUnreservedGpuCount: kind.maxCount, availableGpuCounts: [1, 2, 4],
    };
  },
});

function podView(shows: Shows, pod: Pod, nowMs: number): object | null {
  const at = pod.shown.at(nowMs);
  if (at === undefined) return null;
  const json = shows.one(pod, 'shown');
  const Runtime = z.looseObject({ uptime: z.number().nullish(), ports: z.array(z.looseObject({})).nullish(), gpus: z.array(z.looseObject({})).nullish() });
  const runtime = Runtime.safeParse(json?.['runtime']).data;
  return {
    id: pod.id, name: at.order.name, imageName: at.order.image, desiredStatus: at.status === 'EXITED' && at.lastStatusChange.startsWith('Outbid:') ? 'TERMINATED' : at.status === 'EXITED' ? 'EXITED' : 'RUNNING',
    lastStatusChange: at.lastStatusChange, costPerHr: at.cost, gpuCount: at.gpuCount, machineId: `m-${pod.dataCenterId}`, uptimeSeconds: 0, podType: at.order.bid === undefined ? 'RESERVED' : 'INTERRUPTABLE', locked: at.locked,
    runtime: runtime && {
      uptimeInSeconds: runtime.uptime ?? 0, ports: (runtime.ports ?? []).map((port) => ({ ...port, isIpPublic: port['type'] === 'tcp', privatePort: port['private'], publicPort: port['public'] })),
      gpus: (runtime.gpus ?? []).map((gpu, i) => ({ id: `gpu${i}`, gpuUtilPercent: gpu['util'], memoryUtilPercent: gpu['memoryUtil'] })),
    },
  };
}

/** The balance as it was some minutes ago. */
function balances({ tenants, timeline, ledger }: EmulatorCore): (who: SignedIn, lateMs: number) => object {
  return ({ tenant }, lateMs) => ({
    id: tenant.id, clientBalance: tenant.paidInUsd - ledger.spent({ tenant: tenant.id, untilMs: timeline.now() - lateMs }), currentSpendPerHr: tenants.usdPerHour(tenant), spendLimit: tenant.spendLimitUsdPerHour,
    pubKey: tenant.publicKeys.join('\n'),
  });
}

type Resolve = (args: Record<string, Value>) => unknown;

export function graphqlHandler(parts: RestParts): Handler {
  const { core, knobs, catalogue, pods, shows, remove, create } = parts;
  const { clock, timeline, faults, ledger } = core;
  const random = core.random.fork('graphql');
  const front = createFront(core, parts.limits);
  const balanceOf = balances(core);
  const mustFind = (who: SignedIn, id: string): Pod => {
    const pod = pods.find(who.tenant, id);
    if (!pod) throw new GraphqlError('pod not found', 'NOT_FOUND');
    return pod;
  };
  const writable = (who: SignedIn, id?: string): void => { if (!mayWrite(who.key, timeline.now()) || !mayActOn(who.key, id)) throw new GraphqlError('Unauthorized', 'UNAUTHORIZED'); };

  const reads = (who: SignedIn): Record<string, Resolve> => ({
    myself: () => balanceOf(who, sampleMs(random, knobs.balanceLate)),
    gpuTypes(args) {
      const wanted = z.looseObject({ id: maybe(z.string()) }).safeParse(args['input']).data?.id;
      return catalogue.kinds().filter((kind) => wanted === undefined || kind.id === wanted).map((kind) => gpuType(catalogue, kind));
    },
    pod: (args) => podView(shows, mustFind(who, input(PodId, args).podId), timeline.now()),
  });
  const made = (who: SignedIn, args: Record<string, Value>, spot: boolean): object => {
    writable(who);
    const result = create(who.tenant, who.key, orderOf(input(PodInput, args), spot));
    if (!('pod' in result)) throw new GraphqlError(result.detail, result.code);
    const { pod } = result;
    return { id: pod.id, name: pod.order.name, imageName: pod.order.image, costPerHr: pod.gpuUsdPerHour, gpuCount: pod.gpuCount, desiredStatus: 'RUNNING', machineId: null, lastStatusChange: pod.lastStatusChange, runtime: null };
  };
  const writes = (who: SignedIn, lose: (how: 'reset' | 'hang') => void): Record<string, Resolve> => ({
    podRentInterruptable: (args) => made(who, args, true),
    podFindAndDeployOnDemand: (args) => made(who, args, false),
    podTerminate(args) {
      const { says, detail } = remove(who, input(PodId, args).podId);
      if (says === 'reset' || says === 'hang') { lose(says); return null; }
      if (says === 204) return null;
      throw new GraphqlError(says === 404 ? 'pod not found to terminate' : detail, says === 404 ? 'NOT_FOUND' : 'INTERNAL_SERVER_ERROR');
    },
    podStop(args) {
      const pod = mustFind(who, input(PodId, args).podId);
      writable(who, pod.id);
      if (pod.locked) throw new GraphqlError('pod is locked');
      pods.stop(pod, `Exited by user: ${new Date(timeline.now()).toUTCString()}`);
      ledger.touch({ resource: pod.id, by: who.by, what: 'stop', outcome: 'done' });
      return { id: pod.id, desiredStatus: 'EXITED' };
    },
    podResume: (args) => resumed(who, args),
    podBidResume: (args) => resumed(who, args),
  });
  const resumed = (who: SignedIn, args: Record<string, Value>): object => {
    const pod = mustFind(who, input(PodId, args).podId);
    writable(who, pod.id);
    if (pod.status !== 'EXITED') throw new GraphqlError('pod is not stopped');
    const without = faults.strike('restart-without-gpu', { operation: 'action', resource: pod.id, tenant: pod.tenant, name: pod.order.name }, ['zero', 'refused']);
    if (without?.variant === 'refused') throw new GraphqlError('There are not enough free GPUs on the host machine to start this pod.');
    pods.resume(pod, without ? 0 : undefined);
    ledger.touch({ resource: pod.id, by: who.by, what: 'start', outcome: 'done' });
    return { id: pod.id, desiredStatus: 'RUNNING' };
  };

  const answer = (who: SignedIn, operation: Operation): { response: Response; lost?: 'reset' | 'hang' } => {
    let lost: 'reset' | 'hang' | undefined;
    const resolvers = operation.kind === 'mutation' ? writes(who, (how) => { lost = how; }) : reads(who);
    const errors: object[] = [];
    const data: Record<string, unknown> = {};
    for (const field of operation.fields) {
      try {
        const resolve = resolvers[field.name];
        if (!resolve) throw new GraphqlError(`Cannot query field "${field.name}".`, 'GRAPHQL_VALIDATION_FAILED');
        data[field.alias] = project(resolve(field.args) ?? null, field.fields);
      } catch (error) {
        if (!(error instanceof GraphqlError)) throw error;
        data[field.alias] = null;
        errors.push({ message: error.message, path: [field.alias], ...(error.code !== undefined && { extensions: { code: error.code } }) });
      }
    }
    return { response: Response.json({ data, ...(errors.length > 0 && { errors }) }), ...(lost && { lost }) };
  };

  return async (request) => {
    const text = await request.text();
    const body = Body.safeParse(safely(() => JSON.parse(text) as unknown)); // checked right here
    const operation = body.success ? safely(() => parseGraphql(body.data.query, body.data.variables ?? {})) : undefined;
    if (!operation) return Response.json({ errors: [{ message: 'Syntax Error: the query cannot be read.', extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] }, { status: 400 });
    const creates = operation.fields.some((field) => field.name === 'podRentInterruptable' || field.name === 'podFindAndDeployOnDemand');
    const name = creates ? 'create' : operation.fields.some((field) => field.name === 'podTerminate') ? 'delete' : operation.kind === 'mutation' ? 'action' : operation.fields[0]?.name === 'myself' ? 'balance' : 'graphql';
    await (creates ? clock.sleep(sampleMs(random, knobs.createBefore)) : answerDelay(core, knobs));
    timeline.settle();
    const admitted = front(request, name);
    if ('refusal' in admitted) {
      // Without a key, its prices are told all the same.
      if (admitted.refusal.status !== 401) return admitted.refusal;
      return Response.json({ errors: [{ message: 'Unauthorized', extensions: { code: 'UNAUTHENTICATED' } }], data: null });
    }
    const { who, headers } = admitted;
    const subject = { operation: name, tenant: who.tenant.id };
    const failing = operation.kind === 'query' ? faults.strike('list-fails', subject, READ_FAILURES) : undefined;
    const failed = failing && await failure(failing.variant, clock, request.signal);
    if (failed) return failed;
    const { response, lost } = answer(who, operation);
    if (creates) {
      const [replyLost, broken] = [faults.strike('create-reply-lost', subject, ['reset', 'hang']), faults.strike('create-then-500', subject, ['500', '502', '504'])];
      await clock.sleep(sampleMs(random, knobs.createAfter));
      const instead = replyLost ?? broken;
      if (instead) return await failure(instead.variant, clock, request.signal) ?? response;
    }
    if (lost === 'reset') throw new ConnectionLost();
    if (lost === 'hang') return hang(clock, request.signal);
    return finish(failing?.variant === 'truncated' ? await truncated(response) : response, headers, random.id(16));
  };
}

function safely<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
