/** The local provider: a worker process on this machine, in a process group of its own, at no price. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WorkerReady, type WorkerConfig } from '@aima/contract';
import { AppError } from '../../kernel/app-error.ts';
import { modelsFolder, workFolder } from '../../kernel/data-folder.ts';
import { groupRuns } from '../../kernel/process-tree.ts';
import type { WorkerAddress } from '../../worker/client.ts';
import type { InstanceView, Launch, LaunchRequest, Offer, Provider } from '../provider.ts';

const WORKER_PROGRAM = fileURLToPath(new URL('../../bin/worker.ts', import.meta.url));
const READY_LIMIT_MS = 30_000;
/** How long a worker may take to stop by itself. */
const GRACE_MS = 700;
const GONE_LIMIT_MS = 5_000;
/** How much of the worker's last words an error quotes. */
const LAST_WORDS = 2_000;

interface LocalInstance {
  name: string;
  child: ChildProcess;
  folder: string;
  /** Once it answers. */
  address?: WorkerAddress;
}

const viewOf = (id: string, { name, address }: LocalInstance): InstanceView => ({
  id, name, status: address ? 'running' : 'starting', usdPerHour: 0, access: address ? [{ kind: 'worker', address }] : [],
});

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
};

/** Folders are named after the process that made them, so that what a killed one left behind can be told and removed. */
const folderName = (name: string): string => `${name}.${process.pid}`;

async function sweep(folder: string): Promise<void> {
  for (const entry of await readdir(folder).catch(() => [])) {
    const owner = Number(entry.slice(entry.lastIndexOf('.') + 1));
    if (Number.isInteger(owner) && owner > 0 && !exists(owner)) await rm(path.join(folder, entry), { recursive: true, force: true });
  }
}

/** The first line that a worker prints, or why there is none. */
function readiness(child: ChildProcess, signal: AbortSignal | undefined): Promise<WorkerReady> {
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => { lastWords = (lastWords + text).slice(-LAST_WORDS); });
  return new Promise((resolve, reject) => {
    const failed = (why: string): void => { reject(new AppError('WORKER_FAILED', `The local worker did not start: ${why}${lastWords === '' ? '' : `\n${lastWords.trim()}`}`)); };
    const timer = setTimeout(() => { failed(`no answer within ${READY_LIMIT_MS / 1000} s.`); }, READY_LIMIT_MS);
    const aborted = (): void => { reject(new AppError('CANCELLED', 'Cancelled.')); };
    signal?.addEventListener('abort', aborted, { once: true });
    // While folders were made, perhaps.
    if (signal?.aborted) aborted();
    child.once('error', (error) => { failed(error.message); });
    child.once('close', (code, by) => { failed(`it ended with ${by ?? `exit code ${code ?? '?'}`}.`); });
    if (child.stdout) {
      createInterface({ input: child.stdout }).once('line', (line) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', aborted);
        const ready = WorkerReady.safeParse(JSON.parse(line));
        if (ready.success) resolve(ready.data);
        else failed('it speaks another protocol.');
      });
    }
  });
}

/** True once no process of the group is left. */
async function groupGone(pid: number, limitMs: number): Promise<boolean> {
  const until = Date.now() + limitMs;
  while (await groupRuns(pid)) {
    if (Date.now() > until) return false;
    await sleep(20);
  }
  return true;
}

/** All that this process started, by whichever provider. */
const alive = new Set<LocalInstance>();

/** Whoever leaves in a hurry must not leave a worker behind, not even for the second that it needs to notice. */
function endAll(): void {
  for (const { child, folder } of alive) {
    if (child.pid !== undefined) killGroup(child.pid);
    rmSync(folder, { recursive: true, force: true });
  }
}

function keep(instance: LocalInstance): void {
  if (alive.size === 0) process.once('exit', endAll);
  alive.add(instance);
}

export function localProvider(options: { data: string; program?: string; settings?: Pick<WorkerConfig, 'ownModels' | 'device' | 'batch' | 'modelServer'> }): Provider {
  const instances = new Map<string, LocalInstance>();

  async function terminate(id: string): Promise<'accepted' | 'absent'> {
    const instance = instances.get(id);
    const pid = instance?.child.pid;
    if (!instance || pid === undefined) return 'absent';
    instance.child.stdin?.destroy();
    // The worker stops by itself when its input ends; the group is killed if it does not do so at once.
    if (!await groupGone(pid, GRACE_MS)) killGroup(pid);
    if (!await groupGone(pid, GONE_LIMIT_MS)) throw new AppError('WORKER_FAILED', `The local worker (process group ${pid}) could not be ended.`);
    await rm(instance.folder, { recursive: true, force: true });
    instances.delete(id);
    alive.delete(instance);
    if (alive.size === 0) process.removeListener('exit', endAll);
    return 'accepted';
  }

  return {
    name: 'local',
    remote: false,
    offers: () => Promise.resolve<Offer[]>([{ id: 'this-machine', provider: 'local', description: 'a worker process on this machine', usdPerHour: 0 }]),
    terminate,
    inspect(id) {
      const instance = instances.get(id);
      return Promise.resolve(instance && viewOf(id, instance));
    },
    list: () => Promise.resolve([...instances].map(([id, instance]) => viewOf(id, instance))),
    sweep: () => sweep(workFolder(options.data)),
    async launch(_offer: Offer, { name, leaseSeconds, signal }: LaunchRequest): Promise<Launch> {
      if (signal?.aborted) throw new AppError('CANCELLED', 'Cancelled.');
      const work = workFolder(options.data);
      await mkdir(work, { recursive: true, mode: 0o700 });
      await sweep(work);
      const folder = path.join(work, folderName(name));
      const config: WorkerConfig = { token: randomBytes(32).toString('hex'), folder, modelsFolder: modelsFolder(options.data), localMedia: true, leaseSeconds, ...options.settings };
      const child = spawn(process.execPath, [options.program ?? WORKER_PROGRAM], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
      const id = `local-${child.pid ?? name}`;
      const instance: LocalInstance = { name, child, folder };
      instances.set(id, instance);
      keep(instance);
      // A worker that dies early breaks the pipe; its exit says so already.
      child.stdin.on('error', () => undefined);
      child.stdin.write(`${JSON.stringify(config)}\n`);
      try {
        const ready = await readiness(child, signal);
        instance.address = { url: `http://127.0.0.1:${ready.port}`, token: config.token };
        return { outcome: 'created', id, usdPerHour: 0 };
      } catch (error) {
        await terminate(id);
        throw error;
      }
    },
  };
}
