/** The lanes of the timeline, made from the document. Pure: knows nothing of pixels across, only rows and heights. */
import { isNothing, laneKinds, laneless } from './lane-kinds.js';
import { labelRows, timed } from './lane-rows.js';
import { byAnalyzer } from './spans.js';

/** @import { Observation, ResultDocument, Run } from '@aima/contract' */
/** @import { Row } from './lane-rows.js' */
/** @import { Span } from './spans.js' */
/** @import { Point } from './series.js' */
/** @import { StringKey } from './strings.js' */
/** @import { Words } from './words.js' */

/** @typedef {{ startMs: number, endMs: number, colours: { hex: string, share: number }[], best: Observation }} PaletteStrip */

/**
 * @typedef {object} Lane
 * @property {string} id
 * @property {StringKey} group
 * @property {string} title
 * @property {Row[]} rows
 * @property {Point[]} points
 * @property {boolean} mirrored
 * @property {PaletteStrip[]} palettes
 * @property {Span[]} marks Drawn over everything else in the lane: cuts, clipping.
 * @property {number} heightPx
 */

const CURVE_PX = 48;
const EMPTY_PX = 18;
const ROW_GAP_PX = 3;

/** @param {readonly Run[]} runs @param {Words} words Why there is nothing: not run, failed and nothing found are three things. */
export function emptyNote(runs, words) {
  const run = runs.find((each) => each.status === 'done') ?? runs[0];
  if (!run) return '';
  if (run.status === 'done') return words.t('nothingFound');
  return run.status === 'waiting' || run.status === 'running' ? words.status(run.status) : `${words.status(run.status)}: ${words.reason(run)}`;
}

/** @param {Lane} lane */
function drawnHeight(lane) {
  const rows = lane.rows.reduce((sum, each) => sum + each.heightPx + ROW_GAP_PX, 0);
  return rows + (lane.points.length > 0 ? CURVE_PX : 0) || EMPTY_PX;
}

/** @param {string} id @param {StringKey} group @param {string} title @param {Partial<Lane>} built @returns {Lane} */
function finishLane(id, group, title, built) {
  const lane = { id, group, title, rows: [], points: [], mirrored: false, palettes: [], marks: [], heightPx: 0, ...built };
  return { ...lane, heightPx: lane.heightPx || drawnHeight(lane) };
}

/** @param {Lane} lane */
const hasDrawing = (lane) => lane.rows.length > 0 || lane.points.length > 0 || lane.palettes.length > 0 || lane.marks.length > 0;

/** Height of a lane's curve above its rows. @param {Lane} lane */
export const curveHeightPx = (lane) => (lane.points.length > 0 ? CURVE_PX : 0);

/** @param {Row} each */
export const rowPitchPx = (each) => each.heightPx + ROW_GAP_PX;

/**
 * One lane per family of analyzers that found something; unknown analyzers get a lane of their own with a row per label.
 * @param {ResultDocument} document @param {Words} words @returns {Lane[]}
 */
export function buildLanes(document, words) {
  const groups = byAnalyzer(document.observations);
  const known = new Set(laneKinds.flatMap((kind) => kind.analyzers));
  const lanes = laneKinds.filter((kind) => kind.analyzers.some((name) => groups.has(name)))
    .map((kind) => finishLane(kind.id, kind.group, words.t(kind.title), kind.build(kind.analyzers.map((name) => groups.get(name) ?? []), words)));
  const others = [...groups.keys()].filter((name) => !known.has(name) && !laneless.has(name)).map((name) =>
    finishLane(name, 'groupOther', words.analyzer(name), { rows: labelRows(timed(groups.get(name) ?? [], true), 'plain', words) }));
  return [...lanes, ...others].filter(hasDrawing);
}

/**
 * What has no lane, in a few sentences: who looked and found nothing, who did not run, failed or was held, and why.
 * @param {ResultDocument} document @param {Words} words @returns {string[]}
 */
export function quietLines(document, words) {
  const found = new Set(document.observations.filter((o) => !isNothing(o)).map((o) => o.analyzer));
  /** @type {Map<string, string[]>} */
  const lines = new Map();
  for (const run of document.runs) {
    const isHeld = run.status === 'held';
    // Where nothing was held, that the gate looked is no finding that is missing.
    if (!isHeld && (found.has(run.analyzer) || run.analyzer === 'minors_gate' && run.status === 'done')) continue;
    const names = '\u0000';
    // What is held has one message for all, told above; a stretch without findings is told once.
    const line = isHeld ? words.t('quietHeld', { names })
      : run.status === 'done' ? words.t('quietNothing', { names })
      : run.status === 'not_run' ? words.t('quietNotRun', { names, reason: words.shortReason(run) })
      : run.status === 'failed' ? words.t('quietFailed', { names, reason: words.shortReason(run) })
      : words.t('quietOther', { names, status: words.status(run.status) });
    lines.set(line, [...(lines.get(line) ?? []), words.analyzer(run.analyzer)]);
  }
  return [...lines].map(([line, names]) => line.replace('\u0000', () => names.join(', ')));
}
