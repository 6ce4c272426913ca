/** Stretches of which the report shows and tells nothing, and in which words the run says so. Pure. */

/** @import { Media, ResultDocument } from '@aima/contract' */

/** @typedef {{ startMs: number, endMs: number }} Stretch */

/** Held stretches of all runs as one list, joined where they touch. @param {ResultDocument} report @returns {Stretch[]} */
export function heldStretches(report) {
  const all = report.runs.flatMap((run) => run.held ?? []).map(({ startMs, endMs }) => ({ startMs, endMs })).sort((a, b) => a.startMs - b.startMs);
  /** @type {Stretch[]} */
  const joined = [];
  for (const next of all) {
    const last = joined.at(-1);
    if (last && next.startMs <= last.endMs) last.endMs = Math.max(last.endMs, next.endMs);
    else joined.push(next);
  }
  return joined;
}

/** What the owner is told; the gate's own run speaks first. @param {ResultDocument} report */
export function heldMessage(report) {
  const held = report.runs.filter((run) => run.held && run.held.length > 0);
  return (held.find((run) => run.analyzer === 'minors_gate') ?? held[0])?.message;
}

/** @param {readonly Stretch[]} stretches @param {number} atMs @param {Media | undefined} medium A photo is held as a whole. */
export const isHeldAt = (stretches, atMs, medium) => stretches.length > 0 && (medium?.kind === 'image' || stretches.some(({ startMs, endMs }) => atMs >= startMs && atMs < endMs));

/** The strongest rating that makes a picture start blurred. @param {ResultDocument} report @returns {'explicit' | 'suggestive' | undefined} */
export function veiledAs(report) {
  const labels = new Set(report.observations.filter((o) => o.analyzer === 'nsfw_rating').map((o) => o.label));
  return labels.has('explicit') ? 'explicit' : labels.has('suggestive') ? 'suggestive' : undefined;
}
