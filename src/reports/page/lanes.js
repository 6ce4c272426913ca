/** The lanes of the timeline, made from the document. Pure: knows nothing of pixels across, only rows and heights. */
import { byAnalyzer, joinSpans } from './spans.js';
import { isSeriesPoint, seriesKind, seriesPoints } from './series.js';

/** @import { Observation, ResultDocument, Run } from '@aima/contract' */
/** @import { Span } from './spans.js' */
/** @import { Point } from './series.js' */
/** @import { StringKey } from './strings.js' */
/** @import { Words } from './words.js' */

/** @typedef {'plain' | 'soft' | 'strong' | 'face' | 'object' | 'text' | 'warn'} Tone */
/** @typedef {{ label: string, tone: Tone, heightPx: number, spans: Span[], longestMs: number }} Row */
/** @typedef {{ startMs: number, endMs: number, colours: { hex: string, share: number }[], best: Observation }} PaletteStrip */

/**
 * @typedef {object} Lane
 * @property {string} id
 * @property {string} title
 * @property {string} note Said instead of a drawing where there is nothing to draw.
 * @property {Row[]} rows
 * @property {Point[]} points
 * @property {boolean} mirrored
 * @property {PaletteStrip[]} palettes
 * @property {Span[]} marks Drawn over everything else in the lane: cuts, clipping.
 * @property {number} heightPx
 */

/** @typedef {{ id: string, title: StringKey, analyzers: string[], build: (groups: Observation[][], words: Words) => Partial<Lane> }} LaneKind */

const ROW_PX = 18;
const TALL_ROW_PX = 22;
const CURVE_PX = 48;
const PALETTE_PX = 28;
const EMPTY_PX = 18;
const ROW_GAP_PX = 3;
const MOST_LABEL_ROWS = 6;

