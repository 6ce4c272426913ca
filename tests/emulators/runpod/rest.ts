/** RunPod REST v2: 1.4 to 1.12 of the contract document. */
import { type z } from 'zod';
import { sampleMs } from '../core/delay.ts';
import type { EmulatorCore } from '../core/emulator.ts';
import { ConnectionLost, hang, type Handler } from '../core/http.ts';
import { mayActOn, mayWrite, type SignedIn } from '../core/tenants.ts';
import { failure, LIST_FAILURES, problem, READ_FAILURES, truncated } from './answers.ts';
import { billingRecords } from './billing.ts';
import type { Catalogue } from './catalogue.ts';
import type { Created } from './creation.ts';
import { answerDelay, createFront, finish } from './front.ts';
import { cpusAnswer, dataCentersAnswer, gpuAnswer, gpusAnswer } from './gpus.ts';
import type { RateLimits } from './limits.ts';
import { ActionBody, CreateBody, KeysBody, orderOf, PatchBody, schemaErrors } from './order.ts';
import { mayDo, podJson, type Pod } from './pod.ts';
import type { Pods } from './pods.ts';
import type { Remove, RemovalAnswer } from './removal.ts';
import type { RunPodKnobs } from './settings.ts';
import type { Shows } from './show.ts';
import type { Volumes } from './volumes.ts';

export interface RestParts {
  core: EmulatorCore;
  knobs: RunPodKnobs;
  catalogue: Catalogue;
  pods: Pods;
  volumes: Volumes;
  limits: RateLimits;
  shows: Shows;
  create(who: SignedIn['tenant'], key: SignedIn['key'], order: ReturnType<typeof orderOf>): Created;
  remove: Remove;
  refused(who: SignedIn | undefined, id: string): void;
}

interface Call { request: Request; who: SignedIn; query: URLSearchParams; id: string; body: unknown }
type Answer = (call: Call) => Response | Promise<Response>;
interface Route { method: string; path: RegExp; operation: string; writes: boolean; answer: Answer }

const noContent = (): Response => new Response(null, { status: 204 });
const invalid = (error: z.ZodError): Response => problem(422, 'Request validation failed.', { errors: schemaErrors(error) });

