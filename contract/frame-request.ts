/**
 * Frames with sound as arrays of numbers: the bodies of `POST /analyze/frame` and `POST /analyze/batch`, with the field
 * names of the library that AIMA replaces. A frame and its sound are looked at as a photo and a sound; frames of a batch
 * have nothing to do with each other. Values are checked where they are turned into media, since a schema of a schema of
 * millions of numbers takes longer than using them.
 */
import { z } from 'zod';
import { ResultDocument } from './document.ts';

export const FRAME_LIMITS = { side: 4096, pixels: 8_300_000, batch: 32, samples: 20_000_000, channels: 8 } as const;

/** Rows of pixels, top first. */
const Frame = z.array(z.array(z.unknown())).meta({ description: 'H x W x 3 (RGB) or H x W (grey) whole numbers 0..255, nested arrays, at most 4096 a side and 8.3 million pixels' });
const Sound = z.array(z.unknown()).meta({ description: 'Samples in order of time, mono, or one array of channels per sample: -1..1, or whole numbers of 16 bits; empty for none' });
const SampleRate = z.int().min(1000).max(384_000);
/** Where absent: 16-bit numbers if any sample lies beyond -1..1. */
const AudioFormat = z.enum(['float', 'int16']);

export const AnalyzeFrameRequest = z.object({ frame: Frame, audio_data: Sound.optional(), sample_rate: SampleRate.optional(), audio_format: AudioFormat.optional() });
export type AnalyzeFrameRequest = z.infer<typeof AnalyzeFrameRequest>;

export const AnalyzeBatchRequest = z.object({
  frames: z.array(Frame).min(1).max(FRAME_LIMITS.batch),
  /** One for each frame, empty where it has none. */
  audio_data: z.array(Sound).optional(),
  sample_rates: z.array(SampleRate).optional(),
  audio_format: AudioFormat.optional(),
});
export type AnalyzeBatchRequest = z.infer<typeof AnalyzeBatchRequest>;

/** In the order of the frames; the media of each are its picture and, where there is one, its sound. */
export const AnalyzeBatchResponse = z.object({ results: z.array(ResultDocument) });
export type AnalyzeBatchResponse = z.infer<typeof AnalyzeBatchResponse>;
