/** The report's own small pictures of the medium, decoded when first needed. */
import { lastStarted } from './box-tracks.js';

/** @import { ReportKeyframe } from '../report-data.ts' */

/** @typedef {ReturnType<typeof createKeyframes>} Keyframes */

/** Letters of base64 only, whatever the data says. @param {ReportKeyframe} frame */
const pictureUrl = (frame) => `data:image/jpeg;base64,${frame.jpegBase64.replace(/[^A-Za-z0-9+/=]/g, '')}`;

/** @param {readonly ReportKeyframe[]} given */
export function createKeyframes(given) {
  const frames = given.map((frame) => ({ ...frame, startMs: frame.atMs })).sort((a, b) => a.startMs - b.startMs);
  /** @type {Map<number, HTMLImageElement>} */
  const images = new Map();
  /** @type {(() => void)[]} */
  const listeners = [];

  /** Index of the picture that shows best what is to be seen at `atMs`; -1 without pictures. @param {number} atMs */
  const indexAt = (atMs) => (frames.length === 0 ? -1 : Math.max(0, lastStarted(frames, atMs)));
  /** @param {number} index */
  const image = (index) => {
    const frame = frames[index];
    if (!frame) return undefined;
    const known = images.get(index);
    if (known) return known;
    const fresh = new Image();
    fresh.alt = '';
    fresh.addEventListener('load', () => listeners.forEach((listener) => listener()));
    fresh.src = pictureUrl(frame);
    images.set(index, fresh);
    return fresh;
  };

  return {
    count: frames.length,
    /** Width by height of the pictures. */
    aspect: frames[0] ? frames[0].width / frames[0].height : 16 / 9,
    indexAt, image,
    /** @param {number} index */
    timeMs: (index) => frames[index]?.startMs ?? 0,
    /** @param {() => void} listener Called when a picture has become ready to draw. */
    onReady: (listener) => listeners.push(listener),
  };
}
