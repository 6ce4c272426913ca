/**
 * Hard cuts in a stream of frames. A cut is a lasting change from one frame to the next that stands out from its neighbours
 * in time (adaptive threshold, as in Lienhart 1999), that displacement cannot explain (the inter/intra decision of x264's
 * scene-cut rule) and that is no mere change of brightness. Decides with a delay of a few frames; memory is a fixed ring.
 */
import { colourDifference, layoutCorrelation, layoutDifference, levelDifference, unexplainedShare, type PictureSize, type ReducedFrame } from './frame-difference.ts';
import { createFrameReducer } from './frame-reducer.ts';

/** Frames looked at before and after a candidate. */
const AROUND = 10;
const RING = 2 * AROUND + 2;

/** Longest excursion, in frames, that counts as a flash or a blank between two shots. */
const FLASH_FRAMES = 5;

/** Least change of a cut, over the contrast of the frames; least change in levels, so that nothing but noise in black is none. */
const LEAST_DIFFERENCE = 0.3;
const LEAST_LEVELS = 1.5;
/** How much a cut must exceed its direct neighbours; more when a single odd frame stands between the shots. */
const LEAST_RATIO = 2;
const LEAST_RATIO_ACROSS = 2.6;
/** Where changes of this size are common nearby, the colours must change as well. */
const UNREST_RATIO = 1.5;
const UNREST_COLOUR_CHANGE = 0.35;
const LEAST_UNEXPLAINED = 0.45;
/** Above this the layout is the same, only brighter or darker. */
const SAME_LAYOUT = 0.9;
/** A flash keeps something of the layout, or is all but white. */
const FLASH_LAYOUT = 0.6;
/** Change of colours below which a picture is the one before a flash. */
const SAME_COLOURS = 0.3;
/** Black or white with hardly anything on it: deviation of luma below the first, mean below the second or above the third. */
const BLANK = { deviation: 3, black: 14, white: 225 };

export interface Cut {
  /** Index and time of the first frame of the new shot. */
  index: number;
  atMs: number;
  confidence: number;
  /** Change of the layout over the contrast of the frames, about 1 for unrelated pictures. */
  difference: number;
  /** Share of blocks that no displacement explains. */
  unexplained: number;
  colourChange: number;
}

export interface CutDetector {
  /** RGB24 of the size given at creation. Returns a cut that became certain, some frames late. */
  push(atMs: number, pixels: Uint8Array): Cut | undefined;
  /** The cuts among the last frames. */
  end(): Cut[];
}

interface Kept {
  atMs: number;
  frame: ReducedFrame;
  /** Change against the frame before, in levels and over contrast. */
  levels: number;
  difference: number;
}

/** What the rules look at: frames by index, as far as they are kept. */
interface Recent {
  at(index: number): Kept | undefined;
  size: PictureSize;
}

export function createCutDetector(width: number, height: number): CutDetector {
  const reducer = createFrameReducer(width, height);
  const ring: Kept[] = Array.from({ length: RING }, () => ({ atMs: 0, frame: reducer.empty(), levels: 0, difference: 0 }));
  let count = 0;
  let decided = 1;
  const recent: Recent = {
    at: (index) => (index < 0 || index >= count || index < count - RING ? undefined : ring[index % RING]),
    size: reducer.pictureSize,
  };
  let quietUntil = -1;

  const decide = (): Cut | undefined => {
    const index = decided++;
    if (index <= quietUntil) return undefined;
    const verdict = judge(recent, index);
    quietUntil = Math.max(quietUntil, verdict.quietUntil);
    return verdict.cut;
  };

  return {
    push(atMs, pixels) {
      const slot = ring[count % RING];
      if (!slot) return undefined;
      slot.atMs = atMs;
      reducer.reduce(pixels, slot.frame);
      const before = recent.at(count - 1);
      slot.levels = before ? levelDifference(before.frame, slot.frame) : 0;
      slot.difference = before ? layoutDifference(before.frame, slot.frame) : 0;
      count++;
      return count - decided > AROUND ? decide() : undefined;
    },
    end() {
      const cuts: Cut[] = [];
      while (decided < count) {
        const cut = decide();
        if (cut) cuts.push(cut);
      }
      return cuts;
    },
  };
}

interface Verdict {
  cut?: Cut;
  /** Frames up to here are settled by this verdict. */
  quietUntil: number;
}

/** Two frames that may belong to different shots: `first` is the index of the first frame of the new one. */
interface Candidate {
  first: number;
  before: Kept;
  after: Kept;
  levels: number;
  ratio: number;
  settles: number;
}

