/** Draws lanes and finds what lies under a point of them. */
import { lastStarted } from './box-tracks.js';
import { curveHeightPx, rowPitchPx } from './lanes.js';
import { canvasFont } from './theme.js';

/** @import { Observation } from '@aima/contract' */
/** @import { Lane } from './lanes.js' */
/** @import { Row } from './lane-rows.js' */
/** @import { Stretch } from './held.js' */
/** @import { Span } from './spans.js' */
/** @import { Theme } from './theme.js' */
/** @import { Words } from './words.js' */

/** @typedef {{ fromMs: number, toMs: number, pxPerMs: number, widthPx: number }} View What the canvas shows of the time. */
/** @typedef {{ startMs: number, endMs: number, label: string, text: string, count: number, best: Observation }} Hit */

const LEAST_BLOCK_PX = 3;
const LEAST_TEXT_PX = 26;
const HIT_REACH_PX = 4;
const RADIUS_PX = 3;

/** @param {View} view @param {number} atMs */
export const xOf = (view, atMs) => (atMs - view.fromMs) * view.pxPerMs;

/** Calls `visit` with each item that can be seen, in time order. @template {{ startMs: number, endMs: number }} T @param {readonly T[]} items @param {number} longestMs @param {View} view @param {(item: T) => void} visit */
function eachVisible(items, longestMs, view, visit) {
  for (let i = Math.max(0, lastStarted(items, view.fromMs - longestMs)); i < items.length; i += 1) {
    const item = items[i];
    if (!item || item.startMs > view.toMs) return;
    if (item.endMs >= view.fromMs) visit(item);
  }
}

/** @param {CanvasRenderingContext2D} context @param {string} text @param {number} x @param {number} y @param {number} width */
function clippedText(context, text, x, y, width) {
  context.save();
  context.beginPath();
  context.rect(x, y - 20, width, 40);
  context.clip();
  context.fillText(text, x, y);
  context.restore();
}

/** @param {Span} span @param {Words} words */
const caption = (span, words) => span.text || (span.label ? words.label(span.label, span.analyzer) : '');

/** @param {CanvasRenderingContext2D} context @param {Row} row @param {number} top @param {View} view @param {Theme} theme @param {Words} words */
function paintRow(context, row, top, view, theme, words) {
  const { fill, ink } = theme[row.tone];
  context.font = canvasFont(11, 500);
  context.textBaseline = 'middle';
  let paintedToPx = -1;
  eachVisible(row.spans, row.longestMs, view, (span) => {
    const left = xOf(view, span.startMs);
    const width = Math.max(LEAST_BLOCK_PX, xOf(view, span.endMs) - left - 1);
    // Thousands of marks in one pixel column look like one; draw it once.
    if (left + width <= paintedToPx) return;
    paintedToPx = left + width;
    const from = Math.max(-RADIUS_PX, left);
    const shown = Math.min(view.widthPx + RADIUS_PX, left + width) - from;
    context.fillStyle = fill;
    context.beginPath();
    context.roundRect(from, top, shown, row.heightPx, Math.min(RADIUS_PX, shown / 2));
    context.fill();
    if (shown >= LEAST_TEXT_PX) {
      context.fillStyle = ink;
      clippedText(context, caption(span, words), Math.max(0, from) + 6, top + row.heightPx / 2 + 0.5, shown - 10);
    }
  });
}

/** Name of a row that has one (kind of object), where no block begins there. @param {CanvasRenderingContext2D} context @param {Row} row @param {number} top @param {View} view @param {Theme} theme */
function paintBaseline(context, row, top, view, theme) {
  context.fillStyle = theme.line;
  context.fillRect(0, Math.round(top + row.heightPx / 2), view.widthPx, 1);
}

