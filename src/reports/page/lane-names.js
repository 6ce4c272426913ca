/** Where the lanes stand, the names beside or above them, and which of them are shown. */
import { el } from './element.js';
import { curveHeightPx, rowPitchPx } from './lanes.js';

/** @import { Lane } from './lanes.js' */
/** @import { Words } from './words.js' */

/** @typedef {{ lane: Lane, topPx: number, heading: boolean }} PlacedLane `heading`: the first of its group. */

/** Room for the lane's name above it, where names have no column of their own. */
export const NAME_ABOVE_PX = 20;
const LANE_GAP_PX = 12;
const HEADING_PX = 24;

/** @param {Lane[]} lanes @param {number} firstPx @param {number} abovePx */
export function placeLanes(lanes, firstPx, abovePx) {
  let y = firstPx;
  /** @type {PlacedLane[]} */
  const placed = [];
  for (const lane of lanes) {
    const heading = placed.at(-1)?.lane.group !== lane.group;
    if (heading) y += HEADING_PX;
    placed.push({ lane, topPx: y + abovePx, heading });
    y += abovePx + lane.heightPx + LANE_GAP_PX;
  }
  return { placed, heightPx: y };
}

/** The group's name, then the lane's, and beside its rows theirs, where there is a column for them. @param {PlacedLane} placedLane @param {boolean} above @param {Words} words */
export function laneName({ lane, topPx, heading }, above, words) {
  const nameTopPx = topPx - (above ? NAME_ABOVE_PX : 0);
  const title = el('div', { class: 'lane-group' }, words.t(lane.group));
  title.style.top = `${nameTopPx - HEADING_PX}px`;
  const name = el('div', { class: lane.rows[0]?.label && lane.points.length === 0 ? 'lane-name named-first' : 'lane-name' }, el('span', { class: 'lane-title' }, lane.title));
  name.style.top = `${nameTopPx}px`;
  name.style.height = `${above ? NAME_ABOVE_PX : lane.heightPx}px`;
  let y = curveHeightPx(lane);
  for (const row of above ? [] : lane.rows) {
    const label = el('span', { class: 'row-name' }, row.label);
    label.style.top = `${y}px`;
    label.style.lineHeight = `${row.heightPx}px`;
    if (row.label) name.append(label);
    y += rowPitchPx(row);
  }
  return heading ? [title, name] : [name];
}

/** @param {Lane[]} lanes @param {Set<string>} hidden Changed here. @param {Words} words @param {() => void} onChange */
export function laneChooser(lanes, hidden, words, onChange) {
  const chips = lanes.map((lane) => {
    const chip = el('button', { type: 'button', class: 'chip', 'aria-pressed': 'true' }, lane.title);
    chip.addEventListener('click', () => {
      const wasHidden = hidden.delete(lane.id);
      if (!wasHidden) hidden.add(lane.id);
      chip.setAttribute('aria-pressed', String(wasHidden));
      onChange();
    });
    return chip;
  });
  return el('details', { class: 'lane-chooser' }, el('summary', {}, words.t('lanes')), el('div', { class: 'chips' }, ...chips));
}