function judge(recent: Recent, index: number): Verdict {
  const nothing: Verdict = { quietUntil: -1 };
  const candidate = findCandidate(recent, index);
  if (!candidate) return nothing;
  const { before, after } = candidate;
  const difference = layoutDifference(before.frame, after.frame);
  if (difference < LEAST_DIFFERENCE) return nothing;
  const correlation = layoutCorrelation(before.frame, after.frame);
  const back = returnsAt(recent, candidate, difference, correlation);
  if (back !== undefined) return { quietUntil: back };
  if (correlation > SAME_LAYOUT || isBlankBetween(recent, candidate.first)) return nothing;
  const colourChange = colourDifference(before.frame, after.frame);
  if (isUnrest(recent, candidate) && colourChange < UNREST_COLOUR_CHANGE) return nothing;
  const unexplained = unexplainedShare(before.frame, after.frame, recent.size);
  if (unexplained < LEAST_UNEXPLAINED) return nothing;
  const confidence =
    0.05 +
    0.3 * unexplained +
    0.2 * Math.min(1, difference / 1.2) +
    0.15 * Math.min(1, candidate.ratio / 6) +
    0.15 * Math.min(1, colourChange / 0.5) +
    0.15 * Math.min(1, (SAME_LAYOUT - correlation) / 0.4);
  const atMs = recent.at(candidate.first)?.atMs ?? after.atMs;
  return { cut: { index: candidate.first, atMs, confidence, difference, unexplained, colourChange }, quietUntil: candidate.settles };
}

/** A change that is clearly above both neighbours, or two changes in a row around one odd frame (a blend, a glitch). */
function findCandidate(recent: Recent, index: number): Candidate | undefined {
  const before = recent.at(index - 1);
  const after = recent.at(index);
  if (!before || !after || after.levels < LEAST_LEVELS) return undefined;
  const ratio = ratioTo(after.levels, [before, recent.at(index + 1)]);
  if (ratio >= LEAST_RATIO) return { first: index, before, after, levels: after.levels, ratio, settles: index };

  const beyond = recent.at(index + 1);
  if (!beyond) return undefined;
  const levels = levelDifference(before.frame, beyond.frame);
  // Two frames to each side, since one may be a duplicate: two steps of a fade must not pass for a cut.
  const across = ratioTo(levels, [before, recent.at(index - 2), recent.at(index + 2), recent.at(index + 3)]);
  if (across < LEAST_RATIO_ACROSS || Math.min(after.levels, beyond.levels) * 1.2 < levels * 0.2) return undefined;
  const first = levelDifference(after.frame, beyond.frame) < levelDifference(before.frame, after.frame) ? index : index + 1;
  return { first, before, after: beyond, levels, ratio: across, settles: index + 1 };
}

/** `levels` over the largest change among `others`; half a level counts as no change. */
function ratioTo(levels: number, others: readonly (Kept | undefined)[]): number {
  return levels / Math.max(0.5, ...others.map((kept) => kept?.levels ?? 0));
}

/** Whether at least three other changes nearby are of about this size: content that flickers or jumps all the time. */
function isUnrest(recent: Recent, { first, levels }: Candidate): boolean {
  let alike = 0;
  for (let i = first - AROUND; i <= first + AROUND; i++) {
    if (Math.abs(i - first) > 1 && (recent.at(i)?.levels ?? 0) * UNREST_RATIO > levels) alike++;
  }
  return alike >= 3;
}

const isBlank = ({ mean, deviation }: ReducedFrame): boolean => deviation < BLANK.deviation && (mean < BLANK.black || mean > BLANK.white);

/** Whether the new frame shows nothing and a picture follows at once: then the cut is there. */
function isBlankBetween(recent: Recent, first: number): boolean {
  const blankAt = (index: number): boolean | undefined => {
    const kept = recent.at(index);
    return kept && isBlank(kept.frame);
  };
  if (blankAt(first) !== true) return false;
  for (let k = 1; k <= FLASH_FRAMES; k++) if (blankAt(first + k) === false) return true;
  return false;
}

/** The frame at which the picture from before is back, if what comes between is a flash or blank. */
function returnsAt(recent: Recent, { first, before, after }: Candidate, difference: number, correlation: number): number | undefined {
  const brighter = after.frame.mean > before.frame.mean + 20 && (correlation > FLASH_LAYOUT || after.frame.mean > 200);
  if (!brighter && !isBlank(after.frame)) return undefined;
  for (let k = 1; k <= FLASH_FRAMES; k++) {
    const later = recent.at(first + k);
    if (!later) return undefined;
    const unexplained = unexplainedShare(before.frame, later.frame, recent.size);
    // While a flash lasts, the picture may move on: then at least its colours come back.
    const similar = unexplained < 0.6 || layoutCorrelation(before.frame, later.frame) > 0.5;
    const sameColours = similar && colourDifference(before.frame, later.frame) < SAME_COLOURS;
    const isBack = sameColours || unexplained < 0.2 || layoutDifference(before.frame, later.frame) < Math.min(0.4 * difference, 0.5);
    if (isBack) return first + k;
  }
  return undefined;
}
