/** Measured colours as swatches with name and share. */
import { el } from './element.js';
import { readPalette } from './lane-kinds.js';

/** @import { Observation } from '@aima/contract' */
/** @import { Words } from './words.js' */

/** The palette of the whole medium, or of its longest part. @param {readonly Observation[]} observations */
function wholePalette(observations) {
  const candidates = observations.filter((o) => readPalette(o.attributes?.['palette']).length > 0);
  const best = candidates.find((o) => o.label === 'overall') ?? candidates.sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))[0];
  return { sentence: best?.sentence ?? '', colours: readPalette(best?.attributes?.['palette']) };
}

/** @param {readonly Observation[]} observations @param {Words} words */
export function createPaletteView(observations, words) {
  const { sentence, colours } = wholePalette(observations);
  if (colours.length === 0) return undefined;
  const strip = el('div', { class: 'palette-strip', 'aria-hidden': 'true' }, ...colours.map((colour) => {
    const part = el('span');
    part.style.background = colour.hex;
    part.style.flexGrow = String(colour.share || 1 / colours.length);
    return part;
  }));
  const rows = colours.map((colour) => {
    const swatch = el('span', { class: 'colour' });
    swatch.style.background = colour.hex;
    return el('li', {}, swatch, el('span', { class: 'colour-name' }, words.label(colour.name)), el('span', { class: 'code' }, colour.hex), el('span', { class: 'figure' }, words.percent(colour.share)));
  });
  return el('div', { class: 'palette' }, el('p', {}, sentence), strip, el('ul', {}, ...rows));
}
