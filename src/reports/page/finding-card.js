/** What is behind one finding: evidence, certainty, model and version. */
import { attributeRows } from './attribute-rows.js';
import { el } from './element.js';
import { containRect } from './stage.js';
import { boxColour } from './overlay.js';
import { prepareCanvas } from './theme.js';

/** @import { Observation, ResultDocument } from '@aima/contract' */
/** @import { Item } from './list-items.js' */
/** @import { ListParts } from './item-list.js' */
/** @import { Keyframes } from './keyframes.js' */

const EVIDENCE_WIDTH_PX = 200;
const EVIDENCE_HEIGHT_PX = 132;
const MOST_BASIS = 3;

/** The nearest picture of the report with the finding's box. @param {Observation} found @param {Keyframes} keyframes @param {string} label */
function evidence(found, keyframes, label) {
  const picture = keyframes.image(keyframes.indexAt(found.startMs));
  if (!picture || !found.box) return undefined;
  const { box } = found;
  const width = Math.min(EVIDENCE_WIDTH_PX, EVIDENCE_HEIGHT_PX * keyframes.aspect);
  const height = width / keyframes.aspect;
  const canvas = el('canvas', { class: 'evidence', role: 'img', 'aria-label': label });
  const paint = () => {
    const context = prepareCanvas(canvas, width, height);
    if (!context) return;
    const rect = containRect(width, height, keyframes.aspect);
    context.drawImage(picture, rect.left, rect.top, rect.width, rect.height);
    context.lineWidth = 2;
    context.strokeStyle = boxColour(found.analyzer);
    context.strokeRect(box.x * width, box.y * height, box.w * width, box.h * height);
  };
  if (picture.complete && picture.naturalWidth > 0) paint();
  else picture.addEventListener('load', paint, { once: true });
  return canvas;
}

/** Sentences of the findings that this one rests on. @param {readonly string[]} ids @param {ResultDocument} report */
function basisWords(ids, report) {
  const basis = new Set(ids);
  const sentences = [...new Set(report.observations.filter((o) => basis.has(o.id)).map((o) => o.sentence))];
  return [...sentences.slice(0, MOST_BASIS), sentences.length > MOST_BASIS ? '…' : ''].filter(Boolean).join(' ') || undefined;
}

/** @param {Item} item @param {ListParts} parts */
export function createFindingCard(item, { report, weighted, keyframes, words }) {
  const { t } = words;
  const { best } = item;
  const after = weighted[best.id];
  const run = report.runs.find((each) => each.id === best.runId);
  const models = [...new Set(run?.models.map((model) => model.id.split('/')[0]))].join(', ');
  /** @type {[string, string | undefined][]} */
  const rows = [
    [t('time'), words.range(item.startMs, item.endMs)],
    [t('confidence'), words.confidence(best.confidence)],
    [t('weighted'), after === undefined ? undefined : words.confidence(after)],
    [t('analyzer'), `${words.analyzer(item.analyzer)}${run ? ` · ${t('version', { version: run.version })}` : ''}`],
    models ? [t('model'), models] : [t('method'), run?.method && words.label(run.method)],
    [t('source'), t(best.source === 'user' ? 'sourceUser' : 'sourceModel')],
    [t('person'), best.personId], [t('speaker'), best.speakerId], [t('track'), best.trackId],
    [t('basedOn'), best.basedOn && basisWords(best.basedOn, report)],
    ...attributeRows(best.attributes, words),
  ];
  return el('div', { class: 'finding-card' },
    evidence(best, keyframes, t('evidence')),
    el('dl', {}, ...rows.flatMap(([name, value]) => (value === undefined ? [] : [el('dt', {}, name), el('dd', {}, value)]))));
}
