/** Rows of the list: a medium before the first of its findings, and samples of one track as one. Pure. */
import type { Found } from './export-rows.ts';

export interface HitRowData {
  is: 'medium' | 'hit';
  /** The first of them. */
  found: Found;
  /** Of one track, as far as they were loaded. */
  samples: number;
  /** Until when they were found. */
  untilMs: number;
}

export function rowsOf(items: readonly Found[]): HitRowData[] {
  const rows: HitRowData[] = [];
  let tracks = new Map<string, HitRowData>();
  let before: Found | undefined;
  for (const found of items) {
    const row: HitRowData = { is: 'hit', found, samples: 1, untilMs: found.endMs };
    if (before?.jobId !== found.jobId || before.mediaId !== found.mediaId) {
      rows.push({ ...row, is: 'medium' });
      tracks = new Map();
    }
    before = found;
    const track = found.trackId === undefined ? undefined : JSON.stringify([found.analyzer, found.trackId, found.label, found.text]);
    const known = track === undefined ? undefined : tracks.get(track);
    if (known) {
      known.samples += 1;
      known.untilMs = Math.max(known.untilMs, found.endMs);
      continue;
    }
    if (track !== undefined) tracks.set(track, row);
    rows.push(row);
  }
  return rows;
}
