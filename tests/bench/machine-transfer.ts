/**
 * A file onto a rented machine, each way against `scp` of the same file over the same link, in turn: by the shell's own `send`, as
 * weights and programs go, and as the product brings media: ciphertext out of the library's storage to the worker,
 * which checks it. The link is a loopback shaped to 1 Gbit/s in a network of its own; the machine is a real one behind its own
 * sshd. Needs Linux, root and tc.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Principal } from '../../src/auth/principal.ts';
import { openDatabase } from '../../src/db/index.ts';
import { realClock } from '../../src/kernel/clock.ts';
import { sealedMedium, storeFile, type Library } from '../../src/library/index.ts';
import { workerBundle } from '../../src/provisioning/bundle/worker-bundle.ts';
import { machineWork } from '../../src/provisioning/machine-session.ts';
import { makeKeyPair } from '../../src/remote/key-pair.ts';
import type { ShellTarget } from '../../src/remote/shell.ts';
import { openSshShell } from '../../src/remote/ssh-shell.ts';
import { workerClient, type WorkerClient } from '../../src/worker/client.ts';
import { realMachines, type RealMachine } from '../emulators/machine/real-machines.ts';
import { markedFilms } from '../support/marked-media.ts';
import { openTestLibrary } from '../support/open-test-library.ts';
import { until } from '../support/rented-machine.ts';
import { median } from './measure.ts';
import { BUILT, machineImage } from './saga-overhead.ts';

const run = promisify(execFile);

const PADDING_BYTES = 256 * 2 ** 20;
const ROUNDS = 5;
const LEAST = 0.8;
const LINK = { rate: '1gbit', megabytesPerSecond: 125 };
/** So that this program knows itself inside the shaped network. */
const INSIDE = 'inside';

const shape = (): void => {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  execFileSync('tc', ['qdisc', 'add', 'dev', 'lo', 'root', 'tbf', 'rate', LINK.rate, 'burst', '512kb', 'latency', '50ms']);
};

/** Megabytes (10^6 bytes) a second on the clock, and seconds of computing in this process for a gigabyte. */
interface Speed { mbps: number; cpuPerGb: number }

