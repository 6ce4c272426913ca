/** The client of AIMA's API, generated from docs/openapi.json. Runs in browsers and in Node. docs/guides/api.md shows how it is used. */
import type { operations } from './api-types.ts';
import { operationTable } from './api-table.ts';
import { clientOf, type BaseClient, type ClientOptions } from './client-of.ts';
import { upload, type UploadOptions, type UploadSource } from './upload.ts';
import { watchEvents, type Socket, type Watched, type WatchOptions } from './watch-events.ts';

export { ApiError } from './api-error.ts';
export type { ClientOptions } from './client-of.ts';
export type { CallOptions, Input, ItemOf, Output } from './operation-shapes.ts';
export { blobSource, type UploadOptions, type UploadSource } from './upload.ts';
export type { Watched, WatchOptions } from './watch-events.ts';
export type { components, operations } from './api-types.ts';

export interface Client extends BaseClient<operations> {
  /** Sends a file, going on after every break. @returns id of the upload @throws ApiError */
  upload(source: UploadSource, options?: UploadOptions): Promise<string>;
  /** What happens in the workspace, in its order, without a gap after breaks. @throws ApiError where it may not be watched */
  watchEvents(options?: WatchOptions): AsyncGenerator<Watched, void, undefined>;
}

const UPLOADS = '/api/v1/uploads';
const EVENTS = '/api/v1/events';
const PAUSE_MS = 250;

/** Node takes headers in the second place; browsers send their cookie and take protocols there. */
type OpenSocket = new (url: string, options?: { headers: Readonly<Record<string, string>> }) => Socket;

function openSocket({ baseUrl, headers }: BaseClient<operations>, after: number | undefined, workspace: string | undefined): Socket {
  const url = new URL(`${baseUrl.replace(/^http/, 'ws')}${EVENTS}`);
  if (after !== undefined) url.searchParams.set('after', String(after));
  if (workspace !== undefined) url.searchParams.set('workspace', workspace);
  const Opened = globalThis.WebSocket as unknown as OpenSocket;
  return headers['authorization'] === undefined ? new Opened(url.href) : new Opened(url.href, { headers: { authorization: headers['authorization'] } });
}

export function createClient(options: ClientOptions): Client {
  const base = clientOf<operations>(operationTable, options);
  const pauseMs = options.pauseMs ?? PAUSE_MS;
  return {
    ...base,
    async upload(source, uploading) {
      const url = await upload(source, { baseUrl: base.baseUrl, path: UPLOADS, send: base.send, pauseMs }, uploading);
      return url.slice(url.lastIndexOf('/') + 1);
    },
    watchEvents: (watching) => watchEvents({
      pauseMs,
      open: (after) => openSocket(base, after, options.workspace),
      refuse: async (signal) => {
        // A WebSocket does not tell why it was refused; asking for a ticket, which needs the same rights, does.
        await base.api.createEventTicket({}, signal ? { signal } : {}).catch((error: unknown) => {
          if (signal?.aborted || (error instanceof Error && 'status' in error && (error.status === 0 || Number(error.status) >= 500))) return;
          throw error;
        });
      },
    }, watching),
  };
}
