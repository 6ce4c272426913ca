/** Follows lines of text from sample to sample. Knows boxes, looks and readings; runs no model. */
import type { Box } from '@aima/contract';
import { likeness, type Patch, patchOf } from './appearance.ts';
import type { QuarterTurns } from './crop-line.ts';
import type { Luma } from './picture.ts';
import { overlapOf, type RotatedBox } from './rotated-box.ts';
import type { TextLine } from './text-blocks.ts';
import { bareText, textSimilarity } from './text-similarity.ts';
import { vote } from './text-vote.ts';

/** One reading of a line in one sample. */
export interface SeenText {
  text: string;
  confidence: number;
  quarterTurns: QuarterTurns;
  /** Pixels of the analyzer's frames. */
  box: RotatedBox;
  /** Fractions of the displayed frame. */
  area: Box;
}

export interface TextTrack {
  startMs: number;
  /** Last sample in which the text was there. */
  lastSeenMs: number;
  /** Last sample in which it was read afresh. */
  lastReadMs: number;
  /** Samples in which it was found, by detection or by its look. */
  samples: number;
  readings: SeenText[];
  /** Where and how it was seen last. */
  box: RotatedBox;
  patch: Patch;
}

export interface TrackOptions {
  /** Least correlation of every part of a line's picture with the one before, for the line to count as still there. */
  minLikeness: number;
  /** A line that stays unseen for longer is over. */
  maxGapMs: number;
}

/** Same place: least intersection over union. */
const SAME_PLACE = 0.5;
/** Same text in another place: least similarity, greatest distance in line heights, greatest ratio of heights. */
const SAME_TEXT = 0.8;
const MAX_SHIFT = 4;
const MAX_GROWTH = 1.5;
/** Same place, slightly other text: a misreading rather than a new text. */
const MISREAD = 0.5;
/** Two readings this sure that differ are two texts: a clock, a word that replaced another. */
const SURE = 0.9;
const MAX_READINGS = 8;

export interface TextTracks {
  readonly open: readonly TextTrack[];
  /** Looks for every open track in its place; returns how many were not recognised again. */
  look(luma: Luma, atMs: number): number;
  /** Adds a fresh reading to the track that it continues, or begins a track. */
  add(seen: SeenText, luma: Luma, atMs: number): TextTrack;
  /** Takes out the tracks that are over at `nowMs`; all of them without it. */
  takeEnded(nowMs?: number): TextTrack[];
}

/** Digits, and the letters that are often taken for one. */
const lookalikes: Readonly<Record<string, string>> = { o: '0', i: '1', l: '1', z: '2', s: '5', b: '8' };
const digitsOf = (text: string): string => bareText(text).replace(/[oilzsb]/g, (letter) => lookalikes[letter] ?? letter).replace(/\D/g, '');

/** True where one reading is the beginning, or at least half, of the other: text being typed, or half covered. */
function isPart(a: string, b: string): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  if (shorter === '') return false;
  return longer.startsWith(shorter) || (longer.includes(shorter) && shorter.length * 2 >= longer.length);
}

/** True where `seen` may be the same line as the one that the track saw last. */
function continues(track: TextTrack, seen: SeenText, atMs: number): boolean {
  const last = track.readings.at(-1);
  if (last === undefined) return false;
  const alike = textSimilarity(last.text, seen.text);
  const part = isPart(bareText(last.text), bareText(seen.text));
  const place = overlapOf(track.box, seen.box);
  // Looks the same, so it is the same, whatever was read.
  if (place >= SAME_PLACE && track.lastSeenMs === atMs) return true;
  if (place > 0 && part) return true;
  const surelyOther = Math.min(last.confidence, seen.confidence) >= SURE && (alike < SAME_TEXT || digitsOf(last.text) !== digitsOf(seen.text));
  if (surelyOther) return false;
  if (place >= SAME_PLACE && alike >= MISREAD) return true;
  const height = Math.max(track.box.height, seen.box.height);
  const shift = Math.hypot(track.box.centerX - seen.box.centerX, track.box.centerY - seen.box.centerY);
  return alike >= SAME_TEXT && shift <= MAX_SHIFT * height && height <= MAX_GROWTH * Math.min(track.box.height, seen.box.height);
}

export function createTextTracks({ minLikeness, maxGapMs }: TrackOptions): TextTracks {
  let open: TextTrack[] = [];

  return {
    get open() {
      return open;
    },
    look(luma, atMs) {
      let lost = 0;
      for (const track of open) {
        const patch = patchOf(luma, track.box);
        if (likeness(track.patch, patch) >= minLikeness) {
          track.patch = patch;
          track.lastSeenMs = atMs;
          track.samples++;
        } else {
          lost++;
        }
      }
      return lost;
    },
    add(seen, luma, atMs) {
      const patch = patchOf(luma, seen.box);
      const known = open
        .filter((track) => track.lastReadMs !== atMs && continues(track, seen, atMs))
        .toSorted((a, b) => overlapOf(b.box, seen.box) - overlapOf(a.box, seen.box))[0];
      if (known === undefined) {
        const track: TextTrack = { startMs: atMs, lastSeenMs: atMs, lastReadMs: atMs, samples: 1, readings: [seen], box: seen.box, patch };
        open.push(track);
        return track;
      }
      if (known.lastSeenMs !== atMs) known.samples++;
      Object.assign(known, { lastSeenMs: atMs, lastReadMs: atMs, box: seen.box, patch });
      known.readings.push(seen);
      if (known.readings.length > MAX_READINGS) known.readings.splice(1, 1);
      return known;
    },
    takeEnded(nowMs = Infinity) {
      const ended = open.filter((track) => nowMs - track.lastSeenMs > maxGapMs);
      open = open.filter((track) => !ended.includes(track));
      return ended;
    },
  };
}

/** Below this the readings contradict each other: a texture, not a text. */
const MIN_AGREEMENT = 0.5;
/** What a line needs that was seen in a single sample of a film. */
const GLIMPSE_AGREEMENT = 0.9;

/**
 * What a track says in the end, or undefined where its readings do not hold.
 * @param everyMs what one sample of a film stands for; left out for a photo
 */
export function lineOfTrack({ readings, startMs, lastSeenMs, samples }: TextTrack, everyMs?: number): TextLine | undefined {
  const voted = vote(readings);
  if (voted === undefined) return undefined;
  const { reading, agreement } = voted;
  if (agreement < (everyMs !== undefined && samples === 1 ? GLIMPSE_AGREEMENT : MIN_AGREEMENT)) return undefined;
  const { text, box, quarterTurns, area } = reading;
  return { text, box, quarterTurns, area, confidence: agreement, startMs, endMs: lastSeenMs + (everyMs ?? 0) };
}
