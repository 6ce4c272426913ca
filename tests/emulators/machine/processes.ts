/**
 * The processes of one machine: a tree of its own in namespaces of its own, over a disk that shows the common root and keeps
 * what is written apart. Its network is a loopback that leads nowhere. All of it ends with whoever started it, however that ends.
 */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { INIT } from './image.ts';

/** Arguments: root, disk, limit of the disk in bytes (0: none), host name, then the variables of process 1. */
const ENTER = `set -e
root=$1 disk=$2 limit=$3
hostname "$4"
shift 4
[ "$limit" = 0 ] || { mkdir "$disk/small"; mount -t tmpfs -o "size=$limit" disk "$disk/small"; cp -a "$disk/upper" "$disk/small/upper"; disk=$disk/small; }
mkdir -p "$disk/upper" "$disk/work" "$disk/merged"
mount -t overlay overlay -o "lowerdir=$root,upperdir=$disk/upper,workdir=$disk/work" "$disk/merged"
cd "$disk/merged"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755,size=1m dev dev
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin; ln -s fd/1 dev/stdout; ln -s fd/2 dev/stderr
for name in null zero full random urandom tty; do : > "dev/$name"; mount --bind "/dev/$name" "dev/$name"; done
exec chroot . /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@" ${INIT}`;

const NAMESPACES = ['--mount', '--pid', '--net', '--uts', '--ipc', '--fork', '--kill-child', '--propagation', 'private'];
/** Of an address in /proc/net/tcp: port 22 in hexadecimal, and the state LISTEN. */
const LISTENS_ON_22 = /^\s*\d+: [0-9A-F]+:0016 [0-9A-F]+:0000 0A /m;

export interface Processes {
  /** Of its process 1, as seen from outside. */
  readonly pid: number;
  /** Resolves when all of them are gone. */
  readonly ended: Promise<void>;
  /** Runs a program of the machine inside it. */
  enter(program: readonly string[], stdio: StdioOptions): ChildProcess;
  /** Runs one of ours with the machine's network. */
  enterNetwork(program: readonly string[], stdio: StdioOptions): ChildProcess;
  /** Whether somebody inside listens where SSH is expected. */
  listens(): Promise<boolean>;
  /** Stops or continues all whose name is given; the others run on. */
  signal(name: string, signal: 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  kill(): Promise<void>;
}

const childOf = async (pid: number): Promise<number> => Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ')[0]);

/** The first line tells that the disk is mounted and process 1 begins. */
async function begun(child: ChildProcess, output: Readable, log: string): Promise<void> {
  const ended = once(child, 'exit').then(() => false);
  const line = once(output, 'data').then(() => true, () => false);
  if (!await Promise.race([line, ended])) throw new Error(`the machine did not begin: ${await readFile(log, 'utf8')}`);
}

const namespaceOf = (pid: number | string): Promise<string | undefined> => readlink(`/proc/${pid}/ns/pid`).catch(() => undefined);

export interface ProcessesStart {
  root: string;
  /** Folder for what it writes; `upper` in it holds what was put there before. */
  disk: string;
  /** In memory then, and no more than that. */
  diskBytes?: number;
  hostName: string;
  env: Readonly<Record<string, string>>;
}

export async function startProcesses({ root, disk, diskBytes = 0, hostName, env }: ProcessesStart): Promise<Processes> {
  await mkdir(path.join(disk, 'upper'), { recursive: true });
  const log = path.join(disk, 'begin.log');
  const logFile = openSync(log, 'w');
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const child = spawn('unshare', [...NAMESPACES, '--', 'sh', '-c', ENTER, 'sh', root, disk, String(diskBytes), hostName, ...variables], { stdio: ['ignore', 'pipe', logFile, 'pipe'], detached: true });
  closeSync(logFile);
  const ended = new Promise<void>((resolve) => { child.once('close', () => { resolve(); }); });
  const lifeline = child.stdio[3] as Writable; // a pipe, as ordered above
  lifeline.on('error', () => undefined);
  await begun(child, child.stdout as Readable /* a pipe too */, log);
  const pid = await childOf(child.pid ?? 0);
  const inside = (kinds: readonly string[], program: readonly string[], stdio: StdioOptions): ChildProcess =>
    spawn('nsenter', ['--target', String(pid), ...kinds, '--', ...program], { stdio, env: { PATH: process.env['PATH'] ?? '' } }).on('error', () => undefined);
  return {
    pid, ended,
    enter: (program, stdio) => inside(['--mount', '--pid', '--net', '--uts', '--ipc', '--root', '--wd'], program, stdio),
    enterNetwork: (program, stdio) => inside(['--net'], program, stdio),
    async listens() {
      for (const name of ['tcp', 'tcp6']) if (LISTENS_ON_22.test(await readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => ''))) return true;
      return false;
    },
    async signal(name, signal) {
      const namespace = await namespaceOf(pid);
      for (const each of await readdir('/proc')) {
        if (!/^\d+$/.test(each) || namespace === undefined || await namespaceOf(each) !== namespace) continue;
        if ((await readFile(`/proc/${each}/comm`, 'utf8').catch(() => '')).trim() === name) process.kill(Number(each), signal);
      }
    },
    async kill() {
      lifeline.destroy();
      child.kill('SIGKILL');
      await ended;
    },
  };
}
