import { expect, test } from 'vitest';
import { createLoudnessMeter, type ProgrammeLoudness } from './loudness-meter.ts';
import { join, silence, sine } from './made-sound.cases.ts';
import { createSoundFrames } from './sound-frames.ts';

function loudnessOf(left: Float32Array, right = left): ProgrammeLoudness {
  const meter = createLoudnessMeter();
  createSoundFrames(({ weightedEnergy }) => { meter.add(weightedEnergy); }).add(left, right);
  return meter.programme();
}

/** A stereo tone as EBU Tech 3341 and 3342 ask for: 1 kHz, the same in both channels, level of its peaks. */
const tone = (seconds: number, dbfs: number): Float32Array => sine(seconds, 1000, dbfs);

test.each([
  ['case 1', [tone(20, -23)], -23],
  ['case 2', [tone(20, -33)], -33],
  ['case 3: the relative gate', [tone(10, -36), tone(60, -23), tone(10, -36)], -23],
  ['case 4: the absolute gate', [tone(10, -72), tone(10, -36), tone(60, -23), tone(10, -36), tone(10, -72)], -23],
  ['case 5: neighbouring levels', [tone(20, -26), tone(20.1, -20), tone(20, -26)], -23],
])('integrated loudness, EBU Tech 3341 %s', (_, parts, expected) => {
  expect(Math.abs((loudnessOf(join(...parts)).integratedLufs ?? 0) - expected)).toBeLessThan(0.1);
});

test.each([
  ['case 1', [-20, -30], 10],
  ['case 2', [-20, -15], 5],
  ['case 3', [-40, -20], 20],
  ['case 4', [-50, -35, -20, -35, -50], 15],
])('loudness range, EBU Tech 3342 %s', (_, levels, expected) => {
  const { loudnessRangeLu } = loudnessOf(join(...levels.map((level) => tone(20, level))));
  expect(Math.abs((loudnessRangeLu ?? 0) - expected)).toBeLessThan(1);
});

test('low and high tones weigh as the recommendation says', () => {
  // Gains of the two filters at 100 Hz and 10 kHz, relative to 997 Hz (from their transfer function).
  const at = (hz: number): number => loudnessOf(sine(3, hz, -20)).integratedLufs ?? 0;
  expect(at(100) - at(997)).toBeCloseTo(-1.82, 1);
  expect(at(10_000) - at(997)).toBeCloseTo(3.35, 1);
});

test('one channel is 3 LU quieter than both', () => {
  expect(loudnessOf(tone(3, -20), silence(3)).integratedLufs).toBeCloseTo(-23, 1);
});

test('momentary and short-term maxima', () => {
  const { maxMomentaryLufs, maxShortTermLufs } = loudnessOf(join(tone(4, -30), tone(0.4, -20), tone(4, -30)));
  expect(maxMomentaryLufs).toBeCloseTo(-20, 1);
  // 0.4 s of ten times the energy in 3 s.
  expect(maxShortTermLufs).toBeCloseTo(-30 + 10 * Math.log10((0.4 * 10 + 2.6) / 3), 1);
});

test('what is below the gate or too short has no loudness', () => {
  expect(loudnessOf(tone(5, -75))).toEqual({});
  expect(loudnessOf(tone(0.3, -20))).toEqual({});
  expect(loudnessOf(tone(2, -20)).loudnessRangeLu).toBeUndefined();
});
