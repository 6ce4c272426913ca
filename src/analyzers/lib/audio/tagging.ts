/**
 * Events from the scores of an audio tagging network such as YAMNet: one row of class scores for each window of
 * sound. A class holds from where its score rises above one threshold to where it falls below a lower one.
 */

export interface Tagging {
  /** Row by row: [windows, labels.length], 0..1, each class by itself (sigmoid). */
  scores: Float32Array;
  /** Name of each class, in the order of the scores. */
  labels: readonly string[];
  /** From one window to the next, and how much sound each holds. YAMNet: 480 (as its patches overlap by half) and 960. */
  hopMs: number;
  windowMs: number;
  /** A class begins at this score and ends below `keep`; by default 0.3 and 0.2. */
  begin?: number;
  keep?: number;
}

export interface TaggedEvent {
  label: string;
  /** From the first sample of the medium. */
  startMs: number;
  endMs: number;
  /** The highest score. */
  confidence: number;
}

/** @returns events in order of time; classes overlap freely. @throws RangeError where scores and labels do not fit */
export function taggingFrom({ scores, labels, hopMs, windowMs, begin = 0.3, keep = Math.min(0.2, begin) }: Tagging): TaggedEvent[] {
  if (labels.length === 0 || scores.length % labels.length !== 0) throw new RangeError(`${scores.length} scores are no rows of ${labels.length} classes.`);
  const windows = scores.length / labels.length;
  const events: TaggedEvent[] = [];
  // What a window alone may say: overlapping windows share their sound, so each stands for its middle, the outermost for all they hold.
  const startOf = (window: number): number => Math.round(window === 0 ? 0 : window * hopMs + (windowMs - hopMs) / 2);
  const endOf = (window: number): number => Math.round(window === windows - 1 ? window * hopMs + windowMs : window * hopMs + (windowMs + hopMs) / 2);
  for (const [index, label] of labels.entries()) {
    let open: TaggedEvent | undefined;
    for (let window = 0; window < windows; window++) {
      const score = scores[window * labels.length + index] ?? 0;
      if (open === undefined && score >= begin) open = { label, startMs: startOf(window), endMs: 0, confidence: 0 };
      if (open !== undefined && score >= keep) {
        open.endMs = endOf(window);
        open.confidence = Math.max(open.confidence, Math.min(1, score));
      } else if (open !== undefined) {
        events.push(open);
        open = undefined;
      }
    }
    if (open !== undefined) events.push(open);
  }
  return events.sort((a, b) => a.startMs - b.startMs || b.confidence - a.confidence);
}
