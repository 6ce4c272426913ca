/** All lanes under one time axis: zoom, hover, click to seek. A native scroll area carries the canvas, so moving feels like everywhere else. */
import { el, fill, iconButton } from './element.js';
import { heldStretches, isHeldAt } from './held.js';
import { laneChooser, laneName, NAME_ABOVE_PX, placeLanes } from './lane-names.js';
import { buildLanes, quietLines } from './lanes.js';
import { hitLane, paintHeld, paintLane } from './lane-painting.js';
import { onThemeChange, prepareCanvas, readTheme } from './theme.js';
import { paintFilmstrip, paintRuler, RULER_PX } from './time-ruler.js';
import { createTooltip } from './tooltip.js';
import { listenForZoom } from './zoom-gestures.js';

/** @import { ResultDocument } from '@aima/contract' */
/** @import { PlacedLane } from './lane-names.js' */
/** @import { Stretch } from './held.js' */
/** @import { Veil } from './veil.js' */
/** @import { View } from './lane-painting.js' */
/** @import { Keyframes } from './keyframes.js' */
/** @import { Playback } from './playback.js' */
/** @import { Words } from './words.js' */

const FILMSTRIP_PX = 52;
const ZOOM_STEP = 1.6;
/** As close as makes sense: one frame at 30 a second gets this many pixels. */
const MOST_PX_PER_MS = 40 / 33;

/** How much time a pixel is, and which part of the time is in view. @param {HTMLElement} scroll @param {number} durationMs */
function createScale(scroll, durationMs) {
  let zoom = 1;
  const widthPx = () => scroll.clientWidth;
  const pxPerMs = () => (widthPx() * zoom) / Math.max(1, durationMs);
  const mostZoom = () => Math.max(1, (MOST_PX_PER_MS * durationMs) / Math.max(1, widthPx()));
  return {
    widthPx, pxPerMs, mostZoom,
    zoom: () => zoom,
    /** @param {number} value */
    setZoom: (value) => {
      zoom = Math.min(mostZoom(), Math.max(1, value));
    },
    innerWidth: () => `${Math.floor(widthPx() * zoom)}px`,
    /** @returns {View} */
    view: () => {
      const fromMs = scroll.scrollLeft / pxPerMs();
      return { fromMs, toMs: fromMs + widthPx() / pxPerMs(), pxPerMs: pxPerMs(), widthPx: widthPx() };
    },
  };
}

/** @typedef {ReturnType<typeof createScale>} Scale */

/** At most one painting per frame, however often it is asked for. @param {() => void} paint */
function oncePerFrame(paint) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      paint();
    });
  };
}

/** Hover says what is there, a click goes there. @param {HTMLElement} scroll @param {Scale} scale @param {() => PlacedLane[]} placed @param {readonly Stretch[]} held @param {Playback} playback @param {Words} words */
function listenForPointer(scroll, scale, placed, held, playback, words) {
  const tooltip = createTooltip(words);
  /** @param {MouseEvent} event */
  const timeAt = (event) => scale.view().fromMs + (event.clientX - scroll.getBoundingClientRect().left) / scale.pxPerMs();
  /** @param {MouseEvent} event */
  const show = (event) => {
    const y = event.clientY - scroll.getBoundingClientRect().top;
    const atMs = timeAt(event);
    if (isHeldAt(held, atMs, undefined)) return tooltip.tell(event, atMs, words.t('heldHere'));
    const target = placed().find(({ lane, topPx }) => y >= topPx - 2 && y < topPx + lane.heightPx + 2);
    tooltip.show(event, atMs, target?.lane.title, target && hitLane(target.lane, atMs, y - target.topPx, scale.view()));
  };
  scroll.addEventListener('pointermove', show);
  scroll.addEventListener('pointerleave', tooltip.hide);
  scroll.addEventListener('click', (event) => {
    playback.seek(timeAt(event));
    show(event);
  });
  return tooltip.element;
}

/** The canvas in its scroll area, with the playhead over it. @param {number} durationMs @param {Words} words */
function createArea(durationMs, { t }) {
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const playhead = el('div', { class: 'playhead', 'aria-hidden': 'true' });
  const inner = el('div', { class: 'timeline-inner' }, canvas, playhead);
  const scroll = el('div', { class: 'timeline-scroll', role: 'slider', tabindex: 0, 'aria-label': t('timeline'), 'aria-description': t('timelineHint'), 'aria-valuemin': 0, 'aria-valuemax': Math.round(durationMs / 1000) }, inner);
  return { canvas, playhead, inner, scroll };
}

