/**
 * Links detections of sampled frames to tracks: greedy matching by overlap and nearness, as in SORT (Bewley et al.,
 * 2016) but without its motion model, which needs more than a few frames a second.
 */
import type { Box } from '@aima/contract';
import { affinity, type Detection } from './boxes.ts';

export interface TrackedDetection extends Detection {
  trackId: string;
}

export interface Tracker {
  /** Detections of one frame, in any order; frames come in order of time. */
  follow(atMs: number, found: readonly Detection[]): TrackedDetection[];
}

interface Track {
  id: string;
  label: string;
  box: Box;
  lastMs: number;
}

export function tracker(options: { prefix: string; maxGapMs: number; minAffinity: number }): Tracker {
  let tracks: Track[] = [];
  let born = 0;
  return {
    follow(atMs, found) {
      tracks = tracks.filter((track) => atMs - track.lastMs <= options.maxGapMs);
      const pairs = found.flatMap((detection, i) => tracks
        .filter((track) => track.label === detection.label)
        .map((track) => ({ i, track, score: affinity(track.box, detection.box) })))
        .filter(({ score }) => score >= options.minAffinity)
        .sort((a, b) => b.score - a.score);
      const taken = new Map<number, Track>();
      const used = new Set<Track>();
      for (const { i, track } of pairs) {
        if (taken.has(i) || used.has(track)) continue;
        taken.set(i, track);
        used.add(track);
      }
      return found.map((detection, i) => {
        const track = taken.get(i) ?? { id: `${options.prefix}-${++born}`, label: detection.label, box: detection.box, lastMs: atMs };
        if (!taken.has(i)) tracks.push(track);
        track.box = detection.box;
        track.lastMs = atMs;
        return { ...detection, trackId: track.id };
      });
    },
  };
}
