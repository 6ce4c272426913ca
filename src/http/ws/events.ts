/**
 * `/api/v1/events` as a WebSocket: what happens in the caller's workspace, one JSON message each. The client says which number
 * it saw last (`after`) and gets what came behind it; a `reset` in its place says that it was away for too long.
 */
import websocket, { type WebSocket } from '@fastify/websocket';
import { EventKind, type EventMessage, type EventReset } from '@aima/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../../auth/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { RawRoutes } from '../api.ts';
import { askedOf, type Authenticate } from '../caller.ts';
import { operation, type Operation } from '../operation.ts';
import { checkOrigin, type HostRule } from '../request-origin.ts';
import type { Shutdown } from '../shutdown.ts';
import type { Tickets } from './tickets.ts';

/** Codes of RFC 6455 and its registry. */
const CLOSED = { goingAway: 1001, refused: 1008, failed: 1011, restart: 1012 } as const;
const BEAT_MS = 20_000;
const RECHECK_MS = 3_000;
const MOST_PER_CALLER = 20;

type Subscribe = (workspaceId: string, after: number | undefined, signal: AbortSignal) => AsyncIterable<EventMessage | EventReset>;

export interface EventSocketParts {
  subscribe: Subscribe;
  authenticate: Authenticate;
  /** Whether the session or key that opened the socket still does; the database may be away for a while, which is no reason to close. */
  stillHolds(principal: Principal): Promise<boolean>;
  tickets: Tickets;
  hosts: HostRule;
  shutdown: Shutdown;
  beatMs?: number;
  recheckMs?: number;
}

const Query = z.object({
  after: z.coerce.number().int().nonnegative().optional().describe('Number of the last event that is known; without it, only what happens from now on'),
  kinds: z.string().optional().transform((text) => text?.split(',')).pipe(z.array(EventKind).optional()).describe('Only these kinds, separated by commas'),
  ticket: z.string().max(8192).optional().describe('Of POST /events/ticket, in place of a header'),
  workspace: z.string().optional(),
});

/** Headers and workspace of the request, or of the one that the ticket was given to. */
function credentialsOf(request: FastifyRequest, { tickets, hosts }: EventSocketParts): Parameters<Authenticate> {
  const asked = askedOf(request);
  const { ticket } = Query.parse(request.query);
  if (ticket === undefined) {
    // A browser opens WebSockets to anywhere and sends cookies along: who comes with one must come from our page.
    if (request.headers.authorization === undefined) checkOrigin(request, hosts, true);
    return [request.headers, asked];
  }
  const content = tickets.redeem(ticket);
  if (!content) throw new AppError('SIGN_IN_REQUIRED', 'This ticket is not good, or not any more.');
  const { authorization, cookie, workspaceId } = content;
  const headers = { ...(authorization === undefined ? {} : { authorization }), ...(cookie === undefined ? {} : { cookie }) };
  return [headers, { ...asked, ...(workspaceId === undefined ? {} : { workspaceId }) }];
}

/** Resolves once the message is handed to the connection: a slow reader is waited for, not buffered for. */
const send = (socket: WebSocket, message: EventMessage | EventReset): Promise<void> =>
  new Promise((resolve, reject) => { socket.send(JSON.stringify(message), (error) => { if (error) reject(error); else resolve(); }); });

/** Ends the socket when nobody is there any more, or whoever is there may not be. */
function guardSocket(socket: WebSocket, principal: Principal, { stillHolds, beatMs = BEAT_MS, recheckMs = RECHECK_MS }: EventSocketParts): () => void {
  let alive = true;
  socket.on('pong', () => { alive = true; });
  const beat = setInterval(() => {
    if (!alive) socket.terminate();
    alive = false;
    socket.ping();
  }, beatMs);
  const recheck = setInterval(() => {
    stillHolds(principal).then((holds) => { if (!holds) socket.close(CLOSED.refused, 'signed out'); }, () => undefined);
  }, recheckMs);
  return () => {
    clearInterval(beat);
    clearInterval(recheck);
  };
}

