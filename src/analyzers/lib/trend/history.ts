/**
 * What earlier media were like, as a summary that is handed in with a run: values and counts, no media and no names. It is
 * made from result documents; whoever keeps many of them (a server) may keep the summary up to date instead.
 */
import { MediaKind, type Observation, type ResultDocument } from '@aima/contract';
import { z } from 'zod';
import { LABELLED, labelsOf, MEASURES, measuresOf, type MeasureName } from './measures.ts';

/** Values kept of each measure; older ones fall out. */
export const MOST_VALUES = 200;

const KindHistory = z.object({
  /** How many media it speaks of. */
  media: z.int().nonnegative(),
  /** The values of each measure, the oldest medium first; media without the measure have none. */
  measures: z.partialRecord(z.enum(MEASURES), z.array(z.number()).max(MOST_VALUES)),
  /** By analyzer: in how many media it was done, and in how many of these it found each label. */
  labels: z.record(z.string(), z.object({ media: z.int().nonnegative(), found: z.record(z.string(), z.int().nonnegative()) })),
});
export type KindHistory = z.infer<typeof KindHistory>;

/** Films, photos and sound are compared with their own kind only. */
export const TrendHistory = z.object({ schemaVersion: z.literal(1), kinds: z.partialRecord(MediaKind, KindHistory) });
export type TrendHistory = z.infer<typeof TrendHistory>;

type Document = Pick<ResultDocument, 'job' | 'media' | 'runs' | 'observations'>;

function addMedium(history: KindHistory, medium: Document['media'][number], runs: Document['runs'], observations: readonly Observation[]): void {
  const done = new Set(runs.filter(({ mediaId, status }) => mediaId === medium.id && status === 'done').map(({ analyzer }) => analyzer));
  const found = (analyzer: string): readonly Observation[] => observations.filter((item) => item.mediaId === medium.id && item.analyzer === analyzer && done.has(analyzer));
  history.media++;
  // Object.entries loses the key type of a record of known names.
  for (const [name, measured] of Object.entries(measuresOf({ kind: medium.kind, durationMs: medium.durationMs, found })) as [MeasureName, { value: number }][]) {
    history.measures[name] = [...history.measures[name] ?? [], measured.value].slice(-MOST_VALUES);
  }
  const labels = labelsOf(found);
  for (const analyzer of LABELLED.filter((name) => done.has(name))) {
    const counts = (history.labels[analyzer] ??= { media: 0, found: {} });
    counts.media++;
    for (const label of labels.get(analyzer)?.keys() ?? []) counts.found[label] = (counts.found[label] ?? 0) + 1;
  }
}

/**
 * The history of what these documents describe. Of the same medium the last analysis counts.
 * @param without hashes of media that must not be part of it: the one that is to be compared
 */
export function historyOf(documents: readonly Document[], without: ReadonlySet<string> = new Set()): TrendHistory {
  const inTime = [...documents].sort((a, b) => Date.parse(a.job.createdAt) - Date.parse(b.job.createdAt));
  const last = new Map<string, Document>();
  for (const document of inTime) {
    for (const { sha256 } of document.media) {
      last.delete(sha256);
      if (!without.has(sha256)) last.set(sha256, document);
    }
  }
  const history: TrendHistory = { schemaVersion: 1, kinds: {} };
  for (const [sha256, { media, runs, observations }] of last) {
    const medium = media.find((each) => each.sha256 === sha256);
    if (medium) addMedium((history.kinds[medium.kind] ??= { media: 0, measures: {}, labels: {} }), medium, runs, observations);
  }
  return history;
}
