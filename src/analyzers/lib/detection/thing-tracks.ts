/**
 * Links the things of sampled frames to tracks and decides which of them are real. Matching is greedy by overlap and
 * nearness, as in SORT (Bewley et al., 2016) without its motion model, which needs more than a few frames a second;
 * weak detections may belong to a track but prove
 * nothing, after ByteTrack (Zhang et al., 2022).
 */
import type { Box } from '@aima/contract';
import { affinity, grown, insideShare, type Detection } from './boxes.ts';
import { labelOf } from './thing-labels.ts';

export interface TrackLimits {
  /** Confidence that a thing needs to count as evidence; the smaller it is, the more (areas in parts of the picture). */
  minConfidence: number;
  minSmallConfidence: number;
  minPersonConfidence: number;
  /** Samples with that evidence until a thing is believed; 1 for photos. */
  minSamples: number;
  /** A thing that stays unseen for longer is gone. */
  maxGapMs: number;
}

/** A thing as one frame shows it. */
export interface SeenThing extends Detection {
  track: ThingTrack;
}

export interface ThingTrack {
  readonly id: string;
  /** As far as is known now. */
  readonly label: string;
  readonly box: Box;
  readonly confidence: number;
  readonly lastMs: number;
  /** Seen often or surely enough to be believed. */
  readonly believed: boolean;
}

export interface ThingTracks {
  /** Detections of one searched frame, of which none hides another; frames come in order of time. Best first. */
  search(atMs: number, found: readonly Detection[]): SeenThing[];
  /** A frame that shows what the last searched one showed. */
  repeat(atMs: number): SeenThing[];
  /** What runs ends here: a cut, or the end. */
  endAll(): ThingTrack[];
  /** Tracks that ended since the last call. */
  takeEnded(): ThingTrack[];
}

interface Following extends ThingTrack {
  label: string;
  box: Box;
  confidence: number;
  lastMs: number;
  believed: boolean;
  votes: Map<string, number>;
  evidence: number;
  /** Whether the last searched sample was evidence; a repeated one then is as well. */
  isEvidence: boolean;
  personNear: boolean;
}

/** Detections below this are nothing at all. */
const WEAKEST = 0.2;
/** Areas, in parts of the picture, between which a thing goes from small to large. */
const SMALL_AREA = 0.04;
const LARGE_AREA = 0.15;
/** One look is enough for what is this sure and at least this large. */
const SURE = { confidence: 0.58, area: 0.06 };
const MIN_AFFINITY = 0.3;
/** Somebody who comes in grows quickly: then the grown place of half a second ago is enough. */
const ENTERING = { growth: 0.6, maxGapMs: 1_100, minInside: 0.6 };

/** Confidence at which a detection is evidence for its thing. */
export function evidenceFrom({ label, box }: Detection, limits: TrackLimits): number {
  if (label === 'person') return limits.minPersonConfidence;
  const largeness = Math.min(1, Math.max(0, (box.w * box.h - SMALL_AREA) / (LARGE_AREA - SMALL_AREA)));
  return limits.minSmallConfidence + (limits.minConfidence - limits.minSmallConfidence) * largeness;
}

type Score = (track: Following, thing: Detection) => number;

const sameLabel: Score = (track, thing) => (track.label === thing.label ? affinity(track.box, thing.box) : 0);
/** A thing may be named otherwise from one frame to the next; people are not confused with things. */
const otherLabel: Score = (track, thing) => (track.label === 'person' || thing.label === 'person' ? 0 : affinity(track.box, thing.box));
const entering = (atMs: number): Score => (track, thing) => {
  if (track.label !== 'person' || thing.label !== 'person' || atMs - track.lastMs > ENTERING.maxGapMs) return 0;
  const [small, large] = [track.box, thing.box].toSorted((a, b) => a.w * a.h - b.w * b.h).map((box) => grown(box, ENTERING.growth));
  return small && large && insideShare(small, large) >= ENTERING.minInside ? MIN_AFFINITY : 0;
};

function matchAll(tracks: readonly Following[], found: readonly Detection[], scores: readonly Score[]): Map<Detection, Following> {
  const matched = new Map<Detection, Following>();
  const used = new Set<Following>();
  for (const score of scores) {
    const pairs = found.filter((thing) => !matched.has(thing))
      .flatMap((thing) => tracks.filter((track) => !used.has(track)).map((track) => ({ thing, track, value: score(track, thing) })))
      .filter(({ value }) => value >= MIN_AFFINITY)
      .sort((a, b) => b.value - a.value);
    for (const { thing, track } of pairs) {
      if (matched.has(thing) || used.has(track)) continue;
      matched.set(thing, track);
      used.add(track);
    }
  }
  return matched;
}

/** What one more sample says about a track. */
function update(track: Following, thing: Detection, atMs: number, { limits, personThere }: { limits: TrackLimits; personThere: boolean }): void {
  track.votes.set(thing.label, (track.votes.get(thing.label) ?? 0) + thing.confidence);
  track.personNear ||= personThere && thing.label !== 'person';
  track.isEvidence = thing.confidence >= evidenceFrom(thing, limits);
  if (track.isEvidence) track.evidence++;
  const sure = thing.confidence >= SURE.confidence && thing.box.w * thing.box.h >= SURE.area;
  Object.assign(track, { box: thing.box, confidence: thing.confidence, lastMs: atMs, label: labelOf(track.votes, track.personNear) });
  track.believed ||= track.evidence >= limits.minSamples || (sure && track.evidence > 0);
}

export function thingTracks(prefix: string, limits: TrackLimits): ThingTracks {
  let open: Following[] = [];
  let ended: Following[] = [];
  let seenLast: Following[] = [];
  let born = 0;

  const begin = (thing: Detection, atMs: number): Following => ({
    id: `${prefix}-${++born}`, label: thing.label, box: thing.box, confidence: thing.confidence, lastMs: atMs, believed: false,
    votes: new Map(), evidence: 0, isEvidence: false, personNear: false,
  });

  const endWhere = (isOver: (track: Following) => boolean): void => {
    ended.push(...open.filter(isOver));
    open = open.filter((track) => !isOver(track));
  };

  return {
    search(atMs, found) {
      endWhere((track) => atMs - track.lastMs > limits.maxGapMs);
      const strong = found.filter(({ confidence }) => confidence >= WEAKEST);
      const personThere = strong.some(({ label, confidence }) => label === 'person' && confidence >= limits.minPersonConfidence);
      const matched = matchAll(open, strong, [sameLabel, otherLabel, entering(atMs)]);
      const seen: SeenThing[] = [];
      seenLast = [];
      for (const thing of strong) {
        let track = matched.get(thing);
        if (track === undefined) {
          // A weak beginning counts once more is seen: who comes in is small at first.
          track = begin(thing, atMs);
          open.push(track);
        }
        update(track, thing, atMs, { limits, personThere });
        seenLast.push(track);
        seen.push({ ...thing, track });
      }
      return seen;
    },
    repeat(atMs) {
      return seenLast.map((track) => {
        track.lastMs = atMs;
        if (track.isEvidence) track.evidence++;
        track.believed ||= track.evidence >= limits.minSamples;
        return { label: track.label, box: track.box, confidence: track.confidence, track };
      });
    },
    endAll() {
      endWhere(() => true);
      seenLast = [];
      return this.takeEnded();
    },
    takeEnded() {
      const taken = ended;
      ended = [];
      return taken;
    },
  };
}
