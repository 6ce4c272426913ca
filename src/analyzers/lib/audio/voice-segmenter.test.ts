import { expect, test } from 'vitest';
import { createVoiceSegmenter, type SpeechSegment, type VoiceSegmentation } from './voice-segmenter.ts';

const WINDOW = 512;
const HOW: VoiceSegmentation = { windowSamples: WINDOW, threshold: 0.5, minSpeechMs: 250, minSilenceMs: 1200, pauseMs: 500, maxSpeechMs: 14_000, padMs: 300 };

/** Stretches of [windows, probability]; the sound is 1 where it is spoken, unless given. */
function segmentsOf(stretches: readonly (readonly [windows: number, probability: number])[], options: { how?: Partial<VoiceSegmentation>; sound?: Float32Array; perCall?: number } = {}): SpeechSegment[] {
  const probabilities = Float32Array.from(stretches.flatMap(([windows, probability]) => Array.from({ length: windows }, () => probability)));
  const sound = options.sound ?? new Float32Array(probabilities.length * WINDOW).map((_, i) => ((probabilities[Math.floor(i / WINDOW)] ?? 0) >= 0.5 ? 1 : 0));
  const perCall = options.perCall ?? 31;
  const segmenter = createVoiceSegmenter({ ...HOW, ...options.how });
  const found: SpeechSegment[] = [];
  for (let from = 0; from < probabilities.length; from += perCall) {
    found.push(...segmenter.add(sound.slice(from * WINDOW, (from + perCall) * WINDOW), probabilities.slice(from, from + perCall)));
  }
  return [...found, ...segmenter.finish()];
}

const windows = (segments: readonly { from: number; to: number }[]): number[][] => segments.map(({ from, to }) => [from / WINDOW, to / WINDOW]);

test('speech is from its first to its last window, its sound padded on both sides', () => {
  const [segment, ...others] = segmentsOf([[50, 0], [40, 0.9], [60, 0]]);
  expect(others).toEqual([]);
  expect(segment && windows([segment])).toEqual([[50, 90]]);
  expect(segment?.samples).toHaveLength(40 * WINDOW + 2 * 4800);
  expect(segment?.samples.subarray(0, 4800).every((x) => x === 0)).toBe(true);
  expect(segment?.samples.subarray(4800, 4800 + 40 * WINDOW).every((x) => x === 1)).toBe(true);
  expect(segment?.voice).toBeCloseTo(0.9, 5);
});

test('the padding ends where the sound does', () => {
  expect(segmentsOf([[20, 0.9]])[0]?.samples).toHaveLength(20 * WINDOW);
});

test('between the thresholds speech goes on but does not begin', () => {
  expect(windows(segmentsOf([[10, 0.4], [10, 0.9], [30, 0.4], [60, 0.1]]))).toEqual([[10, 50]]);
  expect(segmentsOf([[60, 0.4]])).toEqual([]);
});

test('after a pause, a mere murmur does not lead back into speech', () => {
  expect(windows(segmentsOf([[20, 0.9], [20, 0.1], [200, 0.4]]))).toEqual([[0, 20]]);
});

test('a cough is too short for speech', () => {
  expect(segmentsOf([[20, 0], [7, 0.9], [60, 0]])).toEqual([]);
});

test('short pauses join, and divide into spans; long ones separate', () => {
  const found = segmentsOf([[20, 0.9], [20, 0], [20, 0.9], [10, 0], [20, 0.9], [50, 0], [20, 0.9], [40, 0]]);
  expect(windows(found)).toEqual([[0, 90], [140, 160]]);
  expect(found.map(({ spans }) => windows(spans))).toEqual([[[0, 20], [40, 90]], [[140, 160]]]);
});

test('long speech is cut in its longest pause, which belongs to neither part', () => {
  const found = segmentsOf([[200, 0.9], [20, 0], [100, 0.9], [30, 0], [200, 0.9], [40, 0]]);
  expect(windows(found)).toEqual([[0, 320], [350, 550]]);
});

test('without a pause it is cut at the quietest place of its second half', () => {
  const sound = new Float32Array(600 * WINDOW).fill(0.5);
  sound.fill(0.01, 100 * WINDOW, 106 * WINDOW);
  sound.fill(0.05, 300 * WINDOW, 306 * WINDOW);
  const found = windows(segmentsOf([[600, 0.9]], { sound }));
  expect(found).toHaveLength(2);
  expect(found[0]?.[1]).toBeGreaterThan(300);
  expect(found[0]?.[1]).toBeLessThan(306);
  expect(found[1]?.[0]).toBe(found[0]?.[1]);
});

test('hours without a pause come in bounded parts that leave nothing out', () => {
  const found = segmentsOf([[5000, 0.9]]);
  expect(Math.max(...found.map(({ from, to }) => to - from))).toBeLessThanOrEqual(14 * 16_000 + WINDOW);
  expect(found[0]?.from).toBe(0);
  expect(found.at(-1)?.to).toBe(5000 * WINDOW);
  for (const [i, { from }] of found.entries()) if (i > 0) expect(from).toBe(found[i - 1]?.to);
});

test('the size of the calls changes nothing', () => {
  const stretches = [[30, 0], [40, 0.9], [20, 0.1], [500, 0.8], [70, 0], [30, 0.7]] as const;
  expect(segmentsOf(stretches, { perCall: 1 })).toEqual(segmentsOf(stretches, { perCall: 500 }));
});
