/** Arrays of numbers as pictures and sound; what is wrong is named with its place. */
import { AnalyzeBatchRequest, AnalyzeFrameRequest, FRAME_LIMITS } from '@aima/contract';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import type { RawPicture, RawSound } from '../media/index.ts';

export interface FrameWithSound {
  picture: RawPicture;
  sound?: RawSound;
}

const refuse = (message: string): never => { throw new AppError('INVALID_MESSAGE', message); };

const isByte = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;

const shown = (value: unknown): string => (Array.isArray(value) ? `a list of ${value.length}` : value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 40));

function demandSize(name: string, width: number, height: number): void {
  const { side, pixels } = FRAME_LIMITS;
  if (height === 0 || width === 0) refuse(`${name} has no pixels.`);
  if (Math.max(width, height) > side || width * height > pixels) refuse(`${name} has ${width} x ${height} pixels; at most ${side} a side and ${pixels / 1e6} million are taken.`);
}

/** @throws AppError INVALID_MESSAGE */
function pictureOf(frame: readonly (readonly unknown[])[], name = 'frame'): RawPicture {
  const height = frame.length;
  const width = frame[0]?.length ?? 0;
  demandSize(name, width, height);
  const channels = Array.isArray(frame[0]?.[0]) ? 3 : 1;
  const pixels = new Uint8Array(width * height * channels);
  let at = 0;
  for (const [y, row] of frame.entries()) {
    if (row.length !== width) refuse(`${name}[${y}] has ${row.length} pixels, ${name}[0] has ${width}.`);
    for (let x = 0; x < width; x++) {
      const pixel = row[x];
      const levels: readonly unknown[] = channels === 1 ? [pixel] : Array.isArray(pixel) && pixel.length === 3 ? pixel : refuse(`${name}[${y}][${x}] is ${shown(pixel)}; a pixel is three whole numbers (red, green, blue).`);
      for (const level of levels) pixels[at++] = isByte(level) ? level : refuse(`${name}[${y}][${x}] holds ${shown(level)}; a level is a whole number from 0 to 255.`);
    }
  }
  return { width, height, channels, pixels };
}

/** All samples in one list, channels in turn. */
function flat(sound: readonly unknown[], name: string): { channels: number; values: Float64Array } {
  const channels = Array.isArray(sound[0]) ? sound[0].length : 1;
  const { samples: most, channels: mostChannels } = FRAME_LIMITS;
  if (channels < 1 || channels > mostChannels) refuse(`${name}[0] has ${channels} channels; 1 to ${mostChannels} are taken.`);
  if (sound.length * channels > most) refuse(`${name} has ${sound.length * channels} samples; at most ${most} are taken.`);
  const values = new Float64Array(sound.length * channels);
  let at = 0;
  for (const [i, sample] of sound.entries()) {
    const each: readonly unknown[] = Array.isArray(sample) ? sample : [sample];
    if (each.length !== channels) refuse(`${name}[${i}] is ${shown(sample)}; ${name}[0] has ${channels} channels.`);
    for (const value of each) values[at++] = typeof value === 'number' && Number.isFinite(value) ? value : refuse(`${name}[${i}] holds ${shown(value)}; a sample is a number.`);
  }
  return { channels, values };
}

/** @throws AppError INVALID_MESSAGE */
function soundOf(sound: readonly unknown[], options: { sampleRateHz: number | undefined; format?: 'float' | 'int16' | undefined; name?: string }): RawSound | undefined {
  const { sampleRateHz, name = 'audio_data' } = options;
  if (sound.length === 0) return undefined;
  if (sampleRateHz === undefined) return refuse(`${name} needs its sample rate.`);
  const { channels, values } = flat(sound, name);
  const format = options.format ?? (values.some((value) => Math.abs(value) > 1) ? 'int16' : 'float');
  const wrong = format === 'float' ? values.findIndex((value) => Math.abs(value) > 1) : values.findIndex((value) => !Number.isInteger(value) || value < -32_768 || value > 32_767);
  if (wrong >= 0) refuse(`${name}[${Math.floor(wrong / channels)}] holds ${values[wrong] ?? 0}; samples are all from -1 to 1, or all whole numbers of 16 bits.`);
  return { sampleRateHz, channels, samples: format === 'float' ? Float32Array.from(values) : Int16Array.from(values) };
}

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  return result.success ? result.data : refuse(z.prettifyError(result.error).replaceAll('\n', ' '));
}

const withSound = (picture: RawPicture, sound: RawSound | undefined): FrameWithSound => ({ picture, ...(sound ? { sound } : {}) });

/** @throws AppError INVALID_MESSAGE */
export function frameOf(body: unknown): FrameWithSound {
  const { frame, audio_data: sound = [], sample_rate: sampleRateHz, audio_format: format } = parsed(AnalyzeFrameRequest, body);
  return withSound(pictureOf(frame), soundOf(sound, { sampleRateHz, format }));
}

/** @throws AppError INVALID_MESSAGE */
export function framesOf(body: unknown): FrameWithSound[] {
  const { frames, audio_data: sounds = [], sample_rates: rates = [], audio_format: format } = parsed(AnalyzeBatchRequest, body);
  for (const [name, list] of [['audio_data', sounds], ['sample_rates', rates]] as const) {
    if (list.length !== 0 && list.length !== frames.length) refuse(`${name} has ${list.length} entries for ${frames.length} frames; it needs one each, or none at all.`);
  }
  return frames.map((frame, i) => withSound(pictureOf(frame, `frames[${i}]`), soundOf(sounds[i] ?? [], { sampleRateHz: rates[i], format, name: `audio_data[${i}]` })));
}
