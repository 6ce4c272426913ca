import { expect, test } from 'vitest';
import { dice } from '../drawn-frames.cases.ts';
import type { HeadSeries } from '../movement/follow-heads.ts';
import { agreementOf, evenly, prepared, STEP_MS } from './mouth-and-voice.ts';
import { mouthMotion } from './mouth-motion.ts';
import { speechEnvelope } from './speech-envelope.ts';
import { syncOf } from './sync-of-stretch.ts';

/** Syllables of uneven length and loudness, by seconds: the same for the same seed. */
function syllables(seed: number): (seconds: number) => number {
  const roll = dice(seed);
  const parts: { at: number; width: number; height: number }[] = [];
  for (let at = -1; at < 14; at += 0.13 + 0.25 * roll()) parts.push({ at, width: 0.04 + 0.05 * roll(), height: roll() });
  return (seconds) => parts.reduce((sum, { at, width, height }) => sum + height * Math.exp(-(((seconds - at) / width) ** 2)), 0);
}

const MARGIN = 50;
const steps = (count: number, of: (seconds: number) => number, fromMs = 0): Float64Array => Float64Array.from({ length: count }, (_, i) => of((fromMs + i * STEP_MS) / 1000));
const compared = (mouth: (s: number) => number, voice: (s: number) => number) => agreementOf(prepared(steps(400, mouth)), prepared(steps(400 + 2 * MARGIN, voice, -MARGIN * STEP_MS)), MARGIN);

test.each([-600, -90, 0, 45, 130, 600])('a voice that comes %i ms after the mouth is measured', (late) => {
  const said = syllables(1);
  const { offsetMs, overChance, rival } = compared(said, (seconds) => said(seconds - late / 1000));
  expect(Math.abs(offsetMs - late)).toBeLessThan(15);
  expect(overChance).toBeGreaterThan(4);
  expect(rival).toBeLessThan(0.6);
});

test('of twenty unrelated voices none agrees as lips do', () => {
  const all = Array.from({ length: 20 }, (_, i) => compared(syllables(10 + i), syllables(100 + i)));
  expect(all.filter(({ overChance, rival, correlation }) => overChance >= 3.2 && rival <= 0.7 && correlation >= 0.2)).toEqual([]);
});

test('values between pictures lie on straight lines, also at uneven times', () => {
  expect([...evenly([0, 40, 100], [0, 4, 10], 0, 100)]).toEqual([0, 2, 4, 6, 8]);
});

/** A face that is seen 16 times a second; its mouth is dark where it is open. */
function faceThatTalks(mouth: (seconds: number) => number, { facePixels = 40, seconds = 9, noise = 0.4 } = {}): HeadSeries {
  const roll = dice(7);
  const times = Array.from({ length: seconds * 16 }, (_, i) => Math.round(i * 62.5));
  const nothing = { x: [], y: [], known: 0 };
  const cells = (open: number): Float32Array => Float32Array.from({ length: 36 }, (_, c) => 120 + (c >= 12 && c < 24 ? -40 * open : 0) + noise * (roll() - 0.5) * 4);
  return {
    trackId: 'face-1', times, head: nothing, body: nothing, beside: nothing, facePixels,
    mouth: times.map((atMs) => cells(mouth(atMs / 1000))), cheeks: times.map(() => cells(0)),
    samples: times.filter((_, i) => i % 8 === 0).map((atMs) => ({ atMs, x: 0.5, y: 0.5, height: 0.3, mouthX: 0.5, mouthY: 0.6, opening: mouth(atMs / 1000) * 0.1 })),
  };
}

test('an open mouth is positive, whether the inside is dark or shows teeth', () => {
  const said = syllables(1);
  const dark = faceThatTalks(said);
  const bright = { ...dark, mouth: dark.mouth.map((cells) => cells.map((value) => 240 - value)) };
  for (const face of [dark, bright]) {
    const motion = mouthMotion(face);
    const open = motion?.values[face.times.reduce((best, atMs, i) => (said(atMs / 1000) > said((face.times[best] ?? 0) / 1000) ? i : best), 0)] ?? 0;
    expect(open).toBeGreaterThan(1);
    expect(motion?.overCheeks).toBeGreaterThan(3);
  }
});

function heard(voice: (seconds: number) => number) {
  const envelope = speechEnvelope();
  envelope.push(Array.from({ length: 1000 }, (_, i) => ({ atMs: i * 10, db: 0, flatness: 0, centroidHz: 0, peaks: [], mel: new Float32Array(26).fill(Math.log(voice(i / 100) ** 2 + 1e-3)) })));
  return envelope;
}

const SHOT = { startMs: 0, endMs: 9000 };
const VOICE = [{ startMs: 300, endMs: 8700 }];

test('the offset of a talking face, and the reasons for none', () => {
  const said = syllables(3);
  const [told] = syncOf(faceThatTalks(said), SHOT, VOICE, heard((seconds) => said(seconds - 0.2)));
  expect(told).toMatchObject({ trackId: 'face-1' });
  expect(Math.abs((typeof told === 'object' ? told.offsetMs : Infinity) - 200)).toBeLessThan(40);
  expect(syncOf(faceThatTalks(said), SHOT, VOICE, heard(syllables(8)))).toEqual(['no_agreement']);
  expect(syncOf(faceThatTalks(() => 0), SHOT, VOICE, heard(said))).toEqual(['mouth_still']);
  expect(syncOf(faceThatTalks(said, { facePixels: 14 }), SHOT, VOICE, heard(said))).toEqual(['face_too_small']);
  expect(syncOf(faceThatTalks(said), SHOT, [{ startMs: 300, endMs: 2700 }], heard(said))).toEqual(['too_short']);
});
