/** Sound of a file as analyzers get it, decoded by ffmpeg. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { AudioWindow, SampledAudio } from '@aima/sdk';

const run = promisify(execFile);
const WINDOW_MS = 1000;

/** Windows of one second. `input`: ffmpeg arguments that name what to decode (`['-i', file]`, a lavfi source …). */
export async function decodedSound(input: readonly string[], need: Pick<SampledAudio, 'sampleRateHz' | 'channels'>): Promise<AudioWindow[]> {
  const { sampleRateHz, channels } = need;
  const { stdout } = await run('ffmpeg', ['-v', 'error', ...input, '-vn', '-ac', String(channels), '-ar', String(sampleRateHz), '-f', 'f32le', '-'], { encoding: 'buffer', maxBuffer: 2 ** 30 });
  const samples = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength - (stdout.byteLength % 4)));
  const frames = Math.floor(samples.length / channels);
  const perWindow = (sampleRateHz * WINDOW_MS) / 1000;
  return Array.from({ length: Math.ceil(frames / perWindow) }, (_, k) => {
    const from = k * perWindow;
    const channel = (c: number): Float32Array => Float32Array.from({ length: Math.min(perWindow, frames - from) }, (_value, i) => samples[(from + i) * channels + c] ?? 0);
    return { atMs: k * WINDOW_MS, sampleRateHz, channels: channels === 1 ? [channel(0)] : [channel(0), channel(1)] };
  });
}

export const durationMs = (windows: readonly AudioWindow[]): number =>
  Math.round(windows.reduce((sum, { channels, sampleRateHz }) => sum + (channels[0].length * 1000) / sampleRateHz, 0));