async function speedOf(sizeBytes: number, work: () => Promise<unknown>): Promise<Speed> {
  const [from, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { mbps: sizeBytes / 1000 / (performance.now() - from), cpuPerGb: (user + system) * 1000 / sizeBytes };
}

interface Bench {
  file: string;
  sizeBytes: number;
  sha256: string;
  keyFile: string;
  target: ShellTarget;
  machine: RealMachine;
  library: Library;
  me: Principal;
  mediaId: string;
  /** Logs in and finds the worker. */
  reach(): Promise<{ client: WorkerClient; close(): Promise<void> }>;
}

const scp = ({ file, keyFile, target }: Bench): Promise<unknown> =>
  run('scp', ['-q', '-P', String(target.port), '-i', keyFile, '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR', file, `root@${target.host}:/root/scp`]);

/** With its login, as scp has one too. */
async function send({ file, target, sha256, sizeBytes }: Bench): Promise<void> {
  const shell = await openSshShell(target);
  await shell.send({ path: file, sha256, sizeBytes }, '/root/sent');
  await shell.close();
}

/** As a job does it, to a worker that stands there already. With its login too, though a job has its connection by then. */
async function product({ sha256, library, me, mediaId, reach }: Bench): Promise<void> {
  const { client, close } = await reach();
  const { access, ...medium } = await sealedMedium(library, me.workspaceId, mediaId);
  await client.sendSealed(sha256, medium, access);
  await close();
}

async function measured(bench: Bench): Promise<string[]> {
  const ways = { scp, send, product };
  const speeds = { scp: [], send: [], product: [] } as Record<keyof typeof ways, Speed[]>;
  for (let round = 0; round < ROUNDS; round++) {
    process.stderr.write(`transfer: ${round + 1} of ${ROUNDS}\n`);
    for (const [name, way] of Object.entries(ways) as [keyof typeof ways, typeof scp][]) {
      speeds[name].push(await speedOf(bench.sizeBytes, () => way(bench)));
      await bench.machine.inside('sh', '-c', 'rm -rf /root/scp /root/sent* /var/lib/aima/work/*/*');
    }
  }
  const row = (title: string, name: keyof typeof ways): string => {
    const ratio = median(speeds[name].map(({ mbps }, i) => mbps / (speeds.scp[i]?.mbps ?? Number.NaN)));
    return `| ${title} | ${median(speeds[name].map(({ mbps }) => mbps)).toFixed(0)} | ${ratio.toFixed(2)} | ${name === 'scp' ? ' | ' : `${ratio >= LEAST ? 'yes' : '**no**'} | ${median(speeds[name].map(({ cpuPerGb }) => cpuPerGb)).toFixed(1)}`} |`;
  };
  return [
    `${Math.round(bench.sizeBytes / 2 ** 20)} MiB onto a machine over a link of 1 Gbit/s (${LINK.megabytesPerSecond} MB/s), login included, medians of ${ROUNDS} rounds in turn; load of the computer ${(loadavg()[0] ?? 0).toFixed(1)}. Goal: at least ${LEAST} of scp. Both of ours also have the machine check the SHA-256.`,
    '', `| way | MB/s | ÷ scp | at least ${LEAST} | CPU of the server, s a GB |`, '|---|--:|--:|---|--:|',
    row('scp (OpenSSH)', 'scp'), row('`send`: programs and weights', 'send'), row('media: ciphertext from the storage to the worker', 'product'),
  ];
}

async function inside(): Promise<void> {
  shape();
  const work = mkdtempSync(path.join(tmpdir(), 'aima-bench-'));
  const host = await realMachines({ image: await machineImage(BUILT) });
  const database = await openDatabase({ folder: path.join(work, 'db') });
  try {
    const { publicKey, privateKey } = makeKeyPair('aima bench');
    const [file, keyFile] = [path.join(work, 'file'), path.join(work, 'key')];
    const content = (await markedFilms(work, 2))(1, PADDING_BYTES);
    writeFileSync(file, content);
    writeFileSync(keyFile, privateKey, { mode: 0o600 });
    const { library, member } = await openTestLibrary(database, work);
    const me = await member();
    const { mediaId } = await storeFile(library, me.workspaceId, file);
    const machine = await host.start({ id: 'bench', name: 'bench', provider: 'runpod', image: '', env: {}, publicKeys: [publicKey], diskGb: 20, gpuCount: 0, onSelfDestroy: () => true, onExit: () => undefined });
    await until(() => machine.listens());
    const { direct } = machine;
    if (!direct) throw new Error('no way in');
    const target = { ...direct, privateKey };
    const token = randomBytes(32).toString('hex');
    const reach: Bench['reach'] = async () => {
      const shell = await openSshShell(target);
      const session = machineWork({
        shell, token, clock: realClock, end: { kind: 'own', lock: '/root/lock' }, bundle: () => workerBundleOnce, edits: () => Promise.resolve({}), modelsFolder: work, hardEndAt: Date.now() + 3_600_000,
        stack: () => Promise.resolve({ models: [], gpu: false, served: false, mediaBytes: content.length, settings: {} }),
      });
      return { client: workerClient(await session.provision({ signal: new AbortController().signal })), close: session.close };
    };
    const workerBundleOnce = workerBundle(BUILT);
    // The entrance is there a moment before sshd's own door is known to it.
    await until(() => reach().then(({ close }) => close()).then(() => true, () => false));
    const lines = await measured({ file, keyFile, machine, library, me, mediaId, target, reach, sizeBytes: content.length, sha256: createHash('sha256').update(content).digest('hex') });
    process.stdout.write(`${lines.join('\n')}\n`);
  } finally {
    await host.close();
    await database.close();
    rmSync(work, { recursive: true, force: true });
  }
}

/** @returns Markdown */
export async function benchTransfer(): Promise<string[]> {
  const child = spawn('unshare', ['--net', process.execPath, import.meta.filename, INSIDE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null]>]);
  if (code !== 0) throw new Error(`the bench ended with ${code ?? 'a signal'}`);
  return output.trim().split('\n');
}

if (process.argv[1] === import.meta.filename) {
  if (process.argv[2] === INSIDE) await inside();
  else process.stdout.write(`${(await benchTransfer()).join('\n')}\n`);
}