/** @param {Lane} lane @param {View} view @returns {{ low: Float32Array, high: Float32Array }} Smallest and largest value of each pixel column; NaN where nothing was measured. */
function curveColumns(lane, view) {
  const columns = Math.ceil(view.widthPx);
  const low = new Float32Array(columns).fill(NaN);
  const high = new Float32Array(columns).fill(NaN);
  const longestMs = lane.points.reduce((most, point) => Math.max(most, point.endMs - point.startMs), 0);
  eachVisible(lane.points, longestMs, view, (point) => {
    const from = Math.max(0, Math.floor(xOf(view, point.startMs)));
    const to = Math.min(columns - 1, Math.max(from, Math.ceil(xOf(view, point.endMs)) - 1));
    for (let x = from; x <= to; x += 1) {
      low[x] = Math.min(point.value, Number.isNaN(low[x]) ? 1 : low[x] ?? 1);
      high[x] = Math.max(point.value, Number.isNaN(high[x]) ? 0 : high[x] ?? 0);
    }
  });
  return { low, high };
}

/** @param {CanvasRenderingContext2D} context @param {Lane} lane @param {number} top @param {number} height @param {View} view @param {Theme} theme */
function paintWave(context, lane, top, height, view, theme) {
  const { high } = curveColumns(lane, view);
  const middle = top + height / 2;
  context.fillStyle = theme.curve;
  for (let x = 0; x < high.length; x += 1) {
    const value = high[x] ?? NaN;
    if (Number.isNaN(value)) continue;
    const half = Math.max(0.5, (value * height) / 2);
    context.fillRect(x, middle - half, 1, half * 2);
  }
}

/** More points than pixels: the band between smallest and largest value of each column. @param {CanvasRenderingContext2D} context @param {Lane} lane @param {number} top @param {number} height @param {View} view @param {Theme} theme */
function paintBand(context, lane, top, height, view, theme) {
  const { low, high } = curveColumns(lane, view);
  /** @param {number} value */
  const y = (value) => top + height - 2 - value * (height - 4);
  for (let x = 0; x < high.length; x += 1) {
    const least = low[x] ?? NaN;
    const most = high[x] ?? NaN;
    if (Number.isNaN(most)) continue;
    context.fillStyle = theme.curveFill;
    context.fillRect(x, y(most), 1, top + height - y(most));
    context.fillRect(x, y(most), 1, y(least) - y(most));
    context.fillStyle = theme.curve;
    context.fillRect(x, y((least + most) / 2) - 1, 1, 2);
  }
}

