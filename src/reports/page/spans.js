/** Joins the samples of one thing to stretches of time. Pure. */

/** @import { Observation } from '@aima/contract' */

/**
 * One stretch of a lane or one row of a list: a single observation, or the samples of one track that follow each other closely.
 * @typedef {object} Span
 * @property {string} analyzer
 * @property {string} label
 * @property {string} text
 * @property {string} track
 * @property {number} startMs
 * @property {number} endMs
 * @property {Observation} best The most certain of the samples; it speaks for all.
 * @property {number} count
 */

const DEFAULT_PERIOD_MS = 500;
/** A track whose next sample is missing this many sampling periods long has ended. */
const MISSED_PERIODS = 2.5;

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** @param {Observation} o */
const isMoment = (o) => o.endMs === o.startMs;

/** @param {Observation} o */
const trackOf = (o) => o.trackId ?? o.personId ?? o.speakerId ?? '';

/**
 * The usual time between two looks of an analyzer, in milliseconds, taken from its own samples.
 * @param {readonly Observation[]} observations Of one analyzer, in time order.
 */
export function samplingPeriodMs(observations) {
  /** @type {number[]} */
  const gaps = [];
  /** @type {Map<string, number>} */
  const last = new Map();
  for (const o of observations) {
    const key = o.trackId ?? o.label ?? '';
    const before = last.get(key);
    if (before !== undefined && o.startMs > before) gaps.push(o.startMs - before);
    last.set(key, o.startMs);
  }
  return median(gaps) ?? DEFAULT_PERIOD_MS;
}

/** @param {number} periodMs */
export const longestGapMs = (periodMs) => Math.max(200, periodMs * MISSED_PERIODS);

/** @param {Observation} o @returns {Span} */
const spanOf = (o) => ({
  analyzer: o.analyzer, label: o.label ?? '', text: o.text ?? '', track: trackOf(o), startMs: o.startMs, endMs: o.endMs, best: o, count: 1,
});

/**
 * Samples of one track (or, where `joinLabels`, untracked moments with one label) that follow each other closely become one span.
 * @param {readonly Observation[]} observations Of one analyzer, in time order.
 * @param {{ joinLabels: boolean }} how
 * @returns {Span[]} By start.
 */
export function joinSpans(observations, { joinLabels }) {
  const gapMs = longestGapMs(samplingPeriodMs(observations));
  /** @type {Map<string, Span>} */
  const open = new Map();
  /** @type {Span[]} */
  const spans = [];
  for (const o of observations) {
    const key = o.trackId !== undefined ? `track\u0000${o.trackId}` : joinLabels && isMoment(o) && o.label !== undefined ? `label\u0000${o.label}` : undefined;
    const span = key === undefined ? undefined : open.get(key);
    // A track that is said to be something else now is told anew: another gaze, another posture.
    if (span && o.startMs - span.endMs <= gapMs && span.text === (o.text ?? span.text) && span.label === (o.label ?? span.label)) {
      span.endMs = Math.max(span.endMs, o.endMs);
      span.count += 1;
      if (o.confidence > span.best.confidence) span.best = o;
      continue;
    }
    const fresh = spanOf(o);
    spans.push(fresh);
    if (key !== undefined) open.set(key, fresh);
  }
  return spans;
}

/**
 * By analyzer, each list in time order.
 * @param {readonly Observation[]} observations
 * @returns {Map<string, Observation[]>}
 */
export function byAnalyzer(observations) {
  /** @type {Map<string, Observation[]>} */
  const groups = new Map();
  for (const o of observations) {
    const group = groups.get(o.analyzer);
    if (group) group.push(o);
    else groups.set(o.analyzer, [o]);
  }
  for (const group of groups.values()) group.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  return groups;
}
