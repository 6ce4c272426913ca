/**
 * Reads the text of a film: detects where the picture changed, reads what is new, follows the rest by its look.
 * Holds no more than a few grey samples and the lines that are visible now.
 */
import type { Frame, TensorModel } from '@aima/sdk';
import { likeness, patchOf } from './appearance.ts';
import { type DetectorOptions, findLines } from './find-lines.ts';
import { frameChange, type FrameChange } from './frame-change.ts';
import { type Luma, lumaOf, type Picture } from './picture.ts';
import { isPlausible } from './plausible-text.ts';
import { readLine } from './read-line.ts';
import { boundsOf, overlapOf, partInside } from './rotated-box.ts';
import { createTextTracks, type SeenText, type TextTrack } from './text-tracks.ts';

export interface WatchOptions {
  detector: DetectorOptions;
  /** Least mean probability of a line's characters. */
  minConfidence: number;
  /** Side of what the detector sees between the first look at a picture and the next cut; where nothing is known to be, less is enough. */
  recheckSide: number;
  /** While the picture changes a little, detection runs at least this often … */
  detectEveryMs: number;
  /** … this often while it moves as a whole … */
  detectMovingEveryMs: number;
  /** … and this often where some part of it changed much, a moving line was lost from sight, or new text came lately; at once after a cut and where a line was taken away. */
  detectStrongEveryMs: number;
}

export interface TextModels {
  detector: TensorModel;
  recogniser: TensorModel;
}

export interface TextWatch {
  /** Samples in the order of their time. Returns tracks that are over. */
  sample(frame: Pick<Frame, 'atMs' | 'toFraction'>, picture: Picture): Promise<TextTrack[]>;
  /** True while some line is still visible. */
  readonly busy: boolean;
  /** Tracks still open at the end. */
  finish(): TextTrack[];
}

/** Mean change of the most changed cell (levels of 255) below which two samples count as the same picture. */
const STILL = 6;
/** See TrackOptions. */
const TRACKING = { minLikeness: 0.8, maxGapMs: 600 };
/** Part of the cells that a hard cut replaces at least; a fast zoom comes up to 0.6 in half a second. */
const CUT = 0.65;
/** Where more of the cells are replaced, the whole picture moves, and a strong change of one cell is no sign of text. */
const MOVING = 0.08;
/** Text that came this lately may be followed by more: captions go word by word. */
const LATELY_MS = 2_000;
/** A strong local change: text that pops up does this, swaying leaves do not. */
const STRONG_CHANGE = 20;
/** Samples come at the times of frames, so a little early or late. */
const FRAME_MS = 40;
/** A start is looked for this many samples back. */
const LOOK_BACK = 8;
/** Looking back it is known what to look for, so less likeness is enough. */
const LOOK_BACK_LIKENESS = 0.6;
/** A detected box this close to a known line needs no reading. */
const SAME_BOX = 0.8;
/** A box with this part of it inside a line that is known is a piece of that line. */
const MOSTLY = 0.7;
/** Readings of one line until it counts as known, and the confidence that ends it earlier. */
const ENOUGH_READINGS = 3;
const ENOUGH_CONFIDENCE = 0.97;

const isKnown = (track: TextTrack): boolean =>
  track.readings.length >= ENOUGH_READINGS || track.readings.some((reading) => reading.confidence >= ENOUGH_CONFIDENCE);

/** `fresh`: another picture; `recheck`: the same one, in which something may have come. */
type Search = 'none' | 'recheck' | 'fresh';

interface Situation {
  /** Since the last search. */
  change: FrameChange;
  sinceMs: number;
  sinceNewTextMs: number;
  /** Lines that were not recognised again. */
  lost: number;
  /** One of them stood still until the sample before: it was taken away or replaced. */
  replacedText: boolean;
}

function searchNeeded({ change, sinceMs, sinceNewTextMs, lost, replacedText }: Situation, options: WatchOptions): Search {
  if (change.strongest < STILL) return 'none';
  if (change.replaced >= CUT) return 'fresh';
  if (replacedText) return 'recheck';
  const waitMs = (): number => {
    if (lost > 0) return options.detectStrongEveryMs;
    if (change.strongest < STRONG_CHANGE) return options.detectEveryMs;
    return change.replaced < MOVING || sinceNewTextMs <= LATELY_MS ? options.detectStrongEveryMs : options.detectMovingEveryMs;
  };
  return sinceMs + FRAME_MS >= Math.min(waitMs(), options.detectEveryMs) ? 'recheck' : 'none';
}

