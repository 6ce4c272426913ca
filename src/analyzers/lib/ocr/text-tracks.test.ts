import { expect, test } from 'vitest';
import { likeness, patchOf } from './appearance.ts';
import { frameChange } from './frame-change.ts';
import type { Luma } from './picture.ts';
import { uprightBox } from './rotated-box.ts';
import { createTextTracks, lineOfTrack, type SeenText } from './text-tracks.ts';

const WIDTH = 200;
const HEIGHT = 60;
const BOX = { left: 20, top: 20, right: 180, bottom: 40 };

/** Bars of a pattern inside BOX on a grey ground, a stand-in for letters; each number is one glyph. */
function drawn(glyphs: readonly number[], gain = 1): Luma {
  const values = new Uint8Array(WIDTH * HEIGHT).fill(100 * gain);
  glyphs.forEach((glyph, i) => {
    for (let bit = 0; bit < 8; bit++) {
      if ((glyph >> bit & 1) === 0) continue;
      const left = BOX.left + i * 20 + 2 + (bit % 4) * 4;
      const top = BOX.top + (bit < 4 ? 2 : 10);
      for (let y = top; y < top + 8; y++) values.fill(220 * gain, y * WIDTH + left, y * WIDTH + left + 4);
    }
  });
  return { width: WIDTH, height: HEIGHT, values };
}

const WORD = [0x5a, 0x3c, 0xa6, 0x99, 0x71, 0x2e, 0xd4, 0x6b];
const seen = (text: string, confidence = 0.95, box = BOX): SeenText =>
  ({ text, confidence, quarterTurns: 0, box: uprightBox(box), area: { x: 0.1, y: 0.3, w: 0.8, h: 0.3 } });
const tracker = (): ReturnType<typeof createTextTracks> => createTextTracks({ minLikeness: 0.8, maxGapMs: 600 });

test('one changed letter shows, brightness does not', () => {
  const patch = patchOf(drawn(WORD), uprightBox(BOX));
  expect(likeness(patch, patchOf(drawn(WORD, 0.6), uprightBox(BOX)))).toBeGreaterThan(0.98);
  expect(likeness(patch, patchOf(drawn(WORD.with(3, 0x66)), uprightBox(BOX)))).toBeLessThan(0.5);
  expect(likeness(patch, patchOf(drawn([]), uprightBox(BOX)))).toBe(-1);
});

test('flat patches prove nothing', () => {
  const flat = patchOf(drawn([]), uprightBox(BOX));
  expect(likeness(flat, flat)).toBe(-1);
});

test('a picture changes in the cells where it changes', () => {
  expect(frameChange(drawn(WORD), drawn(WORD))).toEqual({ strongest: 0, replaced: 0 });
  const change = frameChange(drawn([]), drawn(WORD));
  expect(change.strongest).toBeGreaterThan(10);
  expect(change.replaced).toBe(0);
});

test('a line lives as long as it looks the same, then ends after the gap', () => {
  const tracks = tracker();
  tracks.add(seen('HELLO YOU'), drawn(WORD), 1000);
  expect(tracks.look(drawn(WORD, 0.9), 1250)).toBe(0);
  expect(tracks.look(drawn([]), 1500)).toBe(1);
  expect(tracks.takeEnded(1500)).toEqual([]);
  const [ended] = tracks.takeEnded(2000);
  expect(ended).toMatchObject({ startMs: 1000, lastSeenMs: 1250, samples: 2 });
  expect(tracks.open).toEqual([]);
  expect(ended && lineOfTrack(ended, 250)).toMatchObject({ text: 'HELLO YOU', startMs: 1000, endMs: 1500 });
});

test('a misreading in the same place continues the track, another sure text begins one', () => {
  const tracks = tracker();
  const first = tracks.add(seen('MISFITS', 0.8), drawn(WORD), 0);
  expect(tracks.add(seen('MISFINS', 0.75), drawn(WORD), 250)).toBe(first);
  expect(tracks.add(seen('WELCOME', 0.95), drawn(WORD), 500)).not.toBe(first);
});

test('a clock that moves on is another text, one that only looks different is not', () => {
  const tracks = tracker();
  const first = tracks.add(seen('THE TIME IS 10:41', 0.97), drawn(WORD), 0);
  expect(tracks.add(seen('THE TIME IS 1O:41', 0.97), drawn(WORD), 250)).toBe(first);
  expect(tracks.add(seen('THE TIME IS 10:42', 0.97), drawn(WORD), 500)).not.toBe(first);
});

test('what still looks the same is the same, whatever was read', () => {
  const tracks = tracker();
  const first = tracks.add(seen('SALE 10', 0.97), drawn(WORD), 0);
  tracks.look(drawn(WORD), 250);
  expect(tracks.add(seen('SALE 18', 0.97), drawn(WORD), 250)).toBe(first);
});

test('text being typed is one line, moved text is followed, the same text twice at once is two', () => {
  const tracks = tracker();
  const typed = tracks.add(seen('BREA', 0.98, { ...BOX, right: 100 }), drawn(WORD), 0);
  expect(tracks.add(seen('BREAKFAST', 0.99), drawn(WORD), 250)).toBe(typed);
  expect(tracks.add(seen('BREAKFAST', 0.99, { left: 40, top: 60, right: 200, bottom: 80 }), drawn(WORD), 500)).toBe(typed);
  expect(tracks.add(seen('BREAKFAST', 0.99, { left: 40, top: 20, right: 200, bottom: 40 }), drawn(WORD), 500)).not.toBe(typed);
  expect(lineOfTrack(typed, 250)?.text).toBe('BREAKFAST');
});

test('readings that contradict each other are a texture, and a glimpse must be sure', () => {
  const tracks = tracker();
  const texture = tracks.add(seen('abcd', 0.7), drawn(WORD), 0);
  texture.readings.push(seen('xyz', 0.7), seen('ijklm', 0.7));
  expect(lineOfTrack({ ...texture, samples: 3 }, 250)).toBeUndefined();
  const glimpse = tracks.add(seen('GLIMPSE', 0.8), drawn(WORD), 9000);
  expect(lineOfTrack(glimpse, 250)).toBeUndefined();
  expect(lineOfTrack(glimpse)).toMatchObject({ text: 'GLIMPSE', startMs: 9000, endMs: 9000 });
});
