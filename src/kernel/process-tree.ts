/** Memory and CPU of a process and everything below it, from Linux' /proc; elsewhere of this process alone. */
import { readdir, readFile } from 'node:fs/promises';

export interface TreeUsage {
  /** Shared pages are counted once (proportional set size) where the kernel tells, else resident size. */
  memoryBytes: number;
  /** User and system time; of ended children too, once their parent has waited for them. */
  cpuSeconds: number;
  processes: number;
}

/** Clock ticks per second in /proc; 100 on every Linux that Node runs on. */
const TICKS = 100;

interface Stat {
  pid: number;
  /** Z: ended, but nobody has asked for its exit code yet. */
  state: string;
  parent: number;
  group: number;
  ticks: number;
}

async function readStat(pid: number): Promise<Stat | undefined> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything, so fields are counted from its end: state is field 3.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const at = (field: number): number => Number(fields[field - 3] ?? 0);
    return { pid, state: fields[0] ?? '', parent: at(4), group: at(5), ticks: at(14) + at(15) + at(16) + at(17) };
  } catch {
    return undefined; // ended meanwhile
  }
}

async function memoryOf(pid: number): Promise<number> {
  try {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  } catch {
    try {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  }
}

/** All processes below `root`, itself first. */
export async function processTree(root: number): Promise<number[]> {
  return (await treeStats(root)).map(({ pid }) => pid);
}

async function allStats(): Promise<Stat[]> {
  const names = await readdir('/proc').catch(() => []);
  return (await Promise.all(names.filter((name) => /^\d+$/.test(name)).map((name) => readStat(Number(name))))).filter((stat) => stat !== undefined);
}

/**
 * Whether anything of a process group still runs. What has ended does not count, even where the first process of a
 * container never collects its orphans; without /proc the kernel's answer has to do, which counts those too.
 */
export async function groupRuns(group: number): Promise<boolean> {
  try {
    process.kill(-group, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const stats = await allStats();
  return stats.length === 0 || stats.some((stat) => stat.group === group && stat.state !== 'Z');
}

async function treeStats(root: number): Promise<Stat[]> {
  const stats = await allStats();
  const tree: Stat[] = stats.filter(({ pid }) => pid === root);
  for (const member of tree) tree.push(...stats.filter(({ parent }) => parent === member.pid)); // grows while it is walked
  return tree;
}

export async function treeUsage(root: number = process.pid): Promise<TreeUsage> {
  const tree = await treeStats(root);
  if (tree.length === 0) {
    const cpu = process.cpuUsage();
    return { memoryBytes: process.memoryUsage.rss(), cpuSeconds: (cpu.user + cpu.system) / 1e6, processes: 1 };
  }
  const memory = await Promise.all(tree.map(({ pid }) => memoryOf(pid)));
  return {
    memoryBytes: memory.reduce((sum, bytes) => sum + bytes, 0),
    cpuSeconds: tree.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS,
    processes: tree.length,
  };
}
