/** Colours for canvases, read from the style sheet so that both themes stay in one place. */

/** @import { Tone } from './lane-rows.js' */

/** @typedef {Record<Tone, { fill: string, ink: string }> & { surface: string, line: string, muted: string, ink: string, curve: string, curveFill: string, mark: string }} Theme */

/** @type {Tone[]} */
const tones = ['plain', 'soft', 'strong', 'face', 'object', 'text', 'warn'];

/** @returns {Theme} */
export function readTheme() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const token = (name) => style.getPropertyValue(name).trim();
  const toned = Object.fromEntries(tones.map((tone) => [tone, { fill: token(`--tone-${tone}`), ink: token(`--tone-${tone}-ink`) }]));
  // The keys are exactly the tones listed above.
  const byTone = /** @type {Record<Tone, { fill: string, ink: string }>} */ (toned);
  return { ...byTone, surface: token('--surface'), line: token('--line'), muted: token('--muted'), ink: token('--ink'), curve: token('--curve'), curveFill: token('--curve-fill'), mark: token('--mark') };
}

/** @param {() => void} listener Called when the person changes between light and dark. */
export function onThemeChange(listener) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener);
}

/**
 * Makes the canvas as sharp as the screen and returns its context, scaled to CSS pixels and cleared.
 * @param {HTMLCanvasElement} canvas @param {number} widthPx @param {number} heightPx
 */
export function prepareCanvas(canvas, widthPx, heightPx) {
  const density = Math.min(3, window.devicePixelRatio || 1);
  const width = Math.max(1, Math.round(widthPx * density));
  const height = Math.max(1, Math.round(heightPx * density));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.style.width = `${widthPx}px`;
  canvas.style.height = `${heightPx}px`;
  const context = canvas.getContext('2d');
  if (!context) return undefined;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, widthPx, heightPx);
  return context;
}

const FONT = 'Inter, system-ui, sans-serif';

/** @param {number} sizePx @param {number} [weight] */
export const canvasFont = (sizePx, weight = 400) => `${weight} ${sizePx}px ${FONT}`;
