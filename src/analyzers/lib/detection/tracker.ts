/**
 * Links detections of sampled frames to tracks: greedy matching by overlap and nearness, as in SORT (Bewley et al.,
 * 2016) but without its motion model, which needs more than a few frames a second.
 */
import type { Box } from '@aima/contract';
import { overlap, type Detection } from './boxes.ts';

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

/** How alike two boxes are as places of one thing: overlap, or nearness in units of their size, 0..1. */
function affinity(a: Box, b: Box): number {
  const size = Math.sqrt(Math.max(a.w * a.h, b.w * b.h));
  const distance = Math.hypot(a.x + a.w / 2 - b.x - b.w / 2, a.y + a.h / 2 - b.y - b.h / 2);
  const alike = Math.min(a.w * a.h, b.w * b.h) / Math.max(a.w * a.h, b.w * b.h, 1e-9);
  const near = size > 0 ? Math.max(0, 1 - distance / size) : 0;
  return Math.max(overlap(a, b), near * Math.sqrt(alike) * 0.9);
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
