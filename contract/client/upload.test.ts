import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { localHttp } from '../../tests/support/local-http.ts';
import { ApiError } from './api-error.ts';
import { clientOf } from './client-of.ts';
import { blobSource, upload, type UploadOptions, type UploadParts } from './upload.ts';

const BYTES = new Uint8Array(randomBytes(300_000));
const SHA256 = createHash('sha256').update(BYTES).digest('hex');

interface Tus {
  baseUrl: string;
  kept(): Buffer;
  metadata(): string;
  requests: string[];
}

/** What a fault does to a PATCH: keeps as many of its bytes as it says, and answers or breaks. */
type Fault = { keep: number; status?: number } | undefined;

/** Keeps uploads in memory, as tus 1.0.0 says; the n-th PATCH meets the n-th fault. */
async function tusServer(faults: readonly Fault[] = [], first = Buffer.alloc(0)): Promise<Tus> {
  let kept = first;
  let made = first.length > 0;
  let metadata = '';
  let patches = 0;
  const requests: string[] = [];
  const patch = (request: IncomingMessage, response: ServerResponse): void => {
    const fault = faults[patches++];
    const chunks: Buffer[] = [];
    if (Number(request.headers['upload-offset']) !== kept.length) {
      request.resume();
      response.writeHead(409).end();
      return;
    }
    request.on('data', (chunk: Buffer) => { chunks.push(chunk); }).on('end', () => {
      const all = Buffer.concat(chunks);
      kept = Buffer.concat([kept, fault ? all.subarray(0, fault.keep) : all]);
      if (!fault) response.writeHead(204, { 'upload-offset': String(kept.length) }).end();
      else if (fault.status === undefined) response.destroy();
      else response.writeHead(fault.status).end();
    });
  };
  const baseUrl = await localHttp((request, response) => {
    requests.push(request.method ?? '');
    if (request.headers['tus-resumable'] !== '1.0.0') response.writeHead(412).end();
    else if (request.method === 'POST') {
      made = true;
      metadata = String(request.headers['upload-metadata']);
      response.writeHead(201, { location: 'http://elsewhere.invalid/api/v1/uploads/u1' }).end();
    } else if (!made || request.url !== '/api/v1/uploads/u1') response.writeHead(404).end();
    else if (request.method === 'HEAD') response.writeHead(200, { 'upload-offset': String(kept.length) }).end();
    else patch(request, response);
  });
  return { baseUrl, kept: () => kept, metadata: () => metadata, requests };
}

const parts = ({ baseUrl }: Tus): UploadParts => ({ baseUrl, path: '/api/v1/uploads', pauseMs: 1, send: clientOf({}, { baseUrl, pauseMs: 1 }).send });
const source = (bytes = BYTES) => blobSource(new Blob([bytes]), 'Über film.mp4', SHA256);
const run = (tus: Tus, options: UploadOptions = {}, bytes = BYTES): Promise<string> => upload(source(bytes), parts(tus), { chunkBytes: 64_000, ...options });

test('all bytes arrive, with name and hash announced, and progress rises to the end', async () => {
  const tus = await tusServer();
  const seen: number[] = [];
  let address = '';
  expect(await run(tus, { metadata: { folder: 'trip' }, onProgress: (sent) => seen.push(sent), onCreated: (url) => { address = url; } })).toBe('/api/v1/uploads/u1');
  expect(tus.kept().equals(Buffer.from(BYTES))).toBe(true);
  const metadata = tus.metadata().split(',').map((each) => each.split(' ')).map(([key, value]) => [key, Buffer.from(value ?? '', 'base64').toString('utf8')]);
  expect(Object.fromEntries(metadata)).toEqual({ filename: 'Über film.mp4', sha256: SHA256, folder: 'trip' });
  expect(seen).toEqual([0, 64_000, 128_000, 192_000, 256_000, 300_000]);
  expect(address).toBe('/api/v1/uploads/u1');
});

test('after any break it goes on where the server is, not where the client thought', async () => {
  const tus = await tusServer([{ keep: 10_001 }, { keep: 0 }, { keep: 64_000 }, { keep: 5, status: 503 }, { keep: 0, status: 423 }, undefined, { keep: 30_000, status: 500 }]);
  await run(tus);
  expect(tus.kept().equals(Buffer.from(BYTES))).toBe(true);
  expect(tus.requests.filter((method) => method === 'HEAD').length).toBe(6);
});

test('an upload that another process began is gone on with, one that is gone is begun anew', async () => {
  const tus = await tusServer([], Buffer.from(BYTES.subarray(0, 200_000)));
  await run(tus, { resume: '/api/v1/uploads/u1' });
  expect(tus.requests).toEqual(['HEAD', 'PATCH', 'PATCH']);
  expect(tus.kept().equals(Buffer.from(BYTES))).toBe(true);
  const empty = await tusServer();
  await run(empty, { resume: '/api/v1/uploads/long-gone' });
  expect(empty.kept().length).toBe(BYTES.length);
});

test('breaks without any progress end, with everything kept for later', async () => {
  const tus = await tusServer(Array.from({ length: 99 }, () => ({ keep: 0 })));
  await expect(run(tus, { breaks: 3 })).rejects.toBeInstanceOf(ApiError);
  expect(tus.requests.filter((method) => method === 'PATCH').length).toBe(4);
});

test.each([[507, 1], [413, 1], [460, 1]])('status %i is not tried again', async (status, patches) => {
  const tus = await tusServer(Array.from({ length: 9 }, () => ({ keep: 0, status })));
  await expect(run(tus)).rejects.toMatchObject({ status });
  expect(tus.requests.filter((method) => method === 'PATCH').length).toBe(patches);
});

test('an abort keeps what arrived', async () => {
  const tus = await tusServer();
  const cancel = new AbortController();
  await expect(run(tus, { signal: cancel.signal, onProgress: (sent) => { if (sent > 100_000) cancel.abort(new Error('enough')); } })).rejects.toThrow('enough');
  expect(tus.kept().length).toBe(128_000);
});

test('what the server knows already by its hash is not sent', async () => {
  const requests: string[] = [];
  const baseUrl = await localHttp((request, response) => {
    requests.push(request.method ?? '');
    response.writeHead(201, { location: '/api/v1/uploads/u1', 'upload-offset': String(BYTES.length) }).end();
  });
  expect(await upload(source(), { baseUrl, path: '/api/v1/uploads', pauseMs: 1, send: clientOf({}, { baseUrl }).send })).toBe('/api/v1/uploads/u1');
  expect(requests).toEqual(['POST']);
});

test('a file without bytes is made and nothing more', async () => {
  const tus = await tusServer();
  await run(tus, {}, new Uint8Array());
  expect(tus.requests).toEqual(['POST']);
});
