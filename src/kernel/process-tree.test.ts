import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { groupRuns, processTree, treeUsage } from './process-tree.ts';

const linux = process.platform === 'linux';

test.runIf(linux)('a tree holds its root and what it started, with memory and CPU time', async () => {
  const child = spawn('sh', ['-c', 'sleep 30 & wait'], { detached: true, stdio: 'ignore' });
  const pid = child.pid ?? 0;
  await sleep(100);
  try {
    expect(await processTree(pid)).toHaveLength(2);
    const usage = await treeUsage();
    expect(usage.processes).toBeGreaterThanOrEqual(3);
    expect(usage.memoryBytes).toBeGreaterThan(10_000_000);
    expect(usage.cpuSeconds).toBeGreaterThan(0);
    expect(await groupRuns(pid)).toBe(true);
  } finally {
    process.kill(-pid, 'SIGKILL');
  }
  await once(child, 'close');
  for (let i = 0; i < 50 && await groupRuns(pid); i++) await sleep(20);
  expect(await groupRuns(pid)).toBe(false);
});

test.runIf(linux)('what has ended but was never collected does not run', async () => {
  // The shell becomes `sleep`, which never collects the child that it inherited; that child was a group of its own.
  const parent = spawn('sh', ['-c', 'setsid true & exec sleep 30'], { stdio: 'ignore' });
  const pid = parent.pid ?? 0;
  try {
    await sleep(300);
    const [, ended] = await processTree(pid);
    if (ended === undefined) throw new Error('the ended child was collected after all');
    expect(() => process.kill(-ended, 0)).not.toThrow(); // for the kernel the group still exists
    expect(await groupRuns(ended)).toBe(false);
  } finally {
    process.kill(pid, 'SIGKILL');
  }
});
