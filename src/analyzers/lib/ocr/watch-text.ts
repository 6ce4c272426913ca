/**
 * Reads the text of a film: detects where the picture changed, reads what is new, follows the rest by its look.
 * Holds no more than a few grey samples and the lines that are visible now.
 */
import type { Frame, TensorModel } from '@aima/sdk';
import { likeness, patchOf } from './appearance.ts';
import { type DetectorOptions, findLines } from './find-lines.ts';
import { frameChange } from './frame-change.ts';
import { type Luma, lumaOf, type Picture } from './picture.ts';
import { isPlausible } from './plausible-text.ts';
import { readLine } from './read-line.ts';
import { boundsOf, overlapOf, partInside } from './rotated-box.ts';
import { createTextTracks, type SeenText, type TextTrack } from './text-tracks.ts';

export interface WatchOptions {
  detector: DetectorOptions;
  /** Least mean probability of a line's characters. */
  minConfidence: number;
  /** While the picture changes, detection runs at least this often … */
  detectEveryMs: number;
  /** … and this often where some part of it changed much; at once after a cut and where a line is lost from sight. */
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
/** Part of the cells that a hard cut replaces at least. */
const CUT = 0.4;
/** A strong local change: text that pops up does this, swaying leaves do not. */
const STRONG_CHANGE = 20;
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

export function watchText(models: TextModels, options: WatchOptions): TextWatch {
  const tracks = createTextTracks(TRACKING);
  /** Samples since the last detection, oldest first. */
  let unsearched: { atMs: number; luma: Luma }[] = [];
  let searched: { atMs: number; luma: Luma } | undefined;

  function isDue(luma: Luma, atMs: number, lost: number): boolean {
    if (searched === undefined) return true;
    const change = frameChange(searched.luma, luma);
    if (change.strongest < STILL) return false;
    const since = atMs - searched.atMs;
    if (lost > 0 || change.replaced >= CUT || since >= options.detectEveryMs) return true;
    return change.strongest >= STRONG_CHANGE && since >= options.detectStrongEveryMs;
  }

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

  async function search(frame: Pick<Frame, 'atMs' | 'toFraction'>, picture: Picture, luma: Luma): Promise<void> {
    const { atMs } = frame;
    const detected = await findLines(models.detector, picture, options.detector);
    // Large ones first: what lies inside a line that was read is a fragment of it.
    for (const box of detected.sort((a, b) => b.width * b.height - a.width * a.height)) {
      const seenNow = tracks.open.filter((track) => track.lastSeenMs === atMs);
      const same = seenNow.find((track) => overlapOf(track.box, box) >= SAME_BOX);
      if (same ? isKnown(same) || same.lastReadMs === atMs : seenNow.some((track) => partInside(box, track.box) >= MOSTLY)) continue;
      const { text, confidence, quarterTurns } = await readLine(models.recogniser, picture, box);
      if (!isPlausible(text, confidence, options.minConfidence)) continue;
      const seen: SeenText = { text, confidence, quarterTurns, box, area: frame.toFraction(boundsOf(box)) };
      const track = tracks.add(seen, luma, atMs);
      if (track.startMs === atMs) dateBack(track);
    }
    searched = { atMs, luma };
    unsearched = [];
  }

  return {
    get busy() {
      return tracks.open.length > 0;
    },
    async sample(frame, picture) {
      const luma = lumaOf(picture);
      const lost = tracks.look(luma, frame.atMs);
      if (isDue(luma, frame.atMs, lost)) await search(frame, picture, luma);
      else unsearched = [...unsearched, { atMs: frame.atMs, luma }].slice(-LOOK_BACK);
      return tracks.takeEnded(frame.atMs);
    },
    finish: () => tracks.takeEnded(),
  };
}