export function restHandler(parts: RestParts): Handler {
  const { core, knobs, pods, volumes } = parts;
  const { clock, timeline, faults } = core;
  const random = core.random.fork('rest');
  const front = createFront(core, parts.limits);
  const routes: Route[] = [...podRoutes(parts), ...accountRoutes(parts)];
  const readFaults = async (operation: string, call: Call, answer: Answer): Promise<Response> => {
    const failing = faults.strike('list-fails', { operation, tenant: call.who.tenant.id, ...(call.id !== '' && { resource: call.id }) }, operation === 'list' ? LIST_FAILURES : READ_FAILURES);
    const failed = failing && await failure(failing.variant, clock, call.request.signal);
    if (failed) return failed;
    if (failing?.variant === 'empty-list') return Response.json({ pods: [] });
    const response = await answer(call);
    return failing?.variant === 'truncated' ? truncated(response) : response;
  };

  return async (request) => {
    const url = new URL(request.url);
    const path = decodeURIComponent(url.pathname);
    const known = routes.filter((route) => route.path.test(path));
    const route = known.find((candidate) => candidate.method === request.method);
    const requestId = random.id(16);
    const text = await request.text();
    if (route?.operation !== 'create') await answerDelay(core, knobs);
    timeline.settle();
    if (route === undefined) {
      return known.length === 0 ? problem(404, 'not found') : problem(405, 'method not allowed', { headers: { allow: known.map((other) => other.method).join(', ') } });
    }
    const id = route.path.exec(path)?.[1] ?? '';
    const admitted = front(request, route.operation);
    if ('refusal' in admitted) {
      if (route.operation === 'delete') parts.refused(admitted.who, id);
      return finish(admitted.refusal, {}, requestId);
    }
    const { who, headers } = admitted;
    // Ending has its own answer to a key without rights, with its place in the ledger.
    if (route.writes && route.operation !== 'delete' && (!mayWrite(who.key, timeline.now()) || !mayActOn(who.key, id))) return finish(problem(403, 'access denied'), headers, requestId);
    const call: Call = { request, who, query: url.searchParams, id, body: text === '' ? undefined : jsonOf(text) };
    const response = route.writes ? await route.answer(call) : await readFaults(route.operation, call, route.answer);
    return finish(response, headers, requestId);
  };

  function podRoutes({ shows, remove, create }: RestParts): Route[] {
    const found = (call: Call, use: (pod: Pod) => Response | Promise<Response>): Response | Promise<Response> => {
      const pod = pods.find(call.who.tenant, call.id);
      return pod ? use(pod) : problem(404, 'pod not found');
    };
    const removed = async (answer: RemovalAnswer, signal: AbortSignal): Promise<Response> => {
      if (answer.says === 'reset') throw new ConnectionLost();
      if (answer.says === 'hang') return hang(clock, signal);
      return answer.says === 204 ? noContent() : problem(answer.says, answer.detail);
    };
    return [
      { method: 'GET', path: /^\/v2\/pods$/, operation: 'list', writes: false, answer: (call) => listPage(parts, call) },
      { method: 'POST', path: /^\/v2\/pods$/, operation: 'create', writes: true, answer: createPod },
      { method: 'GET', path: /^\/v2\/pods\/([^/]+)$/, operation: 'get', writes: false, answer(call) {
        const pod = pods.all.get(call.id);
        const json = pod && pod.tenant === call.who.tenant.id ? shows.one(pod, 'shown') : undefined;
        return json ? Response.json(json) : problem(404, 'pod not found');
      } },
      { method: 'DELETE', path: /^\/v2\/pods\/([^/]+)$/, operation: 'delete', writes: true, answer: (call) => removed(remove(call.who, call.id), call.request.signal) },
      { method: 'PATCH', path: /^\/v2\/pods\/([^/]+)$/, operation: 'patch', writes: true, answer: (call) => found(call, (pod) => patchPod(parts, call, pod)) },
      { method: 'POST', path: /^\/v2\/pods\/([^/]+)\/action$/, operation: 'action', writes: true, answer(call) {
        const parsed = ActionBody.safeParse(call.body, { reportInput: true });
        if (!parsed.success) return invalid(parsed.error);
        const { action } = parsed.data;
        if (action === 'terminate') return removed(remove(call.who, call.id), call.request.signal);
        return found(call, (pod) => act(parts, call, pod, action));
      } },
      { method: 'GET', path: /^\/v2\/pods\/([^/]+)\/logs$/, operation: 'logs', writes: false, answer: (call) => found(call, (pod) => logs(call, pod)) },
    ];

    async function createPod({ request, who, body }: Call): Promise<Response> {
      const parsed = CreateBody.safeParse(body, { reportInput: true });
      if (!parsed.success) return invalid(parsed.error);
      await clock.sleep(sampleMs(random, knobs.createBefore));
      timeline.settle();
      const made = create(who.tenant, who.key, orderOf(parsed.data));
      if (!('pod' in made)) return problem(made.status, made.detail);
      const subject = { operation: 'create', tenant: who.tenant.id, name: made.pod.order.name, resource: made.pod.id };
      const [lost, failed] = [faults.strike('create-reply-lost', subject, ['reset', 'hang']), faults.strike('create-then-500', subject, ['500', '502', '504'])];
      // The reply knows the pod before any listing does.
      const json = podJson(made.pod, pods.now(made.pod), timeline.now(), undefined);
      await clock.sleep(sampleMs(random, knobs.createAfter));
      if (lost) return await failure(lost.variant, clock, request.signal) ?? noContent();
      if (failed) return await failure(failed.variant, clock) ?? noContent();
      return Response.json({ ...json, runtime: random.chance(0.5) ? {} : null }, { status: 201 });
    }
  }

  function accountRoutes({ catalogue }: RestParts): Route[] {
    const get = (path: RegExp, operation: string, answer: Answer): Route => ({ method: 'GET', path, operation, writes: false, answer });
    return [
      get(/^\/v2\/catalog\/gpus$/, 'catalogue', ({ query, who }) => gpusAnswer(catalogue, query, faults.strike('filter-ignored', { operation: 'catalogue', tenant: who.tenant.id }) !== undefined)),
      get(/^\/v2\/catalog\/gpus\/(.+)$/, 'catalogue', ({ id, query }) => gpuAnswer(catalogue, id, query)),
      get(/^\/v2\/catalog\/cpus$/, 'catalogue', cpusAnswer),
      get(/^\/v2\/catalog\/datacenters$/, 'catalogue', ({ query }) => dataCentersAnswer(catalogue, query)),
      get(/^\/v2\/catalog\/templates$/, 'catalogue', () => Response.json({ templates: [] })),
      get(/^\/v2\/clusters$/, 'list-others', () => Response.json({ clusters: [] })),
      get(/^\/v2\/serverless$/, 'list-others', () => Response.json({ endpoints: [] })),
      get(/^\/v2\/account\/ssh-keys$/, 'account', ({ who }) => Response.json({ keys: who.tenant.publicKeys })),
      { method: 'PUT', path: /^\/v2\/account\/ssh-keys$/, operation: 'account', writes: true, answer({ who, body }) {
        const parsed = KeysBody.safeParse(body, { reportInput: true });
        if (!parsed.success) return invalid(parsed.error);
        who.tenant.publicKeys = parsed.data.keys;
        return Response.json({ keys: who.tenant.publicKeys });
      } },
      get(/^\/v2\/billing\/pods$/, 'billing', ({ who, query }) => Response.json(billingRecords(core, who.tenant, query, sampleMs(random, knobs.billingLate)))),
      get(/^\/v2\/network-volumes$/, 'list-others', ({ who }) => volumes.list(who.tenant)),
      get(/^\/v2\/network-volumes\/([^/]+)$/, 'volume', ({ who, id }) => volumes.get(who.tenant, id)),
      { method: 'POST', path: /^\/v2\/network-volumes$/, operation: 'volume', writes: true, answer: ({ who, body }) => volumes.create(who.tenant, body) },
      { method: 'PATCH', path: /^\/v2\/network-volumes\/([^/]+)$/, operation: 'volume', writes: true, answer: ({ who, id, body }) => volumes.patch(who.tenant, id, body) },
      { method: 'DELETE', path: /^\/v2\/network-volumes\/([^/]+)$/, operation: 'volume', writes: true, answer: ({ who, id }) => volumes.remove(who.tenant, id, who.by) },
    ];
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One page; unknown parameters are ignored, as mistyped ones are by the vendor. */
function listPage({ core, shows, knobs }: RestParts, { who, query }: Call): Response {
  const all = shows.listed(who.tenant);
  const limit = Math.min(Math.max(1, Number(query.get('limit')) || knobs.pageSize), 1_000);
  const cursor = query.get('cursor');
  let from = cursor === null ? 0 : all.findIndex((pod) => pod.id === cursor) + 1;
  if (cursor !== null) {
    const moved = core.faults.strike('pages-move', { operation: 'list', tenant: who.tenant.id }, ['expired', 'repeated']);
    if (moved?.variant === 'expired' || from === 0) return problem(422, 'invalid cursor');
    if (moved?.variant === 'repeated') from -= 1;
    if (moved?.variant === 'missed') from += 1;
  }
  const page = all.slice(from, from + limit);
  const nextCursor = from + limit < all.length ? page.at(-1)?.id : undefined;
  return Response.json({ pods: page.flatMap((pod) => shows.one(pod, 'listed') ?? []), pagination: { nextCursor: nextCursor ?? null } });
}

function patchPod({ core, pods, shows }: RestParts, { who, body }: Call, pod: Pod): Response {
  const parsed = PatchBody.safeParse(body, { reportInput: true });
  if (!parsed.success) return invalid(parsed.error);
  const { locked, name, image, args, disk, ports, env } = parsed.data;
  core.ledger.touch({ resource: pod.id, by: who.by, what: 'patch', outcome: 'done' });
  if (locked !== undefined) pod.locked = locked;
  pod.order = {
    ...pod.order, ...(name !== undefined && { name }), ...(image !== undefined && { image }), ...(args !== undefined && { args }), ...(disk !== undefined && { disk }),
    ...(ports && { ports }), ...(env && { env }),
  };
  // Settings of the container reset it.
  if (pod.status === 'RUNNING' && (image ?? args ?? disk ?? ports ?? env) !== undefined) pods.restart(pod);
  else pods.publish(pod);
  return Response.json(shows.one(pod, 'shown') ?? { id: pod.id, name: pod.order.name, status: pod.status, locked: pod.locked });
}

function act({ core, pods, shows }: RestParts, { who }: Call, pod: Pod, action: 'start' | 'stop' | 'restart'): Response {
  const touched = (outcome: 'done' | 'failed'): void => { core.ledger.touch({ resource: pod.id, by: who.by, what: action, outcome }); };
  const refuse = (status: number, detail: string): Response => {
    touched('failed');
    return problem(status, detail);
  };
  if (pod.intent === 'gone' || !mayDo(pod.status, action)) return refuse(409, `cannot ${action} a pod that is ${pod.status}`);
  if (pod.locked && action === 'stop') return refuse(409, 'pod is locked');
  if (action === 'start') {
    const without = core.faults.strike('restart-without-gpu', { operation: 'action', resource: pod.id, tenant: pod.tenant, name: pod.order.name }, ['zero', 'refused']);
    if (without?.variant === 'refused') return refuse(400, 'There are not enough free GPUs on the host machine to start this pod.');
    pods.resume(pod, without ? 0 : undefined);
  } else if (action === 'stop') pods.stop(pod, `Exited by user: ${new Date(core.timeline.now()).toUTCString()}`);
  else pods.restart(pod);
  touched('done');
  return Response.json(shows.one(pod, 'shown') ?? { id: pod.id, name: pod.order.name, status: pod.status });
}

/** What there is until now; whoever comes again with `Last-Event-ID` gets the rest. */
function logs({ request, query }: Call, pod: Pod): Response {
  const source = query.get('source');
  const seen = Number(request.headers.get('last-event-id') ?? 0);
  const lines = pod.log.map((line, i) => ({ ...line, id: i + 1 })).filter((line) => line.id > seen && (source === null || line.source === source));
  const tail = query.has('tail') ? lines.slice(Math.max(0, lines.length - Number(query.get('tail')))) : lines;
  const events = tail.map(({ id, atMs, source: from, line }) => `id: ${id}\ndata: ${JSON.stringify({ ts: new Date(atMs).toISOString(), source: from, line })}\n\n`).join('');
  return new Response(events, { headers: { 'content-type': 'text/event-stream' } });
}
