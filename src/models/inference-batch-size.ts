/** How many rows a model gets at once: what is configured, what its entry says, and what memory has taught. */
import type { ModelEntry } from './model-entry.ts';
import type { Device } from './inference-protocol.ts';

/**
 * On a GPU a larger batch costs little more than a single row. On CPU cores it is no faster and holds more memory
 * (docs/BENCHMARKS.md, 'Inference processes'), so that there each call runs by itself.
 */
export const DEFAULT_BATCH: Readonly<Record<Device, number>> = { cuda: 32, cpu: 1 };

export interface BatchSizes {
  /** Rows that waiting calls are joined up to; 1: none are joined. */
  joined(entry: Pick<ModelEntry, 'id' | 'batch'>): number;
  /** Most rows that this model may get at once, as learnt; Infinity until something went wrong. */
  learnt(model: string): number;
  /** The limit only ever falls; `why` is told when it does. */
  reduce(model: string, rows: number, why: string): void;
}

/** `general`: for models whose entry does not say; 1 joins none, whatever the entries say. */
export function createBatchSizes(general: number, reduced: (message: string) => void = () => undefined): BatchSizes {
  const limits = new Map<string, number>();
  const learnt = (model: string): number => limits.get(model) ?? Infinity;
  return {
    joined: ({ id, batch }) => (general > 1 ? Math.max(1, Math.min(batch ?? general, learnt(id))) : 1),
    learnt,
    reduce(model, rows, why) {
      const limit = Math.max(1, rows);
      if (limit >= learnt(model)) return;
      limits.set(model, limit);
      reduced(`${why} in ${model}: it now gets at most ${limit} at once.`);
    },
  };
}
