/** From a pipe of raw pictures with times to batches. */
import type { Readable } from 'node:stream';
import { toAppError } from '../kernel/app-error.ts';
import { byteSource, PipeEnded } from './byte-source.ts';
import type { FrameBatcher } from './frame-batches.ts';
import { nutReader, type ByteSource } from './nut-reader.ts';

export interface PicturePipe {
  pipe: Readable;
  batcher?: FrameBatcher;
  /** Pictures come as RGBA and are laid on white. */
  alpha: boolean;
  /** Called for every picture before it is handed on; false drops it. */
  accept(seconds: number, atMs: number): boolean;
}

/** Ends with the pipe, read to its end whatever the consumer does. */
export async function drainPictures({ pipe, batcher, alpha, accept }: PicturePipe): Promise<void> {
  const source = byteSource(pipe);
  const reader = nutReader(source);
  let scratch = new Uint8Array(0);
  try {
    for (let picture = await reader.next(); picture; picture = await reader.next()) {
      const atMs = Math.round((picture.pts * 1000) / picture.ticksPerSecond);
      const wanted = accept(picture.pts / picture.ticksPerSecond, atMs);
      const target = wanted ? await batcher?.begin() : undefined;
      if (!target) await skip(source, picture.sizeBytes);
      else {
        if (alpha && scratch.length === 0) scratch = new Uint8Array((target.length / 3) * 4);
        await read(source, picture.sizeBytes, alpha ? scratch : target);
        if (alpha) layOnWhite(scratch, target);
        batcher?.commit(atMs);
      }
    }
    batcher?.close();
  } catch (error) {
    // A pipe that ends inside a picture: the decoder was stopped or died; whoever started it knows which.
    batcher?.close(error instanceof PipeEnded ? undefined : toAppError(error));
    if (!(error instanceof PipeEnded)) throw error;
  }
}

async function skip(source: ByteSource, length: number): Promise<void> {
  for (let left = length; left > 0;) left -= (await source.take(left)).length;
}

async function read(source: ByteSource, length: number, target: Uint8Array): Promise<void> {
  for (let at = 0; at < length;) {
    const part = await source.take(length - at);
    target.set(part, at);
    at += part.length;
  }
}

/** RGBA, not premultiplied → RGB on white. */
function layOnWhite(rgba: Uint8Array, rgb: Uint8Array): void {
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const alpha = rgba[from + 3] ?? 0;
    const white = 255 * (255 - alpha);
    for (let c = 0; c < 3; c++) rgb[to + c] = Math.round(((rgba[from + c] ?? 0) * alpha + white) / 255);
  }
}
