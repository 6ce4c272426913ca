/** From a pipe of interleaved 32-bit floats to windows of sound. */
import type { Readable } from 'node:stream';
import type { AudioWindow, SampledAudio } from '@aima/sdk';
import { byteSource, PipeEnded } from './byte-source.ts';
import { handOver } from './hand-over.ts';

/** Sound that may wait, so that slow speech recognition does not hold the pictures up. */
const WAITING_MS = 60_000;

export interface SoundPipe {
  readonly windows: AsyncIterable<AudioWindow>;
  /** Reads the pipe to its end, whatever the consumer does; resolves to the number of samples per channel. */
  drain(pipe: Readable): Promise<number>;
  close(error?: Error): void;
}

export function soundPipe(need: SampledAudio): SoundPipe {
  const { sampleRateHz, channels, windowMs } = need;
  const perWindow = Math.max(1, Math.round((windowMs * sampleRateHz) / 1000));
  const queue = handOver<AudioWindow>(Math.max(2, Math.ceil(WAITING_MS / windowMs)));
  const bytes = new Uint8Array(perWindow * channels * 4);
  const view = new DataView(bytes.buffer);

  const windowOf = (samples: number, first: number): AudioWindow => {
    const channel = (c: number): Float32Array => {
      const data = new Float32Array(samples);
      for (let i = 0; i < samples; i++) data[i] = view.getFloat32((i * channels + c) * 4, true);
      return data;
    };
    const others = Array.from({ length: channels - 1 }, (_, c) => channel(c + 1));
    return { atMs: Math.round((first * 1000) / sampleRateHz), sampleRateHz, channels: [channel(0), ...others] };
  };

  return {
    windows: queue.items,
    close: queue.close,
    async drain(pipe) {
      const source = byteSource(pipe);
      let first = 0;
      let filled = 0;
      const flush = async (): Promise<void> => {
        const samples = Math.floor(filled / (channels * 4));
        if (samples > 0 && (await queue.room())) queue.put(windowOf(samples, first));
        first += samples;
        filled = 0;
      };
      try {
        while (!(await source.ended())) {
          const part = await source.take(bytes.length - filled);
          bytes.set(part, filled);
          filled += part.length;
          if (filled === bytes.length) await flush();
        }
        await flush();
      } catch (error) {
        if (!(error instanceof PipeEnded)) throw error;
      }
      queue.close();
      return first;
    },
  };
}
