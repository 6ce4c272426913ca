/** An AIMA that is killed at any moment while somebody works with it, and what must be true afterwards: shared by the test and the proof. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processTree } from '../../src/kernel/process-tree.ts';
import { childrenRunning } from './cli.ts';
import { emptyDatabase } from './empty-database.ts';
import { addFinding, completeJob, correctionsOf, foundBy, makeJob, noteOn, readJob, startJob, untilEnded } from './job-by-hand.ts';
import { spawnServer, strayProcesses, type KillableServer } from './killable-server.ts';
import { filesWithMarker } from './marked-media.ts';
import { freePort } from './free-port.ts';
import { mediumOf, newIdempotencyKey, sendFile, signUpAdmin, steadyClient, type SteadyClient } from './steady-client.ts';

export interface Installation {
  client: SteadyClient;
  data: string;
  server(): KillableServer;
  /** kill -9, a look at what lies about, and a new start on the same folder and port, which is not waited for. @returns what must not lie there */
  killServer(): Promise<string[]>;
  /** After `stop`. */
  start(): Promise<void>;
  /** kill -9 of the workers that run. @returns how many */
  killWorkers(): Promise<number>;
  /** Processes of ours that nobody needs any more, some seconds after they should have noticed. */
  strays(): Promise<string[]>;
  /** Media that lie plainly anywhere in the data folder or among temporary files. */
  plainFiles(): Promise<string[]>;
  /** Files that only a process that is gone could have needed; to be called when nothing runs. */
  leftOvers(): string[];
  stop(): Promise<number | null>;
}

const NOTICE_MS = 8_000;

/** @param folder of its own */
export async function openInstallation(folder: string, { databaseUrl }: { databaseUrl?: string } = {}): Promise<Installation> {
  const [data, temporary] = [path.join(folder, 'data'), path.join(folder, 'tmp')];
  mkdirSync(temporary, { recursive: true });
  if (databaseUrl === undefined) {
    mkdirSync(data, { mode: 0o700 });
    await emptyDatabase(path.join(data, 'database'));
  }
  // Whole, for other runs on this machine have folders of the same name.
  const mark = folder;
  const port = await freePort();
  const start = (): KillableServer => spawnServer({ data, port, mark, env: { TMPDIR: temporary, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) } });
  let server = start();
  const url = await server.ready;
  const cookie = await signUpAdmin(url, await welcomeOf(server));
  const plainFiles = async (): Promise<string[]> => [...await filesWithMarker(data), ...await filesWithMarker(temporary)];
  return {
    client: steadyClient(() => url, () => cookie), data, server: () => server, plainFiles,
    async killServer() {
      await server.kill();
      const plain = await plainFiles();
      server = start();
      return plain.map((file) => `plain media in ${path.relative(folder, file)}`);
    },
    async start() {
      server = start();
      await server.ready;
    },
    async killWorkers() {
      const workers = await childrenRunning(server.pid, 'bin/worker.ts');
      for (const pid of workers) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // Gone already.
        }
      }
      return workers.length;
    },
    strays: async () => strayProcesses(mark, () => processTree(server.pid), NOTICE_MS),
    leftOvers: () => [
      ...filesBelow(temporary), ...filesBelow(path.join(data, 'work')),
      ...filesBelow(data).filter((file) => /\.unfinished|\.tmp$|\.part$/.test(file)),
    ].map((file) => path.relative(folder, file)),
    stop: () => server.stop(),
  };
}

async function welcomeOf(server: KillableServer): Promise<string> {
  for (let left = 100; left > 0; left--) {
    const token = server.welcomeToken();
    if (token !== undefined) return token;
    await sleep(20);
  }
  throw new Error(`it told no welcome link: ${server.said()}`);
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** What the server confirmed of one round; read while the round goes on. */
export interface Told {
  number: number;
  uploadId?: string;
  mediaId?: string;
  jobId?: string;
  notes?: string;
  corrections: string[];
  completed?: true;
  found?: string;
}

export interface Round {
  number: number;
  film: Buffer;
  /** The job is completed in the end: its media are wiped. */
  completes: boolean;
  /** How long a job may take, with all repetitions. */
  limitMs: number;
}

const PIECE_BYTES = 96 * 1024;

/** The work of one person, from the file to the end. @throws Error with what was refused, lost or took too long */
export async function workThrough(client: SteadyClient, { number, film, completes, limitMs }: Round, told: Told): Promise<void> {
  const name = `round-${number}`;
  told.uploadId = await sendFile(client, { name: `${name}.mp4`, content: film, pieceBytes: PIECE_BYTES, pauseMs: 10 });
  told.mediaId = await mediumOf(client, told.uploadId);
  const key = newIdempotencyKey();
  told.jobId = await makeJob(client, name, [told.mediaId], key);
  if (await makeJob(client, name, [told.mediaId], key) !== told.jobId) throw new Error('the same request made two jobs');
  const notes = `notes ${number}`;
  await noteOn(client, told.jobId, notes);
  told.notes = notes;
  await startJob(client, told.jobId);
  const ended = await untilEnded(client, told.jobId, limitMs);
  if (ended.state !== 'awaiting_review') throw new Error(`the job ended as ${ended.state}: ${ended.failure?.code ?? ''} ${ended.failure?.message ?? ''}`);
  told.found = await foundBy(client, told.jobId);
  for (const label of ['one', 'two']) told.corrections.push(await addFinding(client, told.jobId, told.mediaId, label));
  if (!completes) return;
  await completeJob(client, told.jobId);
  told.completed = true;
  const end = await untilEnded(client, told.jobId, limitMs);
  if (end.state !== 'archived') throw new Error(`after completion the job is ${end.state}`);
}

/** What of that is not there, or not as it was confirmed. */
export async function lostOf(client: SteadyClient, told: Told): Promise<string[]> {
  const lost: string[] = [];
  const { number, uploadId, mediaId, jobId, notes, corrections, completed } = told;
  const check = async (what: string, right: () => Promise<boolean>): Promise<void> => {
    if (!await right().catch((error: unknown) => { lost.push(`round ${number}, ${what}: ${String(error)}`); return true; })) lost.push(`round ${number}: ${what} is lost`);
  };
  if (uploadId !== undefined) await check('upload', async () => (await client.ask('GET', `/api/v1/uploads/${uploadId}`)).status === 200);
  if (mediaId !== undefined && completed === undefined) await check('medium', async () => (await client.ask('GET', `/api/v1/media/${mediaId}`)).status === 200);
  if (jobId !== undefined) await check('job', async () => (await readJob(client, jobId)).id === jobId);
  if (jobId !== undefined && notes !== undefined) await check('notes', async () => (await readJob(client, jobId)).metadata.notes === notes);
  if (jobId !== undefined && corrections.length > 0) {
    await check('corrections', async () => { const there = await correctionsOf(client, jobId); return corrections.every((id) => there.includes(id)) && there.length >= corrections.length; });
  }
  if (jobId !== undefined && completed) await check('completion', async () => ['wiping', 'archived'].includes((await readJob(client, jobId)).state));
  return lost;
}
