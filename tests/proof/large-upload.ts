/**
 * `npm run proof -- large-upload [-- --gib N]`: a film of 20 GiB by the command line into a real server. The client and then
 * the server are killed with -9 on the way; the same command goes on, what arrives has the announced hash and plays near its
 * end, and the server's memory stays small. Needs as much free space as the film has.
 */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { appendFileSync, createReadStream, mkdtempSync, openSync, readSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { treeUsage } from '../../src/kernel/process-tree.ts';
import { startCli, type RunningCli } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';
import { spawnServer } from '../support/killable-server.ts';
import { signUpAdmin, steadyClient } from '../support/steady-client.ts';

const { values } = parseArgs({ options: { gib: { type: 'string', default: '20' } } });
const GIB = 2 ** 30;
const sizeBytes = Math.round(Number(values.gib) * GIB);
const MOST_MIB = 600;
const work = mkdtempSync(path.join(tmpdir(), 'aima-proof-'));
const data = path.join(work, 'data');

/** A film of ten seconds and behind it a box of nothing, as a player skips it (ISO/IEC 14496-12, 8.1.2); the nothing takes no space here. */
function makeFilm(): string {
  const file = path.join(work, 'large.mp4');
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=10', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', file]);
  const box = Buffer.alloc(16);
  box.writeUInt32BE(1, 0);
  box.write('free', 4, 'latin1');
  box.writeBigUInt64BE(BigInt(sizeBytes - statSync(file).size), 8);
  appendFileSync(file, box);
  truncateSync(file, sizeBytes);
  // The last bytes are not nothing: what is read there later must be they.
  truncateSync(file, sizeBytes - 4096);
  appendFileSync(file, Buffer.alloc(4096, 0xa5));
  return file;
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 4 * 2 ** 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const results: boolean[] = [];
const say = (what: string, ok: boolean): void => {
  results.push(ok);
  process.stdout.write(`${ok ? 'passed' : 'FAILED'}: ${what}\n`);
};

const port = await freePort();
let server = spawnServer({ data, port, mark: 'large-upload' });
let peakMiB = 0;
let watches = false;
const watch = setInterval(() => { if (watches) void treeUsage(server.pid).then(({ memoryBytes }) => { peakMiB = Math.max(peakMiB, Math.round(memoryBytes / 2 ** 20)); }, () => undefined); }, 500);
try {
  const film = makeFilm();
  const url = await server.ready;
  // It answers before it prints its link.
  while (server.welcomeToken() === undefined) await sleep(50);
  const cookie = await signUpAdmin(url, server.welcomeToken() ?? '');
  const client = steadyClient(() => url, () => cookie);
  const env = { HOME: work, XDG_CONFIG_HOME: path.join(work, 'config'), AIMA_SERVER: url };
  const key = (await (await fetch(`${url}/api/v1/api-keys`, { method: 'POST', headers: { cookie, origin: url, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'proof', scopes: ['media:read', 'media:write'] }) })).json()) as { key: string };
  const upload = (): RunningCli => startCli(['upload', film], { data: path.join(work, 'cli'), env: { ...env, AIMA_TOKEN: key.key } });
  const offset = async (): Promise<number> => {
    const answer = await fetch(`${url}/api/v1/uploads`, { headers: { cookie } }).then((reply) => reply.json() as Promise<{ items: { offsetBytes: number }[] }>, () => ({ items: [] }));
    return answer.items[0]?.offsetBytes ?? 0;
  };
  const reach = async (share: number, cli: RunningCli): Promise<void> => {
    for (let ended = false; !ended && await offset() < share * sizeBytes;) ended = await Promise.race([cli.end.then(() => true), sleep(250, false)]);
  };

  const from = performance.now();
  watches = true;
  const first = upload();
  await reach(0.2, first);
  first.child.kill('SIGKILL');
  await first.end;
  const kept = await offset();
  say(`the client killed at ${(kept / GIB).toFixed(1)} GiB`, kept >= 0.2 * sizeBytes && kept < sizeBytes);
  const second = upload();
  await reach(0.6, second);
  watches = false; // a start is no upload
  await server.kill();
  server = spawnServer({ data, port, mark: 'large-upload' });
  await server.ready;
  watches = true;
  const afterKill = await offset();
  say(`the server killed at ${(afterKill / GIB).toFixed(1)} GiB; nothing confirmed before is gone`, afterKill >= 0.6 * sizeBytes * 0.999);
  let end = await second.end;
  if (end.code !== 0) end = await upload().end;
  const seconds = (performance.now() - from) / 1000;
  say(`all of it is there after ${seconds.toFixed(0)} s, ${(sizeBytes / 2 ** 20 / seconds).toFixed(0)} MiB/s with both kills`, end.code === 0);
  if (end.code !== 0) process.stdout.write(`${end.stderr.slice(-1500)}\n`);
  const { items } = JSON.parse((await client.ask('GET', '/api/v1/media')).text) as { items: { id: string; sha256: string; sizeBytes: number; durationMs: number }[] };
  const medium = items[0];
  say(`its hash and its size are the file's`, medium?.sha256 === await sha256Of(film) && medium.sizeBytes === sizeBytes);
  say(`what is in it is known: ${medium?.durationMs ?? 0} ms`, medium?.durationMs === 10_000);
  const part = await fetch(`${url}/api/v1/media/${medium?.id ?? ''}/content`, { headers: { cookie, range: `bytes=${sizeBytes - 8192}-${sizeBytes - 1}` } });
  const there = Buffer.from(await part.arrayBuffer());
  const here = Buffer.alloc(8192);
  readSync(openSync(film, 'r'), here, 0, 8192, sizeBytes - 8192);
  say('its last bytes can be read at once and are the right ones', part.status === 206 && there.equals(here));
  say(`server and all that it started: at most ${peakMiB} MiB (limit ${MOST_MIB})`, peakMiB <= MOST_MIB);
} finally {
  clearInterval(watch);
  await server.stop();
  rmSync(work, { recursive: true, force: true });
}
const failed = results.filter((ok) => !ok).length;
process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
