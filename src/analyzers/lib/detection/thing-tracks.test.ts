import { expect, test } from 'vitest';
import type { Detection } from './boxes.ts';
import { evidenceFrom, thingTracks, type TrackLimits } from './thing-tracks.ts';

const LIMITS: TrackLimits = { minConfidence: 0.3, minSmallConfidence: 0.45, minPersonConfidence: 0.3, minSamples: 2, maxGapMs: 1_500 };
const thing = (x: number, label = 'person', confidence = 0.5, size = 0.3): Detection => ({ label, confidence, box: { x, y: 0.2, w: size, h: size } });

test('small things need more evidence than large ones, people always the same', () => {
  expect(evidenceFrom(thing(0, 'cup', 1, 0.1), LIMITS)).toBe(0.45);
  expect(evidenceFrom(thing(0, 'car', 1, 0.5), LIMITS)).toBe(0.3);
  expect(evidenceFrom(thing(0, 'chair', 1, 0.3), LIMITS)).toBeCloseTo(0.382, 2);
  expect(evidenceFrom(thing(0, 'person', 1, 0.1), LIMITS)).toBe(0.3);
});

test('a thing is believed after two samples, or at once where it is large and sure', () => {
  const tracks = thingTracks('t', LIMITS);
  expect(tracks.search(0, [thing(0), thing(0.6, 'dog', 0.9)]).map(({ track }) => track.believed)).toEqual([false, true]);
  expect(tracks.search(500, [thing(0.02), thing(0.6, 'dog')]).map(({ track }) => track.believed)).toEqual([true, true]);
});

test('weak sightings prove nothing, however many, but belong to what is proven later', () => {
  const tracks = thingTracks('t', LIMITS);
  for (const atMs of [0, 500, 1_000]) expect(tracks.search(atMs, [thing(0, 'person', 0.25)])[0]?.track.believed).toBe(false);
  tracks.search(1_500, [thing(0)]);
  const [seen] = tracks.search(2_000, [thing(0)]);
  expect(seen?.track).toMatchObject({ id: 't-1', believed: true });
});

test('repeated frames count as samples of what was evidence, not of what was weak', () => {
  const tracks = thingTracks('t', LIMITS);
  tracks.search(0, [thing(0), thing(0.6, 'person', 0.25)]);
  expect(tracks.repeat(500).map(({ track }) => track.believed)).toEqual([true, false]);
});

test('two who pass each other keep their tracks; a short miss is bridged, a long one is not', () => {
  const tracks = thingTracks('t', LIMITS);
  const idsAt = (atMs: number, found: Detection[]): string[] => tracks.search(atMs, found).map(({ track }) => track.id);
  expect(idsAt(0, [thing(0), thing(0.6)])).toEqual(['t-1', 't-2']);
  expect(idsAt(500, [thing(0.5), thing(0.1)])).toEqual(['t-2', 't-1']);
  expect(idsAt(1_000, [thing(0.1)])).toEqual(['t-1']);
  expect(idsAt(1_500, [thing(0.12), thing(0.48)])).toEqual(['t-1', 't-2']);
  expect(idsAt(4_000, [thing(0.12)])).toEqual(['t-3']);
  expect(tracks.takeEnded().map(({ id }) => id)).toEqual(['t-1', 't-2']);
});

test('who comes in at the edge grows and stays one person', () => {
  const tracks = thingTracks('t', LIMITS);
  tracks.search(0, [{ label: 'person', confidence: 0.43, box: { x: 0.25, y: 0.91, w: 0.13, h: 0.08 } }]);
  const [seen] = tracks.search(500, [{ label: 'person', confidence: 0.75, box: { x: 0.34, y: 0.42, w: 0.27, h: 0.57 } }]);
  expect(seen?.track.id).toBe('t-1');
});

test('a car from above that was also taken for a phone is a car, unless somebody may hold it', () => {
  for (const [others, label] of [[[], 'car'], [[thing(0.6)], 'cell phone']] as const) {
    const tracks = thingTracks('t', LIMITS);
    tracks.search(0, [thing(0.1, 'car', 0.4), ...others]);
    tracks.search(500, [thing(0.1, 'cell phone', 0.7), ...others]);
    const [seen] = tracks.search(1_000, [thing(0.1, 'cell phone', 0.7), ...others]);
    expect(seen?.track).toMatchObject({ id: 't-1', label });
  }
});

test('a person never becomes a thing', () => {
  const tracks = thingTracks('t', LIMITS);
  tracks.search(0, [thing(0)]);
  expect(tracks.search(500, [thing(0, 'dog')])[0]?.track.id).toBe('t-2');
});