/** @param {string} label @param {Tone} tone @param {Span[]} spans @param {number} [heightPx] @returns {Row} */
const row = (label, tone, spans, heightPx = ROW_PX) => ({
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
function labelRows(spans, tone, words) {
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
  const rows = shown.map(([label, group]) => row(words.label(label), tone, group));
  return rest.length > 0 ? [...rows, row(words.t('otherRow'), tone, rest)] : rows;
}

/** @param {Observation[]} group @param {boolean} joinLabels */
const timed = (group, joinLabels) => joinSpans(group.filter((o) => o.label !== 'overall'), { joinLabels });

/** @param {Observation[][]} groups @param {Words} words @returns {Partial<Lane>} */
function buildScenes([segments = [], cuts = []], words) {
  const spans = timed(segments, false);
  /** @param {string} label */
  const only = (label) => spans.filter((span) => span.label === label);
  const blends = spans.filter((span) => !['scene', 'shot', 'cut'].includes(span.label));
  const scenes = only('scene').map((span, i) => ({ ...span, text: `${words.label('scene')} ${i + 1}` }));
  const shots = only('shot').map((span, i) => ({ ...span, text: String(i + 1) }));
  const rows = [row('', 'strong', scenes), row('', 'plain', shots), row('', 'soft', blends)];
  return { rows: rows.filter((each) => each.spans.length > 0), marks: [...timed(cuts, false), ...only('cut')] };
}

/** @param {unknown} value @returns {{ hex: string, share: number, name: string }[]} Only well-formed colours; the rest is left out. */
export function readPalette(value) {
  if (!Array.isArray(value)) return [];
  return value.flatMap((/** @type {unknown} */ entry) => {
    if (typeof entry !== 'object' || entry === null || !('hex' in entry) || typeof entry.hex !== 'string' || !/^#[0-9a-f]{6}$/i.test(entry.hex)) return [];
    const share = 'share' in entry && typeof entry.share === 'number' && entry.share > 0 ? entry.share : 0;
    return [{ hex: entry.hex, share, name: 'name' in entry && typeof entry.name === 'string' ? entry.name : '' }];
  });
}

/** @param {Observation[]} group @param {(o: Observation) => boolean} wanted @returns {PaletteStrip[]} */
const palettesOf = (group, wanted) => group.flatMap((o) => {
  const colours = readPalette(o.attributes?.['palette']);
  return wanted(o) && colours.length > 0 ? [{ startMs: o.startMs, endMs: o.endMs, colours, best: o }] : [];
});

/** @param {Observation[][]} groups @returns {Partial<Lane>} */
function buildPalettes([group = []]) {
  const parts = palettesOf(group, (o) => o.label !== 'overall');
  const palettes = parts.length > 0 ? parts : palettesOf(group, () => true);
  return palettes.length > 0 ? { palettes, heightPx: PALETTE_PX } : { rows: packRows(timed(group, true), 2, 'plain') };
}

/** What a sound may do without anything being wrong. */
const ORDINARY = new Set(['silence', 'loud_event', 'music', 'speech', 'noise']);

/** @param {Observation[][]} groups @returns {Partial<Lane>} */
function buildCurve([group = []]) {
  const kind = seriesKind(group[0]?.analyzer ?? '');
  const points = kind ? seriesPoints(group, kind) : [];
  const findings = timed(group.filter((o) => points.length === 0 || !isSeriesPoint(o)), true);
  const rows = [
    ...packRows(findings.filter((span) => ORDINARY.has(span.label)), 2, 'plain'),
    ...packRows(findings.filter((span) => !ORDINARY.has(span.label)), 2, 'warn'),
  ];
  return { points, mirrored: kind?.mirrored ?? false, rows };
}

/** @type {LaneKind[]} */
const laneKinds = [
  { id: 'scenes', title: 'laneScenes', analyzers: ['scene_segmentation', 'cut_analysis'], build: buildScenes },
  { id: 'camera', title: 'laneCamera', analyzers: ['camera_analysis'], build: ([group = []]) => ({ rows: packRows(timed(group, true), 2, 'plain') }) },
  { id: 'speech', title: 'laneSpeech', analyzers: ['speech_transcription'], build: ([group = []]) => ({ rows: packRows(timed(group, false), 3, 'strong', TALL_ROW_PX) }) },
  { id: 'text', title: 'laneText', analyzers: ['text_overlay'], build: ([group = []]) => ({ rows: packRows(timed(group, false), 4, 'text') }) },
  { id: 'objects', title: 'laneObjects', analyzers: ['object_detection'], build: ([group = []], words) => ({ rows: labelRows(timed(group, true), 'object', words) }) },
  { id: 'faces', title: 'laneFaces', analyzers: ['face_detection'], build: ([group = []]) => ({ rows: packRows(timed(group, true), 4, 'face') }) },
  { id: 'colours', title: 'laneColours', analyzers: ['color_analysis'], build: buildPalettes },
  { id: 'quality', title: 'laneQuality', analyzers: ['content_quality'], build: buildCurve },
  { id: 'sound', title: 'laneSound', analyzers: ['audio_analysis'], build: buildCurve },
];

/** @param {readonly Run[]} runs @param {Words} words Why a lane is empty: not run, failed and nothing found are three things. */
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

/** @param {string} id @param {string} title @param {Partial<Lane>} built @param {string} note @returns {Lane} */
function finishLane(id, title, built, note) {
  const lane = { id, title, note, rows: [], points: [], mirrored: false, palettes: [], marks: [], heightPx: 0, ...built };
  return { ...lane, heightPx: lane.heightPx || drawnHeight(lane) };
}

/** @param {Lane} lane */
export const isEmptyLane = (lane) => lane.rows.length === 0 && lane.points.length === 0 && lane.palettes.length === 0 && lane.marks.length === 0;

/** Height of a lane's curve above its rows. @param {Lane} lane */
export const curveHeightPx = (lane) => (lane.points.length > 0 ? CURVE_PX : 0);

/** @param {Row} each */
export const rowPitchPx = (each) => each.heightPx + ROW_GAP_PX;

/**
 * One lane per family of analyzers that ran or was asked for; unknown analyzers get a lane of their own with a row per label.
 * @param {ResultDocument} document @param {Words} words @returns {Lane[]}
 */
export function buildLanes(document, words) {
  const groups = byAnalyzer(document.observations);
  const known = new Set(laneKinds.flatMap((kind) => kind.analyzers));
  const present = new Set([...document.runs.map((run) => run.analyzer), ...groups.keys()]);
  /** @param {readonly string[]} names */
  const runsOf = (names) => document.runs.filter((run) => names.includes(run.analyzer));

  const lanes = laneKinds
    .filter((kind) => kind.analyzers.some((name) => present.has(name)))
    .map((kind) => finishLane(kind.id, words.t(kind.title), kind.build(kind.analyzers.map((name) => groups.get(name) ?? []), words), emptyNote(runsOf(kind.analyzers), words)));
  const others = [...present].filter((name) => !known.has(name)).map((name) => {
    const rows = labelRows(timed(groups.get(name) ?? [], true), 'plain', words);
    return finishLane(name, words.analyzer(name), { rows }, emptyNote(runsOf([name]), words));
  });
  return [...lanes, ...others];
}
