/** Joins what single samples of one track show into stretches. */

export interface ShownSample {
  label: string;
  trackId: string;
  seen: { startMs: number };
}

/** What one track shows under one label without a longer gap becomes one group, in order of time. */
export function joinedSamples<T extends ShownSample>(shown: readonly T[], maxGapMs: number): T[][] {
  const groups: T[][] = [];
  const open = new Map<string, T[]>();
  for (const item of [...shown].sort((a, b) => a.seen.startMs - b.seen.startMs)) {
    const key = `${item.label} ${item.trackId}`;
    const group = open.get(key);
    if (group && item.seen.startMs - (group.at(-1)?.seen.startMs ?? 0) <= maxGapMs) {
      group.push(item);
      continue;
    }
    const fresh = [item];
    groups.push(fresh);
    open.set(key, fresh);
  }
  return groups;
}
