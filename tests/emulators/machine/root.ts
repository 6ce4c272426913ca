/**
 * The disk of a rented machine as it comes: a small Debian with an SSH server and what the providers' base images have, made
 * once in a cache folder (debootstrap, about two minutes, 800 MB). Machines read it and write elsewhere. Needs Linux and root.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../../scripts/launch/programs.mjs';

const run = promisify(execFile);

const CACHE = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'aima');
const SUITE = 'bookworm';
const PACKAGES = ['openssh-server', 'procps', 'curl', 'ca-certificates', 'ffmpeg', 'iproute2', 'util-linux', 'xz-utils'];
const ROOT = path.join(CACHE, `machine-${SUITE}`);
const SETUP_LIMIT_MS = 900_000;
const NEEDED = ['unshare', 'nsenter', 'mount', 'chroot'];

/** Disks of machines that run; below the cache, since much may be written to them. */
export const MACHINES = path.join(CACHE, 'machines');

/** Why a real machine cannot be had here; undefined if it can. */
export function whyNoMachine(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a real machine for tests needs Linux and root';
  const missing = NEEDED.find((name) => findProgram([name], process.env) === undefined);
  if (missing !== undefined) return `${missing} is not installed (util-linux)`;
  if (existsSync(ROOT) || findProgram(['debootstrap'], process.env)) return undefined;
  return 'debootstrap is not installed (apt-get install debootstrap)';
}

/** Keys of the host belong to one machine, and packages are there already. */
function asAnImage(root: string): void {
  for (const name of readdirSync(path.join(root, 'etc/ssh'))) {
    if (name.startsWith('ssh_host_')) rmSync(path.join(root, 'etc/ssh', name));
  }
  rmSync(path.join(root, 'var/cache/apt'), { recursive: true, force: true });
}

/** A second process that does the same at the same time loses its own and takes the first one's. @returns the folder; nobody writes to it */
export async function machineRoot(): Promise<string> {
  if (existsSync(ROOT)) return ROOT;
  const unfinished = `${ROOT}.${process.pid}.unfinished`;
  mkdirSync(CACHE, { recursive: true });
  try {
    await run('debootstrap', ['--variant=minbase', `--include=${PACKAGES.join(',')}`, SUITE, unfinished], { timeout: SETUP_LIMIT_MS, maxBuffer: 2 ** 26 });
    asAnImage(unfinished);
    if (!existsSync(ROOT)) renameSync(unfinished, ROOT);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return ROOT;
}
