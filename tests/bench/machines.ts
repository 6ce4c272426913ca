/**
 * `npm run bench -- --machines`: a file onto a rented machine by the shell's own `send` and through a tunnel, as a worker is given
 * media, each against `scp` of the same file over the same link, in turn. The link is a loopback shaped to 1 Gbit/s in a network of
 * its own; the machine is a real one behind its own sshd. Needs Linux, root and tc.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { makeKeyPair } from '../../src/remote/key-pair.ts';
import type { ShellTarget } from '../../src/remote/shell.ts';
import { openSshShell } from '../../src/remote/ssh-shell.ts';
import { realMachines, type RealMachine } from '../emulators/machine/real-machines.ts';
import { machineRoot, whyNoMachine } from '../emulators/machine/root.ts';
import { until } from '../support/rented-machine.ts';
import { median } from './measure.ts';

const run = promisify(execFile);

const SIZE_BYTES = 256 * 2 ** 20;
const ROUNDS = 5;
const LEAST = 0.8;
const LINK = { rate: '1gbit', megabytesPerSecond: 125 };
/** So that this program knows itself inside the shaped network. */
const INSIDE = 'inside';

const shape = (): void => {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  execFileSync('tc', ['qdisc', 'add', 'dev', 'lo', 'root', 'tbf', 'rate', LINK.rate, 'burst', '512kb', 'latency', '50ms']);
};

/** @returns megabytes (10^6 bytes) a second */
async function speedOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return SIZE_BYTES / 1000 / (performance.now() - from);
}

interface Bench { file: string; keyFile: string; target: ShellTarget; machine: RealMachine; sinkPort: number; sha256: string }

const scp = ({ file, keyFile, target }: Bench): Promise<unknown> =>
  run('scp', ['-q', '-P', String(target.port), '-i', keyFile, '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR', file, `root@${target.host}:/root/scp`]);

/** With its login, as scp has one too. */
async function send({ file, target, sha256 }: Bench): Promise<void> {
  const shell = await openSshShell(target);
  await shell.send({ path: file, sha256, sizeBytes: SIZE_BYTES }, '/root/sent');
  await shell.close();
}

async function tunnel({ file, target, sinkPort }: Bench): Promise<void> {
  const shell = await openSshShell(target);
  const { url } = await shell.tunnel(sinkPort);
  // Node's web stream type and the one of fetch differ only in name.
  const body = Readable.toWeb(createReadStream(file, { highWaterMark: 2 ** 20 })) as ReadableStream<Uint8Array>;
  const answer = await fetch(url, { method: 'PUT', body, duplex: 'half' } /* duplex is fetch's own */);
  if (Number(await answer.text()) !== SIZE_BYTES) throw new Error('the sink did not get all of it');
  await shell.close();
}

async function measured(bench: Bench): Promise<string[]> {
  const ways = { scp, send, tunnel };
  const speeds = { scp: [], send: [], tunnel: [] } as Record<keyof typeof ways, number[]>;
  for (let round = 0; round < ROUNDS; round++) {
    process.stderr.write(`transfer: ${round + 1} of ${ROUNDS}\n`);
    for (const [name, way] of Object.entries(ways) as [keyof typeof ways, typeof scp][]) {
      speeds[name].push(await speedOf(() => way(bench)));
      await bench.machine.inside('sh', '-c', 'rm -f /root/scp /root/sent*');
    }
  }
  const row = (title: string, name: keyof typeof ways): string => {
    const ratio = median(speeds[name].map((each, i) => each / (speeds.scp[i] ?? Number.NaN)));
    return `| ${title} | ${median(speeds[name]).toFixed(0)} | ${ratio.toFixed(2)} | ${name === 'scp' ? '' : ratio >= LEAST ? 'yes' : '**no**'} |`;
  };
  return [
    `${SIZE_BYTES / 2 ** 20} MiB of random bytes onto a machine over a link of 1 Gbit/s (${LINK.megabytesPerSecond} MB/s), login included, medians of ${ROUNDS} rounds in turn. Goal: at least ${LEAST} of scp. \`send\` also has the machine check the SHA-256.`,
    '', '| way | MB/s | ÷ scp | at least 0.8 |', '|---|--:|--:|---|',
    row('scp (OpenSSH)', 'scp'), row('`send`', 'send'), row('HTTP PUT through a tunnel', 'tunnel'),
  ];
}

async function inside(): Promise<void> {
  shape();
  const work = mkdtempSync(path.join(tmpdir(), 'aima-bench-'));
  const host = await realMachines();
  try {
    const { publicKey, privateKey } = makeKeyPair('aima bench');
    const [file, keyFile] = [path.join(work, 'file'), path.join(work, 'key')];
    const content = randomBytes(SIZE_BYTES);
    writeFileSync(file, content);
    writeFileSync(keyFile, privateKey, { mode: 0o600 });
    const machine = await host.start({ id: 'bench', name: 'bench', provider: 'runpod', image: '', env: {}, publicKeys: [publicKey], diskGb: 20, gpuCount: 0, onSelfDestroy: () => true, onExit: () => undefined });
    const sink = machine.withNetwork([process.execPath, path.join(import.meta.dirname, 'machine-sink.ts'), work], ['pipe', 'pipe', 'inherit']);
    const [line] = sink.stdout ? await once(sink.stdout, 'data') as [Buffer] : [Buffer.alloc(0)];
    await until(() => machine.listens());
    const { direct } = machine;
    if (!direct) throw new Error('no way in');
    const lines = await measured({ file, keyFile, machine, target: { ...direct, privateKey }, sinkPort: Number(line.toString()), sha256: createHash('sha256').update(content).digest('hex') });
    process.stdout.write(`${lines.join('\n')}\n`);
    sink.kill();
  } finally {
    await host.close();
    rmSync(work, { recursive: true, force: true });
  }
}

/** @returns the Markdown that it also prints */
export async function benchMachines(): Promise<string> {
  const why = whyNoMachine();
  if (why !== undefined) throw new Error(why);
  await machineRoot();
  const child = spawn('unshare', ['--net', process.execPath, import.meta.filename, INSIDE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null]>]);
  if (code !== 0) throw new Error(`the bench ended with ${code ?? 'a signal'}`);
  const body = [`Measured ${new Date().toISOString().slice(0, 10)} on ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}, shared by both ends), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.`, '', output.trim()].join('\n');
  process.stdout.write(`${body}\n`);
  return body;
}

if (process.argv[1] === import.meta.filename) await (process.argv[2] === INSIDE ? inside() : benchMachines());
