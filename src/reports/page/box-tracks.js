/** Which boxes stand over the picture at one time. Pure. */
import { mixJoints, readJoints } from './skeleton.js';
import { byAnalyzer, longestGapMs, samplingPeriodMs } from './spans.js';

/** @import { Box, Observation } from '@aima/contract' */
/** @import { Joints } from './skeleton.js' */

/**
 * Their box is one of a whole stretch or track, or that of a thing or face which is drawn already: drawn over the
 * picture it would stand still beside what moves.
 */
const NOT_FOLLOWING = new Set(['eye_tracking', 'emotion_detection', 'age_estimation', 'facial_details', 'background_segmentation', 'depth_estimation', 'product_detection', 'nsfw_rating']);

/**
 * @typedef {object} ShownBox
 * @property {string} analyzer
 * @property {Box} box
 * @property {string} label
 * @property {string} text
 * @property {Joints | undefined} joints
 * @property {number} confidence The track's best, so that the number does not flicker.
 */

/**
 * @typedef {object} Track
 * @property {string} analyzer
 * @property {Observation[]} samples In time order, each with a box.
 * @property {number} gapMs The longest gap that is bridged.
 * @property {number} holdMs How long a sample stays where none follows.
 * @property {number} endMs
 * @property {number} confidence
 */

/** Two frames of a slow film. */
const CUT_REACH_MS = 85;

/** @param {number} from @param {number} to @param {number} share */
const mix = (from, to, share) => from + (to - from) * share;

/** @param {Box} from @param {Box} to @param {number} share 0..1 @returns {Box} */
const mixBoxes = (from, to, share) => ({ x: mix(from.x, to.x, share), y: mix(from.y, to.y, share), w: mix(from.w, to.w, share), h: mix(from.h, to.h, share) });

/** Index of the last item that starts at or before `atMs`, or -1. @param {readonly { startMs: number }[]} items @param {number} atMs */
export function lastStarted(items, atMs) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.startMs ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** @param {string} analyzer @param {Observation[]} observations With boxes, in time order. @returns {Track[]} */
function tracksOf(analyzer, observations) {
  const periodMs = samplingPeriodMs(observations);
  /** @type {Map<string, Track>} */
  const named = new Map();
  /** @type {Track[]} */
  const tracks = [];
  for (const o of observations) {
    const known = o.trackId === undefined ? undefined : named.get(o.trackId);
    if (known) {
      known.samples.push(o);
      known.endMs = Math.max(known.endMs, o.endMs + known.holdMs);
      known.confidence = Math.max(known.confidence, o.confidence);
      continue;
    }
    // A moment without a track stands for the time until the next look; one in a track is bridged to the next sample.
    const holdMs = o.trackId !== undefined ? periodMs / 2 : o.endMs > o.startMs ? 0 : periodMs;
    const track = { analyzer, samples: [o], gapMs: longestGapMs(periodMs), holdMs, endMs: o.endMs + holdMs, confidence: o.confidence };
    tracks.push(track);
    if (o.trackId !== undefined) named.set(o.trackId, track);
  }
  return tracks;
}

/** @param {Track} track @param {number} atMs @param {(fromMs: number, toMs: number) => boolean} hasCut @returns {{ box: Box, joints: Joints | undefined, sample: Observation } | undefined} */
function boxAt(track, atMs, hasCut) {
  const index = lastStarted(track.samples, atMs);
  const sample = track.samples[index];
  if (!sample?.box) return undefined;
  const joints = readJoints(sample.attributes);
  // A stretch that was seen to end a frame or two behind a cut ended with it.
  if (atMs <= sample.endMs && hasCut(Math.max(sample.startMs, sample.endMs - CUT_REACH_MS), atMs)) return undefined;
  if (atMs <= sample.endMs) return { box: sample.box, joints, sample };
  const next = track.samples[index + 1];
  if (next?.box && next.startMs - sample.endMs <= track.gapMs && !hasCut(sample.endMs, next.startMs)) {
    const share = (atMs - sample.endMs) / (next.startMs - sample.endMs);
    const nextJoints = readJoints(next.attributes);
    return { box: mixBoxes(sample.box, next.box, share), joints: joints && nextJoints ? mixJoints(joints, nextJoints, share) : joints, sample };
  }
  const held = atMs - sample.endMs < track.holdMs && !hasCut(sample.endMs, atMs);
  return held ? { box: sample.box, joints, sample } : undefined;
}

/**
 * `boxesAt(atMs)` gives the boxes of that moment: between two close samples of a track they glide, after the last one they vanish,
 * and none glides across a cut.
 * @param {readonly Observation[]} observations
 */
export function createBoxTracks(observations) {
  const cutsMs = observations.filter((o) => o.label === 'cut').map((o) => ({ startMs: o.startMs })).sort((a, b) => a.startMs - b.startMs);
  /** @param {number} fromMs @param {number} toMs */
  const hasCut = (fromMs, toMs) => {
    const last = cutsMs[lastStarted(cutsMs, toMs)];
    return last !== undefined && last.startMs > fromMs;
  };
  const groups = byAnalyzer(observations.filter((o) => o.box !== undefined && !NOT_FOLLOWING.has(o.analyzer)));
  const tracks = [...groups].flatMap(([analyzer, group]) => tracksOf(analyzer, group));

  return {
    /** Analyzers that have boxes. */
    analyzers: [...groups.keys()],
    /** @param {number} atMs @returns {ShownBox[]} */
    boxesAt(atMs) {
      /** @type {ShownBox[]} */
      const shown = [];
      for (const track of tracks) {
        const first = track.samples[0];
        if (!first || first.startMs > atMs || track.endMs < atMs) continue;
        const hit = boxAt(track, atMs, hasCut);
        if (hit) shown.push({ analyzer: track.analyzer, box: hit.box, joints: hit.joints, label: hit.sample.label ?? '', text: hit.sample.text ?? '', confidence: track.confidence });
      }
      return shown;
    },
  };
}