async function serve(socket: WebSocket, request: FastifyRequest, parts: EventSocketParts): Promise<void> {
  const { principal } = request;
  if (!principal) return;
  // The route's validation has read it already.
  const { after, kinds } = request.query as z.output<typeof Query>;
  const left = new AbortController();
  const stopGuarding = guardSocket(socket, principal, parts);
  const stop = (): void => { socket.close(CLOSED.restart, 'the server is stopping'); };
  parts.shutdown.draining.addEventListener('abort', stop, { once: true });
  socket.once('close', () => {
    left.abort();
    stopGuarding();
    parts.shutdown.draining.removeEventListener('abort', stop);
  });
  socket.on('error', () => { socket.terminate(); });
  // Nothing that a client says has a meaning here; a large message would only cost memory.
  try {
    for await (const message of parts.subscribe(principal.workspaceId, after, left.signal)) {
      if (left.signal.aborted) return;
      if ('kind' in message && kinds && !kinds.includes(message.kind)) continue;
      await send(socket, message);
    }
    socket.close(CLOSED.goingAway, 'no more events');
  } catch (error) {
    if (left.signal.aborted) return;
    request.log.error({ err: error }, 'events ended');
    socket.close(CLOSED.failed, 'the server met a fault');
  }
}

/** The route, and how many sockets are open. */
export function eventSocket(parts: EventSocketParts): { routes: RawRoutes; open(): number } {
  const callers = new Map<string, number>();
  let sockets = 0;
  const enter = ({ actor }: Principal, by: 1 | -1): void => {
    const now = (callers.get(actor) ?? 0) + by;
    if (now === 0) callers.delete(actor);
    else callers.set(actor, now);
    sockets += by;
  };
  const routes = async (app: FastifyInstance): Promise<void> => {
    await app.register(websocket, { options: { maxPayload: 4096 } });
    app.route({
      method: 'GET', url: '/api/v1/events',
      schema: {
        operationId: 'watchEvents', tags: ['events'], summary: 'What happens in the workspace, as a WebSocket',
        description: 'Each message is an EventMessage, or an EventReset where `after` is too long ago. Close codes: 1008 signed out, 1012 the server stops (come back with `after`).', querystring: Query,
        response: { 101: z.undefined().describe('It is a WebSocket now') },
      },
      onRequest: async (request) => {
        const { upgrade, 'sec-websocket-key': key } = request.headers;
        // The handshake itself would refuse it with a page.
        if (upgrade !== undefined && !/^[+/\dA-Za-z]{22}==$/.test(String(key))) throw new AppError('INVALID_MESSAGE', 'The header Sec-WebSocket-Key is missing or wrong.', { header: 'Sec-WebSocket-Key' });
        // Before validation, so that a wrong query is told as a problem too.
        const query = Query.safeParse(request.query);
        if (!query.success) throw new AppError('INVALID_MESSAGE', z.prettifyError(query.error));
        const principal = await parts.authenticate(...credentialsOf(request, parts));
        if (!principal) throw new AppError('SIGN_IN_REQUIRED', 'Events need a signed-in user, an API key or a ticket.');
        if (!principal.permissions.has('jobs:read')) throw new AppError('FORBIDDEN', 'This needs the permission jobs:read.', { permission: 'jobs:read' });
        if ((callers.get(principal.actor) ?? 0) >= MOST_PER_CALLER) throw new AppError('RATE_LIMITED', `At most ${MOST_PER_CALLER} watchers of one caller.`);
        request.principal = principal;
      },
      handler: () => { throw new AppError('INVALID_MESSAGE', 'This address is a WebSocket.'); },
      wsHandler: (socket, request) => {
        const { principal } = request;
        if (!principal) return;
        enter(principal, 1);
        socket.once('close', () => { enter(principal, -1); });
        serve(socket, request, parts).catch((error: unknown) => {
          request.log.error({ err: error }, 'a watcher could not be served');
          socket.terminate();
        });
      },
    });
  };
  return { routes, open: () => sockets };
}

const Ticket = z.object({ ticket: z.string(), expiresInSeconds: z.int() }).meta({ id: 'EventTicket' });

export const ticketOperations = ({ tickets }: { tickets: Tickets }): Operation[] => [
  operation({
    id: 'createEventTicket', method: 'POST', path: '/events/ticket', tag: 'events', summary: 'A ticket that opens one WebSocket without a header', access: 'jobs:read', result: Ticket, status: 201,
    handle: ({ request: { headers }, principal: { workspaceId } }) => tickets.issue({
      workspaceId,
      ...(headers.authorization === undefined ? {} : { authorization: headers.authorization }),
      ...(headers.cookie === undefined || headers.authorization !== undefined ? {} : { cookie: headers.cookie }),
    }),
  }),
];
