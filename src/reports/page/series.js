/** Measured values over time: which observations are points of a curve rather than findings. Pure. */

/** @import { Observation } from '@aima/contract' */

/**
 * @typedef {object} SeriesKind
 * @property {string} label
 * @property {string} value Name of the attribute that is drawn; the first numeric one where it is missing.
 * @property {number} low
 * @property {number} high
 * @property {boolean} mirrored Drawn like a waveform, upwards and downwards.
 */

/**
 * @typedef {object} Point
 * @property {number} startMs
 * @property {number} endMs
 * @property {number} value 0..1 of the lane's height.
 * @property {number[]} others Further values that are fractions themselves.
 * @property {Observation} best
 */

/** LUFS from here count as inaudible in the drawing; broadcast speech lies near -23 (EBU R 128). */
const QUIET_LUFS = -54;

/** @type {Record<string, SeriesKind>} */
const seriesKinds = {
  content_quality: { label: 'quality', value: 'score', low: 0, high: 1, mirrored: false },
  audio_analysis: { label: 'loudness', value: 'momentaryLufs', low: QUIET_LUFS, high: 0, mirrored: true },
};

/** @param {string} analyzer @returns {SeriesKind | undefined} */
export const seriesKind = (analyzer) => (Object.hasOwn(seriesKinds, analyzer) ? seriesKinds[analyzer] : undefined);

/** @param {Observation} o */
export const isSeriesPoint = (o) => o.label !== undefined && seriesKind(o.analyzer)?.label === o.label;

/** Numeric attributes, in the document's order. @param {Observation} o @returns {[string, number][]} */
export const numericAttributes = (o) =>
  Object.entries(o.attributes ?? {}).flatMap(([name, value]) => (typeof value === 'number' ? [/** @type {[string, number]} */ ([name, value])] : []));

/** @param {number} value */
const isFraction = (value) => value >= 0 && value <= 1;

/** How many thin curves beside the main one are still readable. */
const MOST_OTHERS = 3;

/** @param {readonly Observation[]} observations Of one analyzer. @param {SeriesKind} kind @returns {Point[]} By time. */
export function seriesPoints(observations, kind) {
  const samples = observations.filter((o) => o.label === kind.label);
  const names = [...new Set(samples.flatMap((o) => numericAttributes(o).map(([name]) => name)))];
  const main = names.includes(kind.value) ? kind.value : names[0];
  if (main === undefined) return [];
  const others = names
    .filter((name) => name !== main && samples.every((o) => numericAttributes(o).every(([each, value]) => each !== name || isFraction(value))))
    .slice(0, MOST_OTHERS);
  return samples.flatMap((o) => {
    const values = new Map(numericAttributes(o));
    const value = values.get(main);
    if (value === undefined) return [];
    const height = (value - kind.low) / (kind.high - kind.low);
    return [{ startMs: o.startMs, endMs: o.endMs, value: Math.min(1, Math.max(0, height)), others: others.map((name) => values.get(name) ?? 0), best: o }];
  });
}
