/** Sound made for tests: deterministic, without files. */
import type { AudioWindow } from '@aima/sdk';

export const RATE = 48_000;

/** Uniform in −1..1, the same every time (a linear congruential generator after Knuth). */
export function noise(seconds: number, gain: number, rate = RATE): Float32Array {
  let state = 1;
  return Float32Array.from({ length: Math.round(seconds * rate) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return gain * (state / 2 ** 31 - 1);
  });
}

const amplitudeOf = (dbfs: number): number => 10 ** (dbfs / 20);

/** A sine whose peak is `dbfs`; the phase is in degrees. */
export function sine(seconds: number, hz: number, dbfs: number, options: { phase?: number; rate?: number } = {}): Float32Array {
  const { phase = 0, rate = RATE } = options;
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, i) => amplitudeOf(dbfs) * Math.sin((2 * Math.PI * hz * i) / rate + (phase * Math.PI) / 180));
}

export function join(...parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const silence = (seconds: number, rate = RATE): Float32Array => new Float32Array(Math.round(seconds * rate));

/** As the pipeline hands sound over; an odd window length shows what depends on it. */
export function windowsOf(channels: readonly [Float32Array, ...Float32Array[]], options: { rate?: number; windowMs?: number } = {}): AudioWindow[] {
  const { rate = RATE, windowMs = 1000 } = options;
  const samples = Math.round((windowMs * rate) / 1000);
  const [first, ...others] = channels;
  return Array.from({ length: Math.ceil(first.length / samples) }, (_, k) => {
    const part = (channel: Float32Array): Float32Array => channel.slice(k * samples, (k + 1) * samples);
    return { atMs: Math.round((k * samples * 1000) / rate), sampleRateHz: rate, channels: [part(first), ...others.map(part)] };
  });
}
