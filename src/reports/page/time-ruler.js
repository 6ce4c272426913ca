/** The time axis and the filmstrip above the lanes. */
import { el } from './element.js';
import { xOf } from './lane-painting.js';
import { canvasFont } from './theme.js';
import { clockTime } from './words.js';

/** @import { View } from './lane-painting.js' */
/** @import { Keyframes } from './keyframes.js' */
/** @import { Theme } from './theme.js' */

export const RULER_PX = 24;

/** Steps that people count in, in milliseconds. */
const STEPS_MS = [100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 7_200_000];
const LEAST_TICK_PX = 72;

/** @param {number} pxPerMs */
export const tickStepMs = (pxPerMs) => STEPS_MS.find((step) => step * pxPerMs >= LEAST_TICK_PX) ?? 14_400_000;

/** @param {number} atMs @param {number} stepMs */
const tickText = (atMs, stepMs) => (stepMs < 1000 ? clockTime(atMs) : clockTime(atMs).slice(0, -2));

/** @param {CanvasRenderingContext2D} context @param {View} view @param {Theme} theme @param {number} heightPx Of the faint lines. */
export function paintRuler(context, view, theme, heightPx) {
  const stepMs = tickStepMs(view.pxPerMs);
  context.font = canvasFont(11);
  context.textBaseline = 'middle';
  for (let atMs = Math.floor(view.fromMs / stepMs) * stepMs; atMs <= view.toMs; atMs += stepMs) {
    const x = Math.round(xOf(view, atMs));
    context.fillStyle = theme.line;
    context.fillRect(x, RULER_PX - 6, 1, heightPx - RULER_PX + 6);
    context.fillStyle = theme.muted;
    context.fillText(tickText(atMs, stepMs), x + 5, RULER_PX / 2);
  }
}

/** So few points of a veiled picture that only its colours remain. */
const VEILED_PX = 4;
/** @type {HTMLCanvasElement | undefined} */
let veiledPicture;

/** A filter of the canvas would not veil in every browser; fewer points do. @param {CanvasImageSource} picture */
function veiledImage(picture) {
  veiledPicture ??= el('canvas', { width: VEILED_PX, height: VEILED_PX });
  veiledPicture.getContext('2d')?.drawImage(picture, 0, 0, VEILED_PX, VEILED_PX);
  return veiledPicture;
}

/** @param {CanvasRenderingContext2D} context @param {Keyframes} keyframes @param {number} top @param {number} heightPx @param {View} view @param {number} durationMs @param {boolean} veiled */
export function paintFilmstrip(context, keyframes, top, heightPx, view, durationMs, veiled) {
  const width = Math.max(24, Math.round(heightPx * keyframes.aspect));
  // Slots stand still in time, so pictures do not swim while the strip is moved.
  const first = Math.floor((view.fromMs * view.pxPerMs) / width);
  for (let slot = first; ; slot += 1) {
    const left = slot * width - view.fromMs * view.pxPerMs;
    const atMs = (slot * width + width / 2) / view.pxPerMs;
    if (left > view.widthPx || slot * width >= durationMs * view.pxPerMs) return;
    const picture = keyframes.image(keyframes.indexAt(Math.min(durationMs, atMs)));
    if (!picture?.complete || picture.naturalWidth === 0) continue;
    const shown = Math.min(width - 1, durationMs * view.pxPerMs - slot * width);
    context.save();
    context.beginPath();
    context.rect(left, top, shown, heightPx);
    context.clip();
    context.drawImage(veiled ? veiledImage(picture) : picture, left, top, width, heightPx);
    context.restore();
  }
}
