/** Rows of the lists: what canvas and boxes show, as text. Pure. */
import { isSeriesPoint } from './series.js';
import { byAnalyzer, joinSpans } from './spans.js';

/** @import { Observation } from '@aima/contract' */
/** @import { Span } from './spans.js' */
/** @import { Words } from './words.js' */

/**
 * @typedef {object} Item
 * @property {number} startMs
 * @property {number} endMs
 * @property {string} main
 * @property {string} aside Said smaller: who, how sure.
 * @property {string} analyzer
 * @property {boolean} isSeries Measured for curves or for comparing; listed only where its analyzer is chosen.
 * @property {number} count
 * @property {Observation} best
 * @property {string} [found] What a search looks at; made when first searched.
 */

/** Lower case without accents, so that a search for `uber` finds `über`. @param {string} text */
export const plainText = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** @param {Span} span @param {string} main @param {string} aside @returns {Item} */
const itemOf = (span, main, aside) => ({
  startMs: span.startMs, endMs: span.endMs, main, aside, analyzer: span.analyzer, isSeries: isSeriesPoint(span.best) || span.analyzer === 'image_embedding', count: span.count, best: span.best,
});

/** @param {readonly Observation[]} observations @param {string} analyzer */
const spansOf = (observations, analyzer) => joinSpans(byAnalyzer(observations).get(analyzer) ?? [], { joinLabels: false });

/** What was said, in order. @param {readonly Observation[]} observations @param {Words} words */
export const transcriptItems = (observations, words) => spansOf(observations, 'speech_transcription').filter((span) => span.text !== '')
  .map((span) => itemOf(span, span.text, [span.best.speakerId ?? '', span.best.confidence < 0.6 ? words.certainty(span.best.confidence) : ''].filter(Boolean).join(' · ')));

/** What was to be read, in order. @param {readonly Observation[]} observations @param {Words} words */
export const textItems = (observations, words) => spansOf(observations, 'text_overlay').filter((span) => span.text !== '')
  .map((span) => itemOf(span, span.text, words.confidence(span.best.confidence)));

/** Everything, in order; samples of a track are one row. @param {readonly Observation[]} observations @param {Words} words @returns {Item[]} */
export function findingItems(observations, words) {
  const spans = [...byAnalyzer(observations).values()].flatMap((group) => joinSpans(group, { joinLabels: false }));
  spans.sort((a, b) => a.startMs - b.startMs);
  return spans.map((span) => itemOf(span, span.best.sentence, [
    words.confidence(span.best.confidence), words.analyzer(span.analyzer), span.count > 1 ? words.t('samples', { count: words.number(span.count) }) : '',
  ].filter(Boolean).join(' · ')));
}

/** @param {Item} item @param {Words} words */
function searchText(item, words) {
  item.found ??= plainText([item.main, item.best.sentence, item.best.text, item.best.label && words.label(item.best.label, item.analyzer), item.best.label, words.analyzer(item.analyzer), item.best.speakerId, item.best.personId].filter(Boolean).join(' '));
  return item.found;
}

/** Items that hold every word of the query. @param {readonly Item[]} items @param {string} query @param {Words} words */
export function searchItems(items, query, words) {
  const parts = plainText(query).split(/\s+/).filter(Boolean);
  return parts.length === 0 ? [...items] : items.filter((item) => parts.every((part) => searchText(item, words).includes(part)));
}
