/**
 * A real local mirror of the hub on 127.0.0.1: `resolve` with its headers and its redirect to a content server (here
 * a second port), byte ranges, and the metadata API. It can be told to misbehave, and keeps a log of what it sent.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export interface MirrorRepository {
  revision: string;
  licence?: string;
  files: Readonly<Record<string, Uint8Array>>;
}

/** What goes wrong with the next answer that carries bytes of a file; each fault happens once, in the order given. */
export type Fault =
  | { do: 'break'; afterBytes: number }
  | { do: 'end early'; afterBytes: number }
  | { do: 'stall'; afterBytes: number }
  | { do: 'status'; status: number; headers?: Readonly<Record<string, string>> }
  | { do: 'wrong bytes' }
  | { do: 'wrong size' }
  | { do: 'ignore range' }
  | { do: 'too long' }
  | { do: 'slow'; chunkBytes: number; everyMs: number };

export interface LoggedRequest {
  server: 'hub' | 'content';
  method: string;
  path: string;
  range: string | undefined;
  authorization: string | undefined;
  status: number;
  sentBytes: number;
}

export interface HubMirror {
  url: string;
  contentUrl: string;
  log: LoggedRequest[];
  /** Faults for the file of this path, for the next answers from the content server. */
  fail(path: string, ...faults: Fault[]): void;
  /** Answers of the hub itself, metadata included, from now on. */
  refuse(status: number | undefined): void;
  /** Other headers and metadata than the truth, from now on. */
  lie(lies: Partial<Record<'commit' | 'size' | 'sha256', string>>): void;
  /** Bytes of the file's content that left the mirror so far. */
  sentBytes(path: string): number;
  close(): Promise<void>;
}

