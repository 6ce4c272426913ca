import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { localHttp } from '../../tests/support/local-http.ts';
import { s3Server } from '../../tests/support/s3-server.ts';
import { numberedBytes } from '../../tests/support/seeded-bytes.ts';
import { driverCases } from './driver.cases.ts';
import { openS3Driver, S3Settings } from './s3-driver.ts';
import type { StorageDriver } from './storage-driver.ts';

const BUCKET = 'aima-media';
const CREDENTIALS = { bucket: BUCKET, accessKeyId: 'test-id', secretAccessKey: 'test-SECRET-word' };

function driverOf(endpoint: string, more: Partial<S3Settings> = {}): StorageDriver {
  const driver = openS3Driver(S3Settings.parse({ ...CREDENTIALS, endpoint, prefix: 'installation-1/', ...more }));
  onTestFinished(() => { driver.close(); });
  return driver;
}

async function* bytes(...chunks: Buffer[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

describe('a bucket', () => { driverCases(async () => driverOf((await s3Server(BUCKET)).endpoint), 40_000_000); });

test('parts of an upload that failed or was aborted do not stay in the bucket', async () => {
  const { endpoint, requests } = await s3Server(BUCKET);
  const driver = driverOf(endpoint);
  const abort = new AbortController();
  async function* failing(fail: () => void): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 30; i++) yield Buffer.alloc(1_000_000, i);
    fail();
    yield Buffer.alloc(1);
  }
  await expect(driver.write('a', failing(() => { throw new Error('the source failed'); }))).rejects.toThrow('the source failed');
  await expect(driver.write('a', failing(() => { abort.abort(); }), abort.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  const of = (pattern: RegExp): number => requests.filter((each) => pattern.test(each)).length;
  expect(of(/^PUT .*partNumber=.* 200$/)).toBeGreaterThan(2);
  expect(of(/^POST .*uploads.* 200$/)).toBe(2);
  expect(of(/^DELETE .*uploadId=.* 204$/)).toBe(2);
});

/** Passes everything on to `endpoint`, and cuts each answer with content off behind `cutBytes`, `cuts` times. */
async function cuttingProxy(endpoint: string, cutBytes: number, cuts: number): Promise<{ address: string; asked: string[] }> {
  const asked: string[] = [];
  let left = cuts;
  const server = http.createServer((request, reply) => {
    if (request.method === 'GET') asked.push(String(request.headers.range));
    const onward = http.request(`${endpoint}${request.url ?? ''}`, { method: request.method, headers: request.headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      if (request.method !== 'GET' || left === 0) return void answer.pipe(reply);
      left -= 1;
      let passed = 0;
      answer.on('data', (chunk: Buffer) => {
        reply.write(chunk.subarray(0, Math.max(0, cutBytes - passed)), () => { if (passed >= cutBytes) reply.destroy(); });
        passed += chunk.length;
      });
    });
    onward.on('error', () => { reply.destroy(); });
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }; // a TCP server that listens has one
}

test('reading goes on behind the byte at which a connection broke', async () => {
  const { endpoint } = await s3Server(BUCKET);
  const content = numberedBytes(3_000_000, 1);
  await driverOf(endpoint).write('a', bytes(content));
  const { address, asked } = await cuttingProxy(endpoint, 400_000, 5);
  const got = Buffer.concat(await Array.fromAsync(driverOf(address, { silenceTimeoutMs: 3000 }).read('a')));
  expect(got.equals(content)).toBe(true);
  expect(asked.length).toBe(6);
});

test('a server that is silent, gone or broken ends in an error within its limits, without the secret', async () => {
  const settings = { silenceTimeoutMs: 200, connectTimeoutMs: 200, attempts: 2 };
  let asked = 0;
  const silent = await localHttp(() => { asked += 1; });
  const failure: unknown = await driverOf(silent, settings).stat('a').catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'STORAGE_UNREACHABLE' });
  expect(asked).toBe(2);
  expect(JSON.stringify(failure) + String(failure)).not.toContain('SECRET');
  const { endpoint, stop } = await s3Server(BUCKET);
  await stop();
  await expect(driverOf(endpoint, settings).write('a', bytes(Buffer.alloc(5)))).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' });
  const broken = await localHttp((_, reply) => { reply.writeHead(500).end(); });
  await expect(driverOf(broken, settings).delete('a')).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' });
});

test('a refusal is told as one and not tried again', async () => {
  let asked = 0;
  const refusing = await localHttp((_, reply) => {
    asked += 1;
    reply.writeHead(403, { 'content-type': 'application/xml' }).end('<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>');
  });
  await expect(Array.fromAsync(driverOf(refusing).list(''))).rejects.toMatchObject({ code: 'STORAGE_REFUSED' });
  expect(asked).toBe(1);
  await expect(driverOf((await s3Server(BUCKET)).endpoint, { bucket: 'another-bucket' }).write('a', bytes(Buffer.alloc(5)))).rejects.toMatchObject({ code: 'STORAGE_REFUSED' });
});

test('uploads that a killed process left are given up once they are old', async () => {
  const given: string[] = [];
  const xml = (age: number, id: string): string => `<Upload><Key>installation-1/a</Key><UploadId>${id}</UploadId><Initiated>${new Date(Date.now() - age).toISOString()}</Initiated></Upload>`;
  const server = await localHttp((request, reply) => {
    if (request.method === 'DELETE') given.push(new URL(request.url ?? '', 'http://x').searchParams.get('uploadId') ?? '');
    const first = !(request.url ?? '').includes('key-marker');
    if (request.method === 'DELETE') reply.writeHead(204).end();
    else reply.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?><ListMultipartUploadsResult><IsTruncated>${first}</IsTruncated>${first ? '<NextKeyMarker>m</NextKeyMarker>' : ''}${first ? xml(7_200_000, 'old-1') + xml(10, 'new') : xml(7_200_000, 'old-2')}</ListMultipartUploadsResult>`);
  });
  expect(await driverOf(server).sweep(3_600_000)).toBe(2);
  expect(given).toEqual(['old-1', 'old-2']);
});
