/** Bodies as thin lines over the picture. */
import { bones } from './skeleton.js';

/** @import { PictureRect } from './overlay.js' */
/** @import { Joints } from './skeleton.js' */

/** @param {CanvasRenderingContext2D} context @param {Joints} joints @param {PictureRect} rect @param {string} colour */
export function paintJoints(context, joints, rect, colour) {
  /** @param {{ x: number, y: number }} point @returns {[number, number]} */
  const place = ({ x, y }) => [rect.left + x * rect.width, rect.top + y * rect.height];
  context.lineCap = 'round';
  for (const [line, stroke] of /** @type {[number, string][]} */ ([[4, 'rgba(0, 0, 0, 0.5)'], [2, colour]])) {
    context.lineWidth = line;
    context.strokeStyle = stroke;
    context.beginPath();
    for (const [a, b] of bones) {
      const [from, to] = [joints.get(a), joints.get(b)];
      if (!from || !to) continue;
      context.moveTo(...place(from));
      context.lineTo(...place(to));
    }
    context.stroke();
  }
  context.fillStyle = colour;
  context.beginPath();
  for (const point of joints.values()) {
    const [x, y] = place(point);
    context.moveTo(x + 3, y);
    context.arc(x, y, 3, 0, Math.PI * 2);
  }
  context.fill();
}