export function watchText(models: TextModels, options: WatchOptions): TextWatch {
  const tracks = createTextTracks(TRACKING);
  /** Samples since the last detection, oldest first. */
  let unsearched: { atMs: number; luma: Luma }[] = [];
  let searched: { atMs: number; luma: Luma } | undefined;
  let newTextMs = -Infinity;
  /** The sample before. */
  let sampledMs = -Infinity;
  /** Memory of lumas that are no longer needed. */
  let spare: Uint8Array[] = [];

  function searchFor(luma: Luma, atMs: number, lost: number): Search {
    if (searched === undefined) return 'fresh';
    return searchNeeded({ change: frameChange(searched.luma, luma), sinceMs: atMs - searched.atMs, sinceNewTextMs: atMs - newTextMs, lost, replacedText: wentAway(atMs) }, options);
  }

  const wentAway = (atMs: number): boolean => tracks.open.some(({ lastSeenMs, lastReadMs }) => lastSeenMs < atMs && lastSeenMs === sampledMs && lastSeenMs > lastReadMs);

  /** A new track began where its look first appeared after the last detection, but not before what it replaced was gone. */
  function dateBack(track: TextTrack): void {
    const replaced = tracks.open.filter((other) => other !== track && overlapOf(other.box, track.box) > 0);
    const notBeforeMs = Math.max(-1, ...replaced.map((other) => other.lastSeenMs));
    for (const { atMs, luma } of unsearched.toReversed()) {
      if (atMs <= notBeforeMs || likeness(track.patch, patchOf(luma, track.box)) < LOOK_BACK_LIKENESS) return;
      track.startMs = atMs;
      track.samples++;
    }
  }

  async function search(frame: Pick<Frame, 'atMs' | 'toFraction'>, picture: Picture, luma: Luma, how: Search): Promise<void> {
    const { atMs } = frame;
    const side = how === 'fresh' ? options.detector.detectorSide : Math.min(options.recheckSide, options.detector.detectorSide);
    const detected = await findLines(models.detector, picture, { ...options.detector, detectorSide: side });
    // Large ones first: what lies inside a line that was read is a fragment of it.
    for (const box of detected.sort((a, b) => b.width * b.height - a.width * a.height)) {
      const seenNow = tracks.open.filter((track) => track.lastSeenMs === atMs);
      const same = seenNow.find((track) => overlapOf(track.box, box) >= SAME_BOX);
      if (same ? isKnown(same) || same.lastReadMs === atMs : seenNow.some((track) => partInside(box, track.box) >= MOSTLY)) continue;
      const { text, confidence, quarterTurns } = await readLine(models.recogniser, picture, box);
      if (!isPlausible(text, confidence, options.minConfidence)) continue;
      const seen: SeenText = { text, confidence, quarterTurns, box, area: frame.toFraction(boundsOf(box)) };
      const track = tracks.add(seen, luma, atMs);
      if (track.startMs !== atMs) continue;
      dateBack(track);
      newTextMs = atMs;
    }
    spare = [...unsearched, ...(searched ? [searched] : [])].map((older) => older.luma.values);
    searched = { atMs, luma };
    unsearched = [];
  }

  return {
    get busy() {
      return tracks.open.length > 0;
    },
    async sample(frame, picture) {
      const luma = lumaOf(picture, spare.pop());
      const lost = tracks.look(luma, frame.atMs);
      const how = searchFor(luma, frame.atMs, lost);
      sampledMs = frame.atMs;
      if (how !== 'none') await search(frame, picture, luma, how);
      else unsearched.push({ atMs: frame.atMs, luma });
      if (unsearched.length > LOOK_BACK) spare.push(...unsearched.splice(0, 1).map((oldest) => oldest.luma.values));
      return tracks.takeEnded(frame.atMs);
    },
    finish: () => tracks.takeEnded(),
  };
}
