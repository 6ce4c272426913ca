/** Makes a client of a table of operations and their types; `createClient` in index.ts makes the one of AIMA's API. */
import createFetchClient from 'openapi-fetch';
import type { Language } from '../units.ts';
import type { CallOptions, Input, ItemOf, OperationFunctions, OperationRow } from './operation-shapes.ts';
import { send, type SendOptions, type TransportOptions } from './transport.ts';

export interface ClientOptions {
  /** Such as `http://127.0.0.1:8000`, without a path. */
  baseUrl: string;
  /** API key or session token; without one the browser's cookie counts. */
  token?: string;
  /** Id of the workspace, where the account has several. */
  workspace?: string;
  /** Of sentences in errors. */
  language?: Language;
  fetch?: typeof fetch;
  /** Until an answer is there, in milliseconds (30,000). */
  timeoutMs?: number;
  /** Repetitions after a broken connection, of what may be repeated (5). */
  retries?: number;
  /** First pause before a repetition, in milliseconds (250); the next ones double. */
  pauseMs?: number;
}

export interface BaseClient<Operations> {
  /** One function per operation, by its id: `api.getJob({ path: { jobId } })`. @throws ApiError */
  readonly api: OperationFunctions<Operations>;
  /** The answer itself, for streams and bytes; errors are thrown as by the functions. @throws ApiError */
  raw<Id extends keyof Operations & string>(id: Id, input: Input<Operations[Id]>, options?: CallOptions): Promise<Response>;
  /** All items of a list, page by page as they are asked for. @throws ApiError */
  pages<Id extends keyof Operations & string>(id: Id, input: Input<Operations[Id]>, options?: CallOptions): AsyncGenerator<ItemOf<Operations[Id]>, void, undefined>;
  /** A request of one's own with the same credentials, limits and repetitions. @throws ApiError */
  send(path: string, init: RequestInit, options?: SendOptions): Promise<Response>;
  readonly baseUrl: string;
  /** What goes with every request. */
  readonly headers: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 30_000;
const RETRIES = 5;
const PAUSE_MS = 250;

/** `crypto.randomUUID` exists only where browsers trust the address; this does everywhere. */
const newKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

interface LooseInput {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** As openapi-fetch is used here: the table says method and path, so its own types of them add nothing. */
type LooseRequest = (method: string, path: string, init: Record<string, unknown>) => Promise<{ data?: unknown; response: Response }>;

function headersOf({ token, workspace, language }: ClientOptions): Record<string, string> {
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(workspace === undefined ? {} : { 'aima-workspace': workspace }),
    ...(language === undefined ? {} : { 'accept-language': language }),
  };
}

const callHeaders = ({ ifMatch, idempotencyKey }: CallOptions, { idempotent }: OperationRow): Record<string, string> => ({
  ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
  ...(idempotent ? { 'idempotency-key': idempotencyKey ?? newKey() } : {}),
});

export function clientOf<Operations>(table: Readonly<Record<keyof Operations & string, OperationRow>>, options: ClientOptions): BaseClient<Operations> {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const transport: TransportOptions = {
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS, retries: options.retries ?? RETRIES, pauseMs: options.pauseMs ?? PAUSE_MS,
  };
  const headers = headersOf(options);
  const request = createFetchClient<Record<string, never>>({ baseUrl, headers }).request as unknown as LooseRequest;

  type Id = keyof Operations & string;
  const call = async (id: Id, input: LooseInput, calling: CallOptions, stream: boolean): Promise<{ data?: unknown; response: Response }> => {
    const row = table[id];
    const { signal, timeoutMs } = calling;
    signal?.throwIfAborted();
    return request(row.method.toLowerCase(), row.path, {
      params: { ...(input.path ? { path: input.path } : {}), ...(input.query ? { query: input.query } : {}) },
      ...(input.body === undefined ? {} : { body: input.body }),
      headers: callHeaders(calling, row),
      ...(stream ? { parseAs: 'stream' } : {}),
      fetch: (made: Request) => send(made, transport, { signal, timeoutMs, stream }),
    });
  };

  // The functions' types follow from `Operations`, whose keys are the table's.
  const api = Object.fromEntries((Object.keys(table) as Id[]).map((id) => [id, async (input: LooseInput = {}, calling: CallOptions = {}) => (await call(id, input, calling, false)).data])) as unknown as OperationFunctions<Operations>;

  return {
    api, baseUrl, headers,
    raw: async (id, input, calling = {}) => (await call(id, input as LooseInput, calling, true)).response,
    async *pages(id, input, calling = {}) {
      const { query, ...rest } = input as LooseInput;
      let cursor: string | undefined;
      do {
        const { data } = await call(id, { ...rest, query: { ...query, ...(cursor === undefined ? {} : { cursor }) } }, calling, false);
        const page = data as { items: ItemOf<Operations[typeof id]>[]; next?: string };
        yield* page.items;
        cursor = page.next;
      } while (cursor !== undefined);
    },
    send: (path, init, sending) => {
      const made = new Request(`${baseUrl}${path}`, init);
      for (const [name, value] of Object.entries(headers)) if (!made.headers.has(name)) made.headers.set(name, value);
      return send(made, transport, sending);
    },
  };
}