interface Content { path: string; bytes: Uint8Array; sha256: string }

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function listen(handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    // A connection that was broken on purpose makes the handler fail; the log has what was sent.
    void handler(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}` };
}

/** First and last byte of `bytes=A-`, or undefined; a start beyond the end is told apart. */
function startOf(range: string | undefined, size: number): number | 'beyond' {
  const [, from] = /^bytes=(\d+)-$/.exec(range ?? '') ?? [];
  if (from === undefined) return 0;
  return Number(from) >= size ? 'beyond' : Number(from);
}

/** Until the client holds `bytes` of the file: what is under way when a connection breaks is lost, and how much that is depends on the machine. */
async function untilKept(bytes: number, keptBytes: (() => Promise<number>) | undefined): Promise<void> {
  if (keptBytes === undefined) return void await sleep(30);
  for (const start = performance.now(); await keptBytes() < bytes && performance.now() - start < 10_000;) await sleep(5);
}

async function send(response: ServerResponse, bytes: Uint8Array, fault: Fault | undefined, logged: LoggedRequest, arrived: (sentBytes: number) => Promise<void>): Promise<void> {
  const write = (part: Uint8Array): Promise<void> => new Promise((resolve, reject) => {
    logged.sentBytes += part.length;
    response.write(part, (error) => (error ? reject(error) : resolve()));
  });
  switch (fault?.do) {
    case 'break':
    case 'end early':
    case 'stall': {
      await write(bytes.subarray(0, fault.afterBytes));
      if (fault.do === 'break') {
        await arrived(fault.afterBytes);
        response.destroy();
      }
      else if (fault.do === 'end early') response.end();
      return;
    }
    case 'slow': {
      for (let at = 0; at < bytes.length && !response.destroyed; at += fault.chunkBytes) {
        await write(bytes.subarray(at, at + fault.chunkBytes));
        await sleep(fault.everyMs);
      }
      break;
    }
    default: await write(bytes);
  }
  response.end();
}

async function serveContent({ bytes, sha256 }: Content, fault: Fault | undefined, request: IncomingMessage, response: ServerResponse, logged: LoggedRequest, keptBytes: MirrorOptions['keptBytes']): Promise<void> {
  const head = (status: number, headers: Record<string, string | number>): void => {
    logged.status = status;
    response.writeHead(status, headers);
  };
  if (fault?.do === 'status') {
    head(fault.status, { ...fault.headers });
    response.end();
    return;
  }
  const sent = fault?.do === 'too long' ? Buffer.concat([bytes, bytes]) : fault?.do === 'wrong bytes' ? bytes.map((byte, i) => (i > 100 ? byte ^ 1 : byte)) : fault?.do === 'wrong size' ? bytes.subarray(0, bytes.length - 1) : bytes;
  const start = fault?.do === 'ignore range' ? 0 : startOf(request.headers.range, sent.length);
  if (start === 'beyond') {
    head(416, { 'content-range': `bytes */${sent.length}` });
    response.end();
    return;
  }
  // Without a length the end of the body is the end of the connection, so an early end looks like a whole one.
  const length = fault?.do === 'end early' || fault?.do === 'too long' ? {} : { 'content-length': sent.length - start };
  const partial = request.headers.range !== undefined && fault?.do !== 'ignore range';
  head(partial ? 206 : 200, { etag: `"${sha256}"`, 'accept-ranges': 'bytes', ...length, ...(partial ? { 'content-range': `bytes ${start}-${sent.length - 1}/${sent.length}` } : {}) });
  if (request.method === 'HEAD') response.end();
  else await send(response, sent.subarray(start), fault, logged, (sentBytes) => untilKept(start + sentBytes, keptBytes && (() => keptBytes(sha256))));
}

export interface MirrorOptions {
  /** Repositories want it, as gated ones do. */
  token?: string;
  /** Files only, as simple mirrors are. */
  withoutMetadata?: boolean;
  /** How much of a file the client has stored: a connection breaks once all that was sent has arrived. */
  keptBytes?: (sha256: string) => Promise<number>;
}

/** Starts a mirror that ends with the running test. */
export async function startHubMirror(repositories: Readonly<Record<string, MirrorRepository>>, options: MirrorOptions = {}): Promise<HubMirror> {
  const log: LoggedRequest[] = [];
  const faults = new Map<string, Fault[]>();
  const contents = new Map<string, Content>();
  let refusal: number | undefined;
  let lies: Parameters<HubMirror['lie']>[0] = {};

  const note = (server: LoggedRequest['server'], request: IncomingMessage): LoggedRequest => {
    const logged = { server, method: request.method ?? '', path: request.url ?? '', range: request.headers.range, authorization: request.headers.authorization, status: 0, sentBytes: 0 };
    log.push(logged);
    return logged;
  };

  const content = await listen(async (request, response) => {
    const logged = note('content', request);
    const found = contents.get(request.url ?? '');
    if (found === undefined) {
      logged.status = 404;
      response.writeHead(404).end();
      return;
    }
    await serveContent(found, faults.get(found.path)?.shift(), request, response, logged, options.keptBytes);
  });

  const hub = await listen(async (request, response) => {
    const logged = note('hub', request);
    const answer = (status: number, headers: Record<string, string | number> = {}, body = ''): void => {
      logged.status = status;
      response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
    };
    if (refusal !== undefined) return answer(refusal);
    if (options.withoutMetadata === true && request.url?.startsWith('/api/') === true) return answer(404);
    if (options.token !== undefined && request.headers.authorization !== `Bearer ${options.token}`) return answer(401, {}, 'gated');
    const path = decodeURIComponent(request.url ?? '');
    const [, apiName, apiRevision] = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/([^/]+)$/.exec(path) ?? [];
    const [, name, revision, file] = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const repository = repositories[apiName ?? name ?? ''];
    if (repository?.revision !== (apiRevision ?? revision) || repository === undefined) return answer(404);
    const commit = lies.commit ?? repository.revision;
    if (apiName !== undefined) {
      const siblings = Object.keys(repository.files).map((rfilename) => ({ rfilename }));
      return answer(200, { 'content-type': 'application/json' }, JSON.stringify({ id: apiName, sha: commit, gated: options.token !== undefined, tags: [`license:${repository.licence ?? 'other'}`], siblings }));
    }
    const bytes = repository.files[file ?? ''];
    if (file === undefined || bytes === undefined) return answer(404);
    const sha256 = sha256Of(bytes);
    contents.set(`/content/${sha256}`, { path: file, bytes, sha256 });
    return answer(302, {
      location: `${content.url}/content/${sha256}`, 'x-repo-commit': commit,
      'x-linked-size': lies.size ?? bytes.length, 'x-linked-etag': `"${lies.sha256 ?? sha256}"`, 'accept-ranges': 'bytes',
    });
  });

  const close = async (): Promise<void> => {
    for (const { server } of [hub, content]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  onTestFinished(close);
  const isAbout = (path: string) => ({ server, path: asked }: LoggedRequest): boolean => server === 'content' && contents.get(asked)?.path === path;
  return {
    url: hub.url, contentUrl: content.url, log, close,
    fail: (path, ...next) => void faults.set(path, [...faults.get(path) ?? [], ...next]),
    refuse: (status) => void (refusal = status),
    lie: (next) => void (lies = next),
    sentBytes: (path) => log.filter(isAbout(path)).reduce((sum, { sentBytes }) => sum + sentBytes, 0),
  };
}
