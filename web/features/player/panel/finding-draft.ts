/** A finding as people write it, and what is made of it. Pure. */
import type { components } from '@aima/contract/client';
import type { Observation } from '../model/observation-index.ts';

type Patch = components['schemas']['CorrectionPatch'];
type Box = NonNullable<Observation['box']>;

export interface FindingDraft { text: string; label: string; from: string; to: string; x: string; y: string; w: string; h: string }

const tidy = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** `1:02:03.4`, `2:03.45`. */
export function writtenTime(ms: number): string {
  const [hours, minutes, seconds] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, (ms % 60_000) / 1_000];
  const tail = tidy(seconds, 3);
  const padded = tail.split('.')[0]?.length === 1 ? `0${tail}` : tail;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${padded}` : `${minutes}:${padded}`;
}

const TIME = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6}(?:[.,]\d{1,3})?)$/;

/** Undefined where nobody can read it as a time. */
export function readTime(text: string): number | undefined {
  const match = TIME.exec(text.trim());
  if (!match) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Math.round((Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds.replace(',', '.'))) * 1_000);
}

/** Percent as a fraction; undefined where it is none. */
export function readPercent(text: string): number | undefined {
  if (!/^\d{1,3}(?:[.,]\d{1,4})?\s*%?$/.test(text.trim())) return undefined;
  const value = Number(text.replace('%', '').trim().replace(',', '.')) / 100;
  return value <= 1 ? value : undefined;
}

const writtenPercent = (fraction: number): string => tidy(fraction * 100, 2);

export const draftOf = ({ text = '', label = '', startMs, endMs, box }: Pick<Observation, 'text' | 'label' | 'startMs' | 'endMs' | 'box'>): FindingDraft => ({
  text, label, from: writtenTime(startMs), to: writtenTime(endMs),
  x: box ? writtenPercent(box.x) : '', y: box ? writtenPercent(box.y) : '', w: box ? writtenPercent(box.w) : '', h: box ? writtenPercent(box.h) : '',
});

/** Undefined without a box, or where one of its sides cannot be read. */
export function boxOf({ x, y, w, h }: FindingDraft): Box | undefined {
  const [left, top, width, height] = [x, y, w, h].map(readPercent);
  return left === undefined || top === undefined || width === undefined || height === undefined ? undefined : { x: left, y: top, w: Math.min(width, 1 - left), h: Math.min(height, 1 - top) };
}

/** What cannot be sent like that. */
export function problemsOf(draft: FindingDraft, durationMs: number): ReadonlySet<keyof FindingDraft> {
  const found = new Set<keyof FindingDraft>();
  const [from, to] = [readTime(draft.from), readTime(draft.to)];
  if (from === undefined || (durationMs > 0 && from > durationMs)) found.add('from');
  if (to === undefined || (from !== undefined && to < from) || (durationMs > 0 && to > durationMs)) found.add('to');
  const sides = (['x', 'y', 'w', 'h'] as const).filter((side) => draft[side].trim() !== '');
  if (sides.length > 0) for (const side of ['x', 'y', 'w', 'h'] as const) if (readPercent(draft[side]) === undefined) found.add(side);
  return found;
}

/** Only what was changed; undefined where nothing was. What could not be read must have been refused before. */
export function patchOf(before: FindingDraft, after: FindingDraft): Patch | undefined {
  const patch: Patch = {};
  if (after.text !== before.text) patch.text = after.text === '' ? null : after.text;
  if (after.label !== before.label) patch.label = after.label === '' ? null : after.label;
  const [from, to] = [readTime(after.from), readTime(after.to)];
  if (after.from !== before.from && from !== undefined) patch.startMs = from;
  if (after.to !== before.to && to !== undefined) patch.endMs = to;
  if ((['x', 'y', 'w', 'h'] as const).some((side) => after[side] !== before[side])) patch.box = boxOf(after) ?? null;
  return Object.keys(patch).length > 0 ? patch : undefined;
}
