/**
 * The one clock of the page. With a medium it follows the medium; without one (moved, not playable, photo) it runs by itself,
 * so that lanes, pictures and lists work all the same.
 */

/**
 * @typedef {object} Playback
 * @property {() => number} timeMs
 * @property {number} durationMs
 * @property {() => boolean} playing
 * @property {() => boolean} hasMedium
 * @property {() => void} toggle
 * @property {(atMs: number) => void} seek
 * @property {(byMs: number) => void} move
 * @property {(frames: number) => void} step
 * @property {(rate: number) => void} setRate
 * @property {() => number} rate
 * @property {() => void} loseMedium
 * @property {(listener: () => void) => void} onTime Called whenever the time may have changed.
 * @property {(listener: () => void) => void} onState Called when playing, rate or medium changed.
 */

/** Milliseconds are rounded to whole ones; this much later lies surely inside the frame that begins there. */
const INTO_FRAME_MS = 1;
/** Steps where the medium has no frames. */
const SOUND_STEP_MS = 100;

/** A clock of its own for a medium that is not there. @param {number} durationMs @param {() => void} onEnd */
function createOwnClock(durationMs, onEnd) {
  let baseMs = 0;
  let rate = 1;
  /** @type {number | undefined} */
  let startedAt;
  const now = () => (startedAt === undefined ? baseMs : Math.min(durationMs, baseMs + (performance.now() - startedAt) * rate));
  /** @param {number} atMs */
  const seek = (atMs) => {
    baseMs = atMs;
    if (startedAt !== undefined) startedAt = performance.now();
  };
  return {
    now, seek,
    playing: () => startedAt !== undefined,
    rate: () => rate,
    play: () => {
      if (baseMs >= durationMs) baseMs = 0;
      startedAt = performance.now();
    },
    pause: () => {
      baseMs = now();
      startedAt = undefined;
    },
    /** @param {number} value */
    setRate: (value) => {
      seek(now());
      rate = value;
    },
    stopAtEnd: () => {
      if (startedAt !== undefined && now() >= durationMs) {
        baseMs = durationMs;
        startedAt = undefined;
        onEnd();
      }
    },
  };
}

/** Listeners that are called in turn. */
function createSignal() {
  /** @type {(() => void)[]} */
  const listeners = [];
  return {
    /** @param {() => void} listener */
    listen: (listener) => {
      listeners.push(listener);
    },
    tell: () => listeners.forEach((listener) => listener()),
  };
}

/**
 * The frame that many frames on, by its middle, which is inside it however the times were rounded.
 * @param {number} atMs @param {number} frames @param {number | undefined} fps
 */
function stepTarget(atMs, frames, fps) {
  if (fps === undefined) return atMs + frames * SOUND_STEP_MS;
  const frameMs = 1000 / fps;
  return (Math.floor((atMs + INTO_FRAME_MS) / frameMs) + frames + 0.5) * frameMs;
}

/** @param {HTMLMediaElement} media @param {{ started: () => void, stopped: () => void, seeked: () => void, ready: () => void }} on */
function listenToMedia(media, on) {
  media.addEventListener('play', on.started);
  media.addEventListener('pause', on.stopped);
  media.addEventListener('ended', on.stopped);
  media.addEventListener('seeked', on.seeked);
  media.addEventListener('loadedmetadata', on.ready);
}

/** A medium tells of its changes itself; the own clock does not. @param {HTMLMediaElement | undefined} media @param {ReturnType<typeof createOwnClock>} own @param {{ started: () => void, stopped: () => void }} on */
function togglePlaying(media, own, { started, stopped }) {
  if (media && (media.paused || media.ended)) media.play().catch(stopped);
  else if (media) media.pause();
  else if (own.playing()) {
    own.pause();
    stopped();
  } else {
    own.play();
    started();
  }
}

/** @param {HTMLMediaElement} media @param {number} atMs */
function seekMedia(media, atMs) {
  const insideMs = atMs > 0 ? atMs + INTO_FRAME_MS : 0;
  media.currentTime = Math.min(insideMs / 1000, Number.isFinite(media.duration) ? media.duration : Infinity);
}

/**
 * @param {{ element: HTMLMediaElement | undefined, durationMs: number, fps: number | undefined }} medium
 * @returns {Playback}
 */
export function createPlayback({ element, durationMs, fps }) {
  const [time, state] = [createSignal(), createSignal()];
  const own = createOwnClock(durationMs, state.tell);
  /** @type {HTMLMediaElement | undefined} */
  let media = element;
  /** The time that was asked for; kept while paused so that the shown time is exactly the chosen one. @type {number | undefined} */
  let askedMs;

  const timeMs = () => (media ? askedMs ?? media.currentTime * 1000 : own.now());
  const playing = () => (media ? !media.paused && !media.ended : own.playing());
  /** @param {number} atMs */
  const seek = (atMs) => {
    const target = Math.min(Math.max(0, atMs), durationMs);
    askedMs = target;
    if (media) seekMedia(media, target);
    own.seek(target);
    time.tell();
  };
  const follow = () => {
    own.stopAtEnd();
    time.tell();
    if (playing()) requestAnimationFrame(follow);
  };
  const started = () => {
    askedMs = undefined;
    state.tell();
    requestAnimationFrame(follow);
  };
  const stopped = () => {
    state.tell();
    time.tell();
  };
  const seeked = () => {
    if (playing()) askedMs = undefined;
    time.tell();
  };
  // A deep link may have asked for a time before the medium could go there.
  const ready = () => askedMs !== undefined && seek(askedMs);
  if (media) listenToMedia(media, { started, stopped, seeked, ready });

  const toggle = () => {
    if (durationMs > 0) togglePlaying(media, own, { started, stopped });
  };

  return {
    durationMs, timeMs, playing, seek, toggle,
    hasMedium: () => media !== undefined,
    move: (byMs) => seek(timeMs() + byMs),
    step: (frames) => {
      if (playing()) toggle();
      seek(stepTarget(timeMs(), frames, fps));
    },
    rate: own.rate,
    setRate: (value) => {
      own.setRate(value);
      if (media) media.playbackRate = value;
      state.tell();
    },
    loseMedium: () => {
      own.seek(timeMs());
      media = undefined;
      stopped();
    },
    onTime: time.listen,
    onState: state.listen,
  };
}
