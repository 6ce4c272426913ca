/** What is asked of a decode, and what it hands out. */
import type { ErrorCode } from '@aima/contract';
import type { AudioWindow, FrameBatch, SampledAudio, SampledVideo } from '@aima/sdk';
import type { Probe } from './probe-result.ts';

export interface DecodeNeeds {
  sampled: readonly SampledVideo[];
  everyFrame: boolean;
  audio: readonly SampledAudio[];
}

export interface DecodeRequest extends DecodeNeeds {
  probe: Probe;
  signal: AbortSignal;
}

export interface DecodeEnd {
  /** Up to where the medium could be read. */
  analysedMs: number;
  /** 0..1 of what the container promises, holes counted. */
  coverage: number;
  warnings: { code: ErrorCode; message: string }[];
}

/**
 * All streams must be read concurrently: a stream whose consumer is behind holds the others back once its short queue is
 * full. Who leaves a stream early (`break`) is no hindrance. Batches and windows are lent until the next one is asked for.
 */
export interface Decode {
  /** In the order of the request. A frame is taken when its time reaches the next multiple of `everyMs`. */
  sampled: readonly AsyncIterable<FrameBatch>[];
  /** Inside EVERY_FRAME_SIDE × EVERY_FRAME_SIDE, up to 32 frames a batch. */
  everyFrame: AsyncIterable<FrameBatch> | undefined;
  /** In the order of the request. Sample n of a channel belongs to the time n / rate. */
  audio: readonly AsyncIterable<AudioWindow>[];
  /**
   * Settles once the decoder has ended and every stream was drained. Rejects with CANCELLED (the signal),
   * MEDIA_UNREADABLE (nothing at all could be decoded), FFMPEG_MISSING; the streams then end with the same error.
   */
  end: Promise<DecodeEnd>;
  /** Kills the decoder at once; streams end without an error, and `end` says how far it came. */
  stop(): void;
}
