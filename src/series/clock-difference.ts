/**
 * Two cameras at one event rarely agree on the time. Where both photographed the same things, most pairs of alike photos lie
 * apart by the same difference; that difference is taken off the camera with fewer photos.
 */
import type { PhotoTime } from './capture-time.ts';
import type { Doubt } from './doubt.ts';
import { lookDistance } from './look.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';

/** Photos that look so much alike may show one moment. */
const ALIKE = 0.16;
/** Differences that lie so near count as one: people do not press at the same second. */
const WINDOW_MS = 90_000;
const FEWEST_PAIRS = 3;
/** So many times the pairs that agree without any correction. */
const CLEARLY_MORE = 2;
const LEAST_DIFFERENCE_MS = 60_000;
/** Photos compared of each camera at most. */
const MOST_COMPARED = 600;

interface Vote {
  differenceMs: number;
  a: number;
  b: number;
}

/** Pairs of different photos: each photo votes once in a window, with its most fitting partner. */
function distinct(votes: readonly Vote[]): number {
  return Math.min(new Set(votes.map(({ a }) => a)).size, new Set(votes.map(({ b }) => b)).size);
}

function votesOf(photos: readonly SeriesPhotoFacts[], times: readonly (PhotoTime | undefined)[], first: readonly number[], second: readonly number[]): Vote[] {
  const votes: Vote[] = [];
  for (const a of first.slice(0, MOST_COMPARED)) {
    for (const b of second.slice(0, MOST_COMPARED)) {
      const [one, other, from, to] = [photos[a]?.look, photos[b]?.look, times[a], times[b]];
      if (one && other && from && to && lookDistance(one, other) <= ALIKE) votes.push({ differenceMs: to.ms - from.ms, a, b });
    }
  }
  return votes.sort((x, y) => x.differenceMs - y.differenceMs);
}

/** The densest window of differences, if it says clearly more than no difference does. */
function agreedDifference(votes: readonly Vote[]): { differenceMs: number; pairs: number } | undefined {
  let best = { differenceMs: 0, pairs: 0 };
  for (let from = 0, to = 0; from < votes.length; from++) {
    while (to < votes.length && (votes[to]?.differenceMs ?? 0) - (votes[from]?.differenceMs ?? 0) <= WINDOW_MS) to++;
    const inside = votes.slice(from, to);
    const pairs = distinct(inside);
    if (pairs > best.pairs) best = { differenceMs: inside[Math.floor(inside.length / 2)]?.differenceMs ?? 0, pairs };
  }
  const unmoved = distinct(votes.filter(({ differenceMs }) => Math.abs(differenceMs) <= WINDOW_MS));
  const clear = best.pairs >= FEWEST_PAIRS && best.pairs >= CLEARLY_MORE * Math.max(1, unmoved) && Math.abs(best.differenceMs) >= LEAST_DIFFERENCE_MS;
  return clear ? best : undefined;
}

/** The times with all clocks brought to that of the camera with most photos, where alike photos show by how much. */
export function alignClocks(photos: readonly SeriesPhotoFacts[], times: readonly (PhotoTime | undefined)[]): { times: (PhotoTime | undefined)[]; doubts: Doubt[] } {
  const clocks = Map.groupBy(times.flatMap((time, i) => time?.source === 'exif' && time.clock !== '' && photos[i]?.look ? [i] : []), (i) => times[i]?.clock ?? '');
  const [main, ...others] = [...clocks.values()].sort((a, b) => b.length - a.length);
  const corrected = [...times];
  const doubts: Doubt[] = [];
  for (const other of others) {
    const agreed = agreedDifference(votesOf(photos, times, main ?? [], other));
    if (!agreed) continue;
    const camera = photos[other[0] ?? 0]?.capture.camera ?? '';
    for (const [i, time] of times.entries()) {
      if (time?.source !== 'exif' || time.clock !== times[other[0] ?? 0]?.clock) continue;
      corrected[i] = { ...time, ms: time.ms - agreed.differenceMs, correctionMs: -agreed.differenceMs, confidence: Math.min(time.confidence, 0.8) };
    }
    doubts.push({
      kind: 'clock_difference', weight: 'note', photos: other, confidence: Math.min(0.95, 0.5 + agreed.pairs * 0.05),
      values: { camera, seconds: String(Math.round(agreed.differenceMs / 1000)), pairs: String(agreed.pairs) },
    });
  }
  return { times: corrected, doubts };
}
