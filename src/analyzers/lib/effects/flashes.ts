/**
 * Flashes: the whole picture gets much brighter for some frames and comes back. Luminance jumps of a tenth of the range
 * and more are what broadcasters limit (ITU-R BT.1702); red flashes without a change of brightness are not told.
 */
import { LAYOUT_LAG, type EffectRecord } from './effect-record.ts';
import type { Effect } from './effect.ts';

/** Levels of 255 that the mean must rise and fall. */
const LEAST_RISE = 22;
/** Share of the rise that must be gone again. */
const LEAST_RETURN = 0.6;
const LONGEST_MS = 300;
/** A flash keeps something of the layout, or is all but white: otherwise it is a short shot. */
const LEAST_LAYOUT = 0.5;
const NEAR_WHITE = 200;

export function findFlashes(record: EffectRecord): Effect[] {
  const found: Effect[] = [];
  for (let i = 1; i < record.length; i++) {
    const flash = flashAt(record, i);
    if (!flash) continue;
    found.push(flash.effect);
    i = flash.next;
  }
  return found;
}

function flashAt(record: EffectRecord, first: number): { effect: Effect; next: number } | undefined {
  const { luma } = record;
  const base = luma.at(first - 1);
  if (luma.at(first) - base < LEAST_RISE / 2) return undefined;
  let peak = first;
  for (let i = first; i < record.length && record.atMs(i) - record.atMs(first) <= LONGEST_MS; i++) {
    if (luma.at(i) > luma.at(peak)) peak = i;
    const rise = luma.at(peak) - base;
    if (rise < LEAST_RISE || luma.at(peak) - luma.at(i) < rise * LEAST_RETURN) continue;
    let layout = -1;
    for (let k = first; k <= Math.min(peak, first + LAYOUT_LAG - 1); k++) layout = Math.max(layout, record.layout.at(k));
    if (layout < LEAST_LAYOUT && luma.at(peak) < NEAR_WHITE) return undefined;
    const strength = Math.min(1, rise / 255);
    const effect: Effect = { label: 'flash', startMs: record.atMs(first), endMs: record.atMs(i), strength, confidence: 0.6 + 0.4 * Math.min(1, rise / 80) };
    return { effect, next: i };
  }
  return undefined;
}