/** @param {CanvasRenderingContext2D} context @param {{ startMs: number, endMs: number }[]} points @param {(index: number) => number} value @param {number} top @param {number} height @param {View} view */
function tracePoints(context, points, value, top, height, view) {
  context.beginPath();
  points.forEach((point, i) => {
    const x = xOf(view, (point.startMs + point.endMs) / 2);
    const y = top + height - 2 - value(i) * (height - 4);
    if (i === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
}

/** @param {CanvasRenderingContext2D} context @param {Lane} lane @param {number} top @param {number} height @param {View} view @param {Theme} theme */
function paintCurve(context, lane, top, height, view, theme) {
  const first = Math.max(0, lastStarted(lane.points, view.fromMs) - 1);
  const points = lane.points.slice(first, lastStarted(lane.points, view.toMs) + 2);
  const begin = points[0];
  const end = points.at(-1);
  if (!begin || !end) return;
  if (points.length > view.widthPx) return paintBand(context, lane, top, height, view, theme);
  context.lineJoin = 'round';
  tracePoints(context, points, (i) => points[i]?.value ?? 0, top, height, view);
  context.lineTo(xOf(view, (end.startMs + end.endMs) / 2), top + height);
  context.lineTo(xOf(view, (begin.startMs + begin.endMs) / 2), top + height);
  context.fillStyle = theme.curveFill;
  context.fill();
  context.strokeStyle = theme.muted;
  context.lineWidth = 1;
  context.globalAlpha = 0.4;
  for (let each = 0; each < begin.others.length; each += 1) {
    tracePoints(context, points, (i) => points[i]?.others[each] ?? 0, top, height, view);
    context.stroke();
  }
  context.globalAlpha = 1;
  tracePoints(context, points, (i) => points[i]?.value ?? 0, top, height, view);
  context.strokeStyle = theme.curve;
  context.lineWidth = 1.75;
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {Lane} lane @param {number} top @param {View} view */
function paintPalettes(context, lane, top, view) {
  eachVisible(lane.palettes, Infinity, view, (strip) => {
    const left = xOf(view, strip.startMs);
    const width = Math.max(LEAST_BLOCK_PX, xOf(view, strip.endMs) - left - 1);
    const total = strip.colours.reduce((sum, colour) => sum + colour.share, 0) || strip.colours.length;
    let y = top;
    for (const colour of strip.colours) {
      const height = ((colour.share || (total === strip.colours.length ? 1 : 0)) / total) * lane.heightPx;
      context.fillStyle = colour.hex;
      context.fillRect(left, y, width, Math.ceil(height));
      y += height;
    }
  });
}

/** @param {CanvasRenderingContext2D} context @param {Lane} lane @param {number} top @param {View} view @param {Theme} theme @param {Words} words */
export function paintLane(context, lane, top, view, theme, words) {
  const curve = curveHeightPx(lane);
  if (curve > 0) (lane.mirrored ? paintWave : paintCurve)(context, lane, top, curve, view, theme);
  if (lane.palettes.length > 0) paintPalettes(context, lane, top, view);
  let y = top + curve;
  for (const row of lane.rows) {
    paintBaseline(context, row, y, view, theme);
    paintRow(context, row, y, view, theme, words);
    y += rowPitchPx(row);
  }
  context.fillStyle = theme.mark;
  eachVisible(lane.marks, 0, view, (mark) => context.fillRect(Math.round(xOf(view, mark.startMs)) - 1, top - 2, 2, lane.heightPx + 2));
}

const HATCH_PX = 8;

/** Held stretches from top to bottom: covered, hatched and, where there is room, named. @param {CanvasRenderingContext2D} context @param {readonly Stretch[]} stretches @param {number} top @param {number} bottom @param {View} view @param {Theme} theme @param {Words} words */
export function paintHeld(context, stretches, top, bottom, view, theme, words) {
  for (const { startMs, endMs } of stretches) {
    const left = Math.max(-HATCH_PX, xOf(view, startMs));
    const right = Math.min(view.widthPx + HATCH_PX, Math.max(xOf(view, endMs), xOf(view, startMs) + LEAST_BLOCK_PX));
    if (right <= left) continue;
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    context.fillStyle = theme.surface;
    context.fillRect(left, top, right - left, bottom - top);
    context.strokeStyle = theme.line;
    context.lineWidth = 2;
    context.beginPath();
    for (let x = left - (bottom - top) - (left % HATCH_PX); x < right; x += HATCH_PX) {
      context.moveTo(x, bottom);
      context.lineTo(x + bottom - top, top);
    }
    context.stroke();
    context.font = canvasFont(11, 600);
    context.textBaseline = 'middle';
    context.fillStyle = theme.muted;
    if (right - left > LEAST_TEXT_PX * 2) context.fillText(words.status('held'), Math.max(0, left) + 6, top + 12);
    context.restore();
  }
}

/** @template {{ startMs: number, endMs: number }} T @param {readonly T[]} items @param {number} longestMs @param {number} atMs @param {number} reachMs @returns {T | undefined} The one that begins last among those that hold `atMs`. */
function itemAt(items, longestMs, atMs, reachMs) {
  for (let i = lastStarted(items, atMs + reachMs); i >= 0; i -= 1) {
    const item = items[i];
    if (!item || item.startMs < atMs - longestMs - reachMs) return undefined;
    if (item.endMs + reachMs >= atMs) return item;
  }
  return undefined;
}

/** What lies at a time and a height of a lane. @param {Lane} lane @param {number} atMs @param {number} y From the lane's top. @param {View} view @returns {Hit | undefined} */
export function hitLane(lane, atMs, y, view) {
  const reachMs = HIT_REACH_PX / view.pxPerMs;
  const mark = itemAt(lane.marks, 0, atMs, reachMs);
  if (mark) return mark;
  const strip = itemAt(lane.palettes, Infinity, atMs, 0);
  if (strip) return { ...strip, label: strip.best.label ?? '', text: '', count: 1 };
  const curve = curveHeightPx(lane);
  if (y < curve) {
    const point = itemAt(lane.points, Infinity, atMs, 0);
    return point && { ...point, label: point.best.label ?? '', text: '', count: 1 };
  }
  let top = curve;
  for (const row of lane.rows) {
    if (y < top + rowPitchPx(row)) return itemAt(row.spans, row.longestMs, atMs, reachMs);
    top += rowPitchPx(row);
  }
  return undefined;
}
