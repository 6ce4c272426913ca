/**
 * `node tests/bench/upload.ts [MiB]`: what an upload costs on its whole way, from a client in another process through HTTP
 * (tus) into an encrypted, flushed file that is checked for its SHA-256, against a plain copy of the same bytes with SHA-256
 * and one AES-256-GCM stream, flushed too, in turn. Prints medians and the ratio (goal 0.7).
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Permission } from '@aima/contract';
import type { Principal } from '../../src/auth/principal.ts';
import { openDatabase } from '../../src/db/index.ts';
import { createApi } from '../../src/http/api.ts';
import { tusRoutes } from '../../src/http/rest/uploads-tus.ts';
import { closeLibrary } from '../../src/library/index.ts';
import { openTestLibrary } from '../support/open-test-library.ts';
import { median } from './measure.ts';
import { plainCopy } from './plain-copy.ts';

const ROUNDS = 5;
const CHUNK_BYTES = 64 * 1024;
const MIB = Number(process.argv[2] ?? 256);
const SIZE = MIB * 2 ** 20;

/** Random enough not to be compressible, and cheap enough not to count. */
async function* arriving(): AsyncGenerator<Uint8Array> {
  const chunk = randomBytes(CHUNK_BYTES);
  for (let sent = 0; sent < SIZE; sent += CHUNK_BYTES) yield chunk;
}

interface Took { seconds: number; /** Of this process, which is the server. */ cpuSeconds: number }

async function timed(work: () => Promise<unknown>): Promise<Took> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 };
}

/** The client: sends all bytes in one PATCH and says how that was answered. */
async function client(): Promise<void> {
  process.on('message', (url: string) => {
    void (async () => {
      const request = http.request(url, { method: 'PATCH', headers: { 'tus-resumable': '1.0.0', 'upload-offset': 0, 'content-type': 'application/offset+octet-stream', 'content-length': SIZE, authorization: 'x' } });
      const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
      for await (const chunk of arriving()) if (!request.write(chunk)) await once(request, 'drain');
      request.end();
      const [{ statusCode }] = await answered;
      process.send?.(statusCode);
    })();
  });
}

async function bench(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aima-bench-upload-'));
  const database = await openDatabase({ folder: path.join(folder, 'db') });
  const { library, member } = await openTestLibrary(database, folder);
  const principal: Principal = { ...await member(), permissions: new Set(Permission.options) };
  const app = await createApi({ operations: [], raw: [tusRoutes(library)], authenticate: async () => principal });
  const base = await app.listen({ port: 0, host: '127.0.0.1' });
  const sender = fork(import.meta.filename, [String(MIB)], { env: { ...process.env, AIMA_BENCH_CLIENT: '1' } });
  try {
    const times = { plain: [] as Took[], upload: [] as Took[] };
    for (let round = 0; round < ROUNDS; round++) {
      const copy = path.join(folder, 'copy');
      times.plain.push(await timed(() => plainCopy(arriving(), copy)));
      rmSync(copy);
      const created = await fetch(`${base}/api/v1/uploads`, { method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': String(SIZE) } });
      const took = await timed(async () => {
        sender.send(`${base}${created.headers.get('location') ?? ''}`);
        const [statusCode] = await once(sender, 'message') as [number];
        if (statusCode !== 204) throw new Error(`The upload was answered with ${statusCode}.`);
      });
      // Random bytes are no medium; that they are refused belongs to the way, their removal does not.
      await library.background.idle();
      times.upload.push(took);
    }
    const rate = (list: readonly Took[]): string => `${Math.round(MIB / median(list.map(({ seconds }) => seconds)))} MiB/s`;
    const ratiosOf = (of: keyof Took): number[] => times.plain.map((plain, i) => plain[of] / (times.upload[i]?.[of] ?? Number.NaN));
    const ratios = ratiosOf('seconds');
    console.log(`${MIB} MiB, ${ROUNDS} rounds in turn, medians: plain copy with SHA-256 and AES-256-GCM ${rate(times.plain)}, upload through HTTP ${rate(times.upload)}; upload ÷ plain copy = ${median(ratios).toFixed(2)} (goal 0.7)`);
    console.log(`rounds: ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}; computing time of plain copy (with making the bytes) ÷ server: ${median(ratiosOf('cpuSeconds')).toFixed(2)}`);
  } finally {
    sender.kill();
    await app.close();
    await closeLibrary(library);
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await (process.env['AIMA_BENCH_CLIENT'] === '1' ? client() : bench());
