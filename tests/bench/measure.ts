/** Runs a command as a person would and measures the whole of it: wall time, CPU time, peak memory of its process tree. */
import { spawn } from 'node:child_process';
import { treeUsage } from '../../src/kernel/process-tree.ts';

export interface Measured {
  wallSeconds: number;
  /** User and system time of the command and everything it started. */
  cpuSeconds: number;
  peakMemoryBytes: number;
  stdout: string;
  exitCode: number;
}

const SAMPLE_MS = 200;

/** `bash` waits for the command and tells the CPU time of it and of all its descendants that were waited for. */
const TIMED = 'TIMEFORMAT="@@ %R %U %S"; time "$@" 2>/dev/null';

export async function measure(command: readonly string[]): Promise<Measured> {
  const child = spawn('bash', ['-c', TIMED, 'bash', ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  let stderr = '';
  let peakMemoryBytes = 0;
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
  const sample = async (): Promise<void> => {
    if (child.pid === undefined) return;
    peakMemoryBytes = Math.max(peakMemoryBytes, (await treeUsage(child.pid)).memoryBytes);
  };
  let sampling = Promise.resolve();
  const timer = setInterval(() => { sampling = sampling.then(sample); }, SAMPLE_MS);
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => { resolve(code ?? 1); });
  });
  clearInterval(timer);
  await sampling;
  const [wall, user, system] = (/@@ ([\d.]+) ([\d.]+) ([\d.]+)/.exec(stderr)?.slice(1) ?? []).map(Number);
  if (wall === undefined || user === undefined || system === undefined) throw new Error(`no times in: ${stderr.slice(-500)}`);
  return { wallSeconds: wall, cpuSeconds: user + system, peakMemoryBytes, stdout: Buffer.concat(chunks).toString('utf8'), exitCode };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] ?? 0 : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
