/**
 * Follows the things of a film through the frames of the view. Frames that show what the last searched one showed are
 * not searched again, and what is followed ends where the picture becomes another one. Every analyzer has its own watch
 * and all come to the same tracks, because the search of a frame is shared.
 */
import type { MediaKind } from '@aima/contract';
import type { Frame } from '@aima/sdk';
import { watchView } from '../view/sudden-change.ts';
import { keepUnhidden, overlap, type Detection } from './boxes.ts';
import { findThings, type FrameSize, type ThingDetector } from './find-things.ts';
import { type SeenThing, type ThingTrack, thingTracks, type TrackLimits } from './thing-tracks.ts';
import { changedShare, replacedShare, viewGrid, type ViewGrid } from './view-grid.ts';

export interface WatchOptions extends TrackLimits {
  /** Two things of one label that overlap more are one. */
  maxOverlap: number;
  /** Part of the picture that may change before it is searched again, and how long nothing is searched at most. */
  stillShare: number;
  maxStillMs: number;
}

/** What object_detection uses unless it is told otherwise, and what everything that rests on it uses. */
export const WATCHING: WatchOptions = {
  minConfidence: 0.3, minSmallConfidence: 0.45, minPersonConfidence: 0.3, minSamples: 2, maxGapMs: 1_500,
  maxOverlap: 0.5, stillShare: 0.015, maxStillMs: 1_500,
};

/** One sample is all that a photo has, so it must show more. */
const PHOTO_LEAST = { minConfidence: 0.4, minSmallConfidence: 0.5, minPersonConfidence: 0.35 };

/** The options for a kind of medium. */
export const watchingFor = (kind: MediaKind, options: WatchOptions = WATCHING): WatchOptions => (kind !== 'image' ? options : {
  ...options,
  minSamples: 1,
  minConfidence: Math.max(PHOTO_LEAST.minConfidence, options.minConfidence),
  minSmallConfidence: Math.max(PHOTO_LEAST.minSmallConfidence, options.minSmallConfidence),
  minPersonConfidence: Math.max(PHOTO_LEAST.minPersonConfidence, options.minPersonConfidence),
});

/** Boxes of two labels that cover each other this much are one thing named twice. */
const SAME_PLACE = 0.75;
/** Change that is too little to matter at all: then twice the time may pass. */
const NOTHING_CHANGED = 0.003;
/** A cut replaces at least this part of the picture; a car that drives onto an empty road changes its layout as much, but not its pixels. */
const CUT_SHARE = 0.35;

export interface ViewOfThings {
  atMs: number;
  /** True where another shot begins, and at the first frame. */
  cut: boolean;
  /** False: the picture is still what it was, `things` are those of the last searched frame. */
  searched: boolean;
  things: readonly SeenThing[];
  /** What ended before this frame. */
  ended: readonly ThingTrack[];
}

export interface ThingWatch {
  /** Frames in order of time. */
  see(frame: Frame, size: FrameSize): Promise<ViewOfThings>;
  /** What is still followed at the end. */
  finish(): readonly ThingTrack[];
}

export function watchThings(detector: ThingDetector, options: WatchOptions): ThingWatch {
  const tracks = thingTracks('object', options);
  const changeOf = watchView();
  let previous: ViewGrid | undefined;
  let searched: { atMs: number; grid: ViewGrid } | undefined;

  const hides = (better: Detection, weaker: Detection): boolean =>
    overlap(better.box, weaker.box) > (better.label === weaker.label ? options.maxOverlap : SAME_PLACE);

  function isStill(atMs: number, grid: ViewGrid): boolean {
    if (searched === undefined) return false;
    const share = changedShare(searched.grid, grid);
    return share <= options.stillShare && atMs - searched.atMs <= options.maxStillMs * (share <= NOTHING_CHANGED ? 2 : 1);
  }

  return {
    async see(frame, size) {
      const { atMs } = frame;
      const grid = viewGrid(frame, size);
      const cut = changeOf(frame, size).sudden && (previous === undefined || replacedShare(previous, grid) >= CUT_SHARE);
      previous = grid;
      const still = !cut && isStill(atMs, grid);
      const before = cut ? tracks.endAll() : [];
      if (still) return { atMs, cut, searched: false, things: tracks.repeat(atMs), ended: before };
      searched = { atMs, grid };
      const things = tracks.search(atMs, keepUnhidden(await findThings(frame, size, detector), hides));
      return { atMs, cut, searched: true, things, ended: [...before, ...tracks.takeEnded()] };
    },
    finish: () => tracks.endAll(),
  };
}