/** @param {{ scroll: HTMLElement, playhead: HTMLElement }} area @param {Scale} scale @param {Playback} playback @param {Words} words */
function createPlayheadMover({ scroll, playhead }, scale, playback, words) {
  return () => {
    const atMs = playback.timeMs();
    const x = atMs * scale.pxPerMs();
    playhead.style.transform = `translateX(${x}px)`;
    scroll.setAttribute('aria-valuenow', String(Math.round(atMs / 1000)));
    scroll.setAttribute('aria-valuetext', words.clockTime(atMs));
    // While playing zoomed in, turn the page when the playhead leaves it.
    const isOutside = x < scroll.scrollLeft || x > scroll.scrollLeft + scale.widthPx();
    if (playback.playing() && scale.zoom() > 1 && isOutside) scroll.scrollLeft = x - scale.widthPx() * 0.1;
  };
}

/**
 * @param {{ report: ResultDocument, keyframes: Keyframes, playback: Playback, veil: Veil, words: Words }} parts
 */
export function createTimeline({ report, keyframes, playback, veil, words }) {
  const { durationMs } = playback;
  const allLanes = buildLanes(report, words);
  const held = heldStretches(report);
  /** @type {Set<string>} */
  const hidden = new Set();
  const filmstripPx = keyframes.count > 0 ? FILMSTRIP_PX : 0;
  const { canvas, playhead, inner, scroll } = createArea(durationMs, words);
  const names = el('div', { class: 'lane-names', 'aria-hidden': 'true' });
  const scale = createScale(scroll, durationMs);
  let theme = readTheme();
  /** @type {PlacedLane[]} */
  let placed = [];
  let heightPx = 0;

  const repaint = oncePerFrame(() => {
    const context = prepareCanvas(canvas, scale.widthPx(), heightPx);
    if (!context) return;
    const view = scale.view();
    paintRuler(context, view, theme, heightPx);
    if (filmstripPx > 0) paintFilmstrip(context, keyframes, RULER_PX, filmstripPx, view, durationMs, veil.isOn());
    for (const { lane, topPx } of placed) paintLane(context, lane, topPx, view, theme, words);
    paintHeld(context, held, RULER_PX, heightPx, view, theme, words);
  });
  const movePlayhead = createPlayheadMover({ scroll, playhead }, scale, playback, words);
  const layOut = () => {
    const abovePx = getComputedStyle(names).position === 'absolute' ? NAME_ABOVE_PX : 0;
    ({ placed, heightPx } = placeLanes(allLanes.filter((lane) => !hidden.has(lane.id)), RULER_PX + filmstripPx, abovePx));
    fill(names, ...placed.flatMap((each) => laneName(each, abovePx > 0, words)));
    names.style.height = `${heightPx}px`;
    inner.style.height = `${heightPx}px`;
    inner.style.width = scale.innerWidth();
    movePlayhead();
    repaint();
  };
  /** @param {number} value @param {number} [anchorPx] Of the visible part; what lies there stays there. */
  const zoomTo = (value, anchorPx = Math.min(scale.widthPx(), Math.max(0, playback.timeMs() * scale.pxPerMs() - scroll.scrollLeft))) => {
    const anchorMs = scale.view().fromMs + anchorPx / scale.pxPerMs();
    scale.setZoom(value);
    inner.style.width = scale.innerWidth();
    scroll.scrollLeft = anchorMs * scale.pxPerMs() - anchorPx;
    movePlayhead();
    repaint();
  };

  scroll.addEventListener('scroll', repaint, { passive: true });
  listenForZoom(scroll, { zoom: scale.zoom, mostZoom: scale.mostZoom, zoomTo });
  new ResizeObserver(layOut).observe(scroll);
  onThemeChange(() => {
    theme = readTheme();
    repaint();
  });
  keyframes.onReady(repaint);
  veil.onChange(repaint);
  playback.onTime(movePlayhead);
  return el('section', { class: 'card timeline', 'aria-labelledby': 'timeline-title' },
    el('div', { class: 'card-head' }, el('h2', { id: 'timeline-title' }, words.t('timeline')), laneChooser(allLanes, hidden, words, layOut), zoomButtons(scale, zoomTo, words)),
    el('div', { class: 'timeline-body' }, names, scroll),
    quietList(report, words),
    listenForPointer(scroll, scale, () => placed, held, playback, words));
}

/** What has no lane. @param {ResultDocument} report @param {Words} words */
function quietList(report, words) {
  const lines = quietLines(report, words);
  return lines.length > 0 && el('ul', { class: 'quiet-lanes' }, ...lines.map((line) => el('li', {}, line)));
}

/** @param {Scale} scale @param {(zoom: number) => void} zoomTo @param {Words} words */
const zoomButtons = (scale, zoomTo, { t }) => el('div', { class: 'button-row' },
  iconButton('minus', t('zoomOut'), () => zoomTo(scale.zoom() / ZOOM_STEP)),
  iconButton('plus', t('zoomIn'), () => zoomTo(scale.zoom() * ZOOM_STEP)),
  iconButton('fit', t('zoomFit'), () => zoomTo(1)));
