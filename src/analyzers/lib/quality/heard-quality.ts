/** What other analyzers measured of a film's quality: how steadily the camera is held, how loud and how clean the sound is. */
import type { Observation } from '@aima/contract';
import { round } from '../rounding.ts';

export interface HeardQuality {
  /** Share of the told time in which the camera does not shake; and its mean jitter, a share of the longer side. */
  stability?: number;
  jitter?: number;
  loudnessLufs?: number;
  truePeakDbtp?: number;
  /** Time within stretches of clipped sound. */
  soundClippedDurationMs?: number;
  basedOn: string[];
}

/** Observations of the camera, and of clipping, that are named: the longest. */
const MOST_NAMED = 20;

const lengthOf = ({ startMs, endMs }: Observation): number => endMs - startMs;
const longest = (items: readonly Observation[]): string[] => items.toSorted((a, b) => lengthOf(b) - lengthOf(a)).slice(0, MOST_NAMED).map(({ id }) => id);
const numberOf = (item: Observation | undefined, name: string): number | undefined => {
  const value = item?.attributes?.[name];
  return typeof value === 'number' ? value : undefined;
};

/** Empty where neither camera_analysis nor audio_analysis ran. */
export function heardQuality(camera: readonly Observation[], sound: readonly Observation[]): HeardQuality {
  // Movements that could not be seen, as in the dark, say nothing.
  const seen = camera.filter(({ confidence }) => confidence > BLIND);
  const totalMs = seen.reduce((sum, item) => sum + lengthOf(item), 0);
  const shaking = seen.filter(({ label }) => label === 'shake');
  const overall = sound.find(({ label }) => label === 'overall');
  const clipping = sound.filter(({ label }) => label === 'clipping');
  const [loudnessLufs, truePeakDbtp] = [numberOf(overall, 'integratedLufs'), numberOf(overall, 'truePeakDbtp')];
  return {
    ...(totalMs === 0 ? {} : {
      stability: round(1 - shaking.reduce((sum, item) => sum + lengthOf(item), 0) / totalMs, 3),
      jitter: round(seen.reduce((sum, item) => sum + lengthOf(item) * (numberOf(item, 'jitter') ?? 0), 0) / totalMs, 5),
    }),
    ...(loudnessLufs === undefined ? {} : { loudnessLufs }),
    ...(truePeakDbtp === undefined ? {} : { truePeakDbtp }),
    ...(overall ? { soundClippedDurationMs: clipping.reduce((sum, item) => sum + lengthOf(item), 0) } : {}),
    basedOn: [...longest(totalMs === 0 ? [] : shaking.length > 0 ? shaking : seen), ...(overall ? [overall.id] : []), ...longest(clipping)],
  };
}

/** Confidence of camera_analysis where nothing in the picture could be compared. */
const BLIND = 0.2;
