/** Keeps the worker and its inference processes together below a limit, by releasing models that rest. */
import { totalmem } from 'node:os';
import { treeUsage } from '../kernel/process-tree.ts';
import { gpuFacts, type GpuFacts } from './gpu-facts.ts';

/** Share of the machine's memory, or of the cgroup's where that is less. */
const MEMORY_SHARE = 0.8;

export function memoryLimitBytes(share: number = MEMORY_SHARE): number {
  const allowed = process.constrainedMemory();
  return share * (allowed > 0 ? Math.min(allowed, totalmem()) : totalmem());
}

export interface MemoryBudget {
  limitBytes: number;
  usedBytes: () => Promise<number>;
}

/** The share of a GPU's memory that everything on it may take together; what others took counts as used. */
export const gpuBudget = ({ memoryBytes }: GpuFacts, look: () => Promise<GpuFacts | undefined> = gpuFacts): MemoryBudget => ({
  limitBytes: MEMORY_SHARE * memoryBytes,
  async usedBytes() {
    const now = await look();
    return now === undefined ? 0 : now.memoryBytes - now.freeBytes;
  },
});

/** The worker and everything below it: all inference processes, and ffmpeg. */
export const usedMemoryBytes = async (): Promise<number> => (await treeUsage()).memoryBytes;

/** A model in a process that computes nothing now. */
export interface LoadedCopy {
  model: string;
  lastUsed: number;
  /** Calls wait for it, so that releasing it means loading it again. */
  wanted: boolean;
  release(): Promise<void>;
}

export interface MemoryKeeper {
  /**
   * Releases copies until `extraBytes` more fit below the limit, those that nobody waits for first, the least recently used
   * first; tells which. Does what it can: what is needed now may still pass the limit.
   */
  makeRoom(extraBytes: number, copies: () => readonly LoadedCopy[]): Promise<readonly string[]>;
  /** What was left below the limits at the last look, negative above one; Infinity before the first. */
  leftBytes(): number;
}

export interface MemoryKeeperOptions extends MemoryBudget {
  /** A GPU's memory, where the weights lie there. */
  gpu?: MemoryBudget;
  released: (models: readonly string[], usedBytes: number) => void;
}

export function createMemoryKeeper({ limitBytes, usedBytes, gpu, released }: MemoryKeeperOptions): MemoryKeeper {
  let before: Promise<unknown> = Promise.resolve();
  let left = Infinity;

  async function free(extraBytes: number, copies: () => readonly LoadedCopy[]): Promise<readonly string[]> {
    const gone: string[] = [];
    let used = await usedBytes();
    const atFirst = used;
    const over = async (): Promise<boolean> => {
      left = Math.min(limitBytes - used, gpu === undefined ? Infinity : gpu.limitBytes - await gpu.usedBytes());
      return extraBytes > left;
    };
    while (await over()) {
      const [next] = copies().toSorted((a, b) => Number(a.wanted) - Number(b.wanted) || a.lastUsed - b.lastUsed);
      if (next === undefined) break;
      await next.release();
      gone.push(next.model);
      used = await usedBytes();
    }
    if (gone.length > 0) released(gone, atFirst);
    return gone;
  }

  return {
    leftBytes: () => left,
    // One after the other: two at once would each release what the other has just made room for.
    makeRoom(extraBytes, copies) {
      const mine = before.then(() => free(extraBytes, copies));
      before = mine.catch(() => undefined);
      return mine;
    },
  };
}
