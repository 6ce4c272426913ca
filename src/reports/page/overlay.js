/** Boxes over the picture, drawn from the document's own observations. */
import { el } from './element.js';
import { createBoxTracks } from './box-tracks.js';
import { paintJoints } from './skeleton-painting.js';
import { canvasFont, prepareCanvas } from './theme.js';

/** @import { Observation } from '@aima/contract' */
/** @import { ShownBox } from './box-tracks.js' */
/** @import { Words } from './words.js' */

/** @typedef {{ left: number, top: number, width: number, height: number }} PictureRect Where the picture lies in the stage, in CSS pixels. */

/** Bright enough for dark and light pictures, with a dark line around; the same in both themes. @type {Record<string, string>} */
const boxColours = { face_detection: '#60a5fa', object_detection: '#2dd4bf', text_overlay: '#c4b5fd', body_pose: '#fbbf24', hand_gesture: '#f9a8d4' };
const OTHER_COLOUR = '#e5e7eb';
const LABEL_PX = 12;
/** So many boxes of one kind have room for their names. */
const MOST_NAMED = 6;
const LABEL_HEIGHT_PX = 19;

/** @param {string} analyzer */
export const boxColour = (analyzer) => (Object.hasOwn(boxColours, analyzer) ? boxColours[analyzer] ?? OTHER_COLOUR : OTHER_COLOUR);

/** @param {CanvasRenderingContext2D} context @param {ShownBox} shown @param {PictureRect} rect @param {PictureRect[]} taken Labels drawn so far; grows. @param {boolean} crowded @param {Words} words */
function paintBox(context, shown, rect, taken, crowded, words) {
  const colour = boxColour(shown.analyzer);
  const box = { left: rect.left + shown.box.x * rect.width, top: rect.top + shown.box.y * rect.height, width: shown.box.w * rect.width, height: shown.box.h * rect.height };
  // The box of a body is that of its person, which is drawn already.
  if (shown.joints) paintJoints(context, shown.joints, rect, colour);
  else for (const [line, stroke] of /** @type {[number, string][]} */ ([[4, 'rgba(0, 0, 0, 0.55)'], [2, colour]])) {
    context.lineWidth = line;
    context.strokeStyle = stroke;
    context.beginPath();
    context.roundRect(box.left, box.top, box.width, box.height, 4);
    context.stroke();
  }
  const name = shown.text || (shown.label ? words.label(shown.label, shown.analyzer) : words.analyzer(shown.analyzer));
  // A posture that could not be told needs no words, and among many of a kind the colour says which kind it is.
  if (shown.label === 'undetermined') return;
  const text = crowded ? words.number(shown.confidence, 2) : `${name} ${words.number(shown.confidence, 2)}`;
  const width = Math.min(rect.width, context.measureText(text).width + 10);
  const place = labelPlace(box, width, rect, taken);
  taken.push(place);
  paintLabel(context, text, colour, place);
}

/** @param {PictureRect} a @param {PictureRect} b */
const overlap = (a, b) => a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

/**
 * Above the box, else below, else inside: the first place that is in the picture and free of other labels.
 * @param {PictureRect} box @param {number} width @param {PictureRect} rect @param {PictureRect[]} taken
 */
function labelPlace(box, width, rect, taken) {
  const left = Math.round(Math.min(Math.max(rect.left, box.left - 1), rect.left + rect.width - width));
  const bottom = box.top + box.height;
  const tops = [box.top - LABEL_HEIGHT_PX - 1, bottom + 1, box.top + 2, bottom - LABEL_HEIGHT_PX - 2];
  const places = tops
    .map((top) => ({ left, top: Math.round(top), width, height: LABEL_HEIGHT_PX }))
    .filter((place) => place.top >= rect.top && place.top + place.height <= rect.top + rect.height);
  return places.find((place) => !taken.some((other) => overlap(place, other))) ?? places[0] ?? { left, top: rect.top, width, height: LABEL_HEIGHT_PX };
}

/** @param {CanvasRenderingContext2D} context @param {string} text @param {string} colour @param {PictureRect} place */
function paintLabel(context, text, colour, place) {
  context.fillStyle = 'rgba(11, 15, 22, 0.82)';
  context.beginPath();
  context.roundRect(place.left, place.top, place.width, place.height, 4);
  context.fill();
  context.save();
  context.clip();
  context.fillStyle = colour;
  context.fillText(text, place.left + 5, place.top + place.height / 2 + 0.5);
  context.restore();
}

/** @param {readonly Observation[]} observations @param {Words} words */
export function createOverlay(observations, words) {
  const tracks = createBoxTracks(observations);
  const canvas = el('canvas', { class: 'overlay', 'aria-hidden': 'true' });
  /** @type {Set<string>} */
  const hidden = new Set();
  return {
    canvas,
    analyzers: tracks.analyzers,
    /** @param {string} analyzer @param {boolean} shown */
    toggle: (analyzer, shown) => {
      if (shown) hidden.delete(analyzer);
      else hidden.add(analyzer);
    },
    /** @param {number} atMs @param {PictureRect} rect @param {{ width: number, height: number }} stage */
    paint: (atMs, rect, stage) => {
      const context = prepareCanvas(canvas, stage.width, stage.height);
      if (!context) return;
      context.font = canvasFont(LABEL_PX, 600);
      context.textBaseline = 'middle';
      const shown = tracks.boxesAt(atMs).filter((each) => !hidden.has(each.analyzer));
      // For tests and the curious: how many boxes are on the picture now.
      canvas.dataset['boxes'] = String(shown.length);
      /** @type {PictureRect[]} */
      const taken = [];
      const counts = Map.groupBy(shown, (each) => each.analyzer);
      for (const each of shown) paintBox(context, each, rect, taken, (counts.get(each.analyzer)?.length ?? 0) > MOST_NAMED && each.text === '', words);
    },
  };
}
