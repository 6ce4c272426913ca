/** What a machine is, as it says itself, in one question. */
import { AppError } from '../kernel/app-error.ts';

export interface MachineGpu {
  name: string;
  /** Of one, in GB (10^9 bytes). */
  memoryGb: number;
  driver: string;
  /** The highest that the driver supports. */
  cuda: number;
  count: number;
}

export interface MachineFacts {
  arch: string;
  os: string;
  cores: number;
  memoryBytes: number;
  /** Free where our folder lies, and in /dev/shm. */
  diskBytes: number;
  sharedMemoryBytes: number;
  root: boolean;
  /** Programs that are there. */
  programs: string[];
  gpu?: MachineGpu;
}

const PROGRAMS = ['curl', 'wget', 'tar', 'gzip', 'sha256sum', 'setsid', 'ffmpeg', 'ffprobe', 'python3', 'apt-get'];

/** Prints `name=value` lines. Never fails: what it cannot say is absent. */
export const factsCommand = (home: string): string => [
  `mkdir -p '${home}' 2>/dev/null`,
  'echo "arch=$(uname -m)"; . /etc/os-release 2>/dev/null; echo "os=${PRETTY_NAME:-unknown}"; echo "cores=$(nproc)"; echo "uid=$(id -u)"',
  `awk '/^MemTotal/ { print "memoryKib=" $2 }' /proc/meminfo`,
  `df -Pk '${home}' | awk 'NR == 2 { print "diskKib=" $4 }'; df -Pk /dev/shm | awk 'NR == 2 { print "shmKib=" $4 }'`,
  `for p in ${PROGRAMS.join(' ')}; do command -v $p >/dev/null && echo "program=$p"; done`,
  'if command -v nvidia-smi >/dev/null; then nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader,nounits | sed "s/^/gpu=/"; nvidia-smi | sed -n "s/.*CUDA Version: *\\([0-9.]*\\).*/cuda=\\1/p"; fi',
  'true',
].join('\n');

const MIB = 2 ** 20;

/** @throws AppError PROVISIONING_FAILED for what is no answer to the question */
export function readFacts(stdout: string): MachineFacts {
  const values = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line.trim()) ?? [];
    if (name !== undefined && value !== undefined) values.set(name, [...values.get(name) ?? [], value]);
  }
  const one = (name: string): string | undefined => values.get(name)?.[0];
  const arch = one('arch');
  if (arch === undefined) throw new AppError('PROVISIONING_FAILED', 'The machine does not say what it is.', { replace: true });
  const gpus = (values.get('gpu') ?? []).map((line) => line.split(',').map((part) => part.trim()));
  const [name, mib, driver] = gpus[0] ?? [];
  return {
    arch, os: one('os') ?? 'unknown', cores: Number(one('cores') ?? 1), root: one('uid') === '0',
    memoryBytes: Number(one('memoryKib') ?? 0) * 1024, diskBytes: Number(one('diskKib') ?? 0) * 1024, sharedMemoryBytes: Number(one('shmKib') ?? 0) * 1024,
    programs: values.get('program') ?? [],
    ...(name !== undefined && driver !== undefined && Number(mib) > 0 ? { gpu: { name, memoryGb: Number(mib) * MIB / 1e9, driver, cuda: Number(one('cuda') ?? 0), count: gpus.length } } : {}),
  };
}
