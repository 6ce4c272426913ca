/** Consecutive samples of one track that say the same, as one stretch of time. */
export interface TimedLabel {
  atMs: number;
  label: string;
}

/**
 * Cuts samples (in order of time) where the label changes or a gap is longer than `maxGapMs`. A single sample between two
 * stretches of one other label joins them: at two samples a second that is a blink of the method more often than of the person.
 */
export function stretchesOf<T extends TimedLabel>(samples: readonly T[], maxGapMs: number): T[][] {
  const smoothed = samples.map((sample, i) => {
    const [before, after] = [samples[i - 1], samples[i + 1]];
    return before !== undefined && after !== undefined && before.label === after.label ? before.label : sample.label;
  });
  const stretches: T[][] = [];
  for (const [i, sample] of samples.entries()) {
    const open = stretches.at(-1);
    const last = samples[i - 1];
    if (open !== undefined && last !== undefined && smoothed[i] === smoothed[i - 1] && sample.atMs - last.atMs <= maxGapMs) open.push(sample);
    else stretches.push([sample]);
  }
  return stretches;
}

/** The label that a stretch stands for: its most frequent one. */
export function labelOf(stretch: readonly TimedLabel[]): string {
  const counts = new Map<string, number>();
  for (const { label } of stretch) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
