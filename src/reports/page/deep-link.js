/** `#t=12.4`: the moment in the page's address, read when it opens and written when the moment was chosen. */

/** @import { Playback } from './playback.js' */

const WRITE_AFTER_MS = 400;

/** @param {string} hash @returns {number | undefined} Milliseconds. */
function readMoment(hash) {
  const match = /^#t=(\d+(?:\.\d+)?)$/.exec(hash);
  return match ? Math.round(Number(match[1]) * 1000) : undefined;
}

/** @param {number} atMs */
const writeMoment = (atMs) => `#t=${String(Math.floor(atMs / 100) / 10)}`;

/** @param {Playback} playback */
export function followDeepLink(playback) {
  const go = () => {
    const atMs = readMoment(location.hash);
    if (atMs !== undefined) playback.seek(atMs);
  };
  go();
  addEventListener('hashchange', go);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const write = () => {
    const hash = writeMoment(playback.timeMs());
    if (playback.playing() || hash === location.hash || (playback.timeMs() === 0 && location.hash === '')) return;
    try {
      history.replaceState(null, '', hash);
    } catch {
      // Some browsers refuse it on pages opened from disk; the link is a convenience.
    }
  };
  playback.onTime(() => {
    clearTimeout(timer);
    timer = setTimeout(write, WRITE_AFTER_MS);
  });
}
