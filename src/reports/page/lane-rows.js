/** Rows of a lane, made of spans. Pure. */
import { joinSpans } from './spans.js';

/** @import { Observation } from '@aima/contract' */
/** @import { Span } from './spans.js' */
/** @import { Words } from './words.js' */

/** @typedef {'plain' | 'soft' | 'strong' | 'face' | 'object' | 'text' | 'warn'} Tone */
/** @typedef {{ label: string, tone: Tone, heightPx: number, spans: Span[], longestMs: number }} Row */

const ROW_PX = 18;
const MOST_LABEL_ROWS = 6;

/** @param {string} label @param {Tone} tone @param {Span[]} spans @param {number} [heightPx] @returns {Row} */
export const row = (label, tone, spans, heightPx = ROW_PX) => ({
  label, tone, heightPx, spans, longestMs: spans.reduce((most, span) => Math.max(most, span.endMs - span.startMs), 0),
});

/**
 * Puts spans that overlap into rows of their own, as far as there are rows.
 * @param {Span[]} spans By start. @param {number} most @param {Tone} tone @param {number} [heightPx]
 */
export function packRows(spans, most, tone, heightPx) {
  /** @type {{ spans: Span[], endMs: number }[]} */
  const rows = [];
  for (const span of spans) {
    const free = rows.find((each) => each.endMs <= span.startMs);
    const target = free ?? (rows.length < most ? undefined : rows.reduce((best, each) => (each.endMs < best.endMs ? each : best)));
    if (target) {
      target.spans.push(span);
      target.endMs = Math.max(target.endMs, span.endMs);
    } else rows.push({ spans: [span], endMs: span.endMs });
  }
  return rows.map((each) => row('', tone, each.spans, heightPx));
}

/** @param {Span[]} spans @param {Tone} tone @param {Words} words One row per label, the longest first. */
export function labelRows(spans, tone, words) {
  /** @type {Map<string, Span[]>} */
  const groups = new Map();
  for (const span of spans) {
    const key = span.label || span.text;
    const group = groups.get(key);
    if (group) group.push(span);
    else groups.set(key, [span]);
  }
  /** @param {Span[]} group */
  const weight = (group) => group.reduce((sum, span) => sum + span.endMs - span.startMs + 1, 0);
  const sorted = [...groups].sort((a, b) => weight(b[1]) - weight(a[1]));
  const shown = sorted.length > MOST_LABEL_ROWS ? sorted.slice(0, MOST_LABEL_ROWS - 1) : sorted;
  const rest = sorted.slice(shown.length).flatMap(([, group]) => group).sort((a, b) => a.startMs - b.startMs);
  const rows = shown.map(([label, group]) => row(words.label(label, group[0]?.analyzer), tone, group));
  return rest.length > 0 ? [...rows, row(words.t('otherRow'), tone, rest)] : rows;
}

/** @param {Observation[]} group @param {boolean} joinLabels */
export const timed = (group, joinLabels) => joinSpans(group.filter((o) => o.label !== 'overall'), { joinLabels });
