/** Gathers single pictures into lent batches, over a small ring of buffers. */
import type { Frame, FrameBatch } from '@aima/sdk';
import { toFractionIn, type Fitted } from './fit.ts';
import { handOver } from './hand-over.ts';

/** A batch that is not full goes out after this time, if its consumer has nothing else to do. */
const PATIENCE_MS = 200;
const MAX_BATCH_BYTES = 32 * 1024 * 1024;

/** Whole pictures in, batches out. Per picture: `begin`, fill the buffer, `commit`. */
export interface FrameBatcher {
  readonly batches: AsyncIterable<FrameBatch>;
  /** Where the next picture goes, [height, width, 3]; undefined: nobody wants it. Waits while the consumer is behind. */
  begin(): Promise<Uint8Array | undefined>;
  /** The buffer given by `begin` is complete. */
  commit(atMs: number): void;
  close(error?: Error): void;
}

export interface BatcherOptions {
  fitted: Fitted;
  /** Frames per batch at most. */
  frames: number;
  /** Buffers in the ring: one lent, one being filled, others waiting. */
  buffers: number;
}

export function frameBatcher({ fitted, frames, buffers }: BatcherOptions): FrameBatcher {
  const { width, height } = fitted.frame;
  const frameBytes = width * height * 3;
  const perBatch = Math.max(1, Math.min(frames, Math.floor(MAX_BATCH_BYTES / frameBytes)));
  const toFraction = toFractionIn(fitted.content);
  const ring: Uint8Array[] = [];
  let turn = 0;
  let filling: Uint8Array | undefined;
  let times: number[] = [];
  let inside = false;
  let timer: NodeJS.Timeout | undefined;
  let impatient = false;

  const flush = (): void => {
    clearTimeout(timer);
    impatient = false;
    if (!filling || times.length === 0) return;
    const pixels = filling.subarray(0, times.length * frameBytes);
    const lent = times.map((atMs, i): Frame => ({ atMs, pixels: pixels.subarray(i * frameBytes, (i + 1) * frameBytes), toFraction }));
    queue.put({ pixels, width, height, frames: lent });
    filling = undefined;
    times = [];
  };
  const flushIfWanted = (): void => {
    if (!inside && impatient && queue.starved()) flush();
  };
  // The batch being filled has a buffer of its own, hence one less.
  const queue = handOver<FrameBatch>(buffers - 1, flushIfWanted);

  return {
    batches: queue.items,
    async begin() {
      if (!filling) {
        if (!(await queue.room())) return undefined;
        filling = ring[turn] ??= new Uint8Array(perBatch * frameBytes);
        turn = (turn + 1) % buffers;
      }
      inside = true;
      return filling.subarray(times.length * frameBytes, (times.length + 1) * frameBytes);
    },
    commit(atMs) {
      inside = false;
      times.push(atMs);
      if (times.length === perBatch) flush();
      else if (times.length === 1) {
        timer = setTimeout(() => {
          impatient = true;
          flushIfWanted();
        }, PATIENCE_MS);
      } else flushIfWanted();
    },
    close(error) {
      inside = false;
      clearTimeout(timer);
      if (error === undefined) flush();
      queue.close(error);
    },
  };
}
