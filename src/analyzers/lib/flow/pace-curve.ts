/**
 * How lively a medium is over time: cuts, motion, loudness, talk and faces in equal parts of its length, so that half a
 * minute and two hours give curves of the same kind. Each channel is mapped to 0..1 by fixed anchors, not by its own
 * extremes: what hardly changes stays flat (pace as shot length, motion and loudness after Adams, Dorai, Venkatesh 2000).
 */

export interface TimedValue {
  startMs: number;
  endMs: number;
  value: number;
}

export interface PaceInput {
  durationMs: number;
  /** Undefined where nobody looked for it. */
  cutsAtMs?: readonly number[];
  /** Speed of the camera and of things, in shares of the picture's longer side per second. */
  camera?: readonly TimedValue[];
  things?: readonly TimedValue[];
  /** LUFS by the second. */
  loudness?: readonly TimedValue[];
  speech?: readonly { startMs: number; endMs: number }[];
  /** Moments that show a face. */
  facesAtMs?: readonly number[];
}

export interface PacePart {
  startMs: number;
  endMs: number;
  /** Around the part. */
  cutsPerMinute?: number;
  /** Shares of the picture's longer side per second. */
  motion?: number;
  loudnessLufs?: number;
  speechShare?: number;
  faceShare?: number;
  /** All of them together, 0..1. */
  intensity: number;
}

export interface PaceCurve {
  parts: PacePart[];
  /** Intensity of the parts, smoothed over a twenty-fifth of the length. */
  smooth: number[];
}

/** Parts are a second long where that makes no more than MOST_PARTS, and no less than FEWEST_PARTS. */
const MOST_PARTS = 48;
const FEWEST_PARTS = 6;
const SMOOTHED = 0.04;

/** How much each channel says; those that are not there are left out of the mean. */
const WEIGHTS = { cuts: 0.3, motion: 0.25, loudness: 0.3, speech: 0.1, faces: 0.05 } as const;
type Channel = keyof typeof WEIGHTS;

/** Sixty cuts a minute are as fast as it gets; a tenth of the picture per second is half of what motion may say. */
const FULL_CUTS = 60;
const HALF_CUTS = 6;
const HALF_MOTION = 0.1;
const QUIET_LUFS = -50;
const LOUD_LUFS = -10;
/** Pictures are sampled about twice a second. */
const FACE_SAMPLES_PER_SECOND = 2;

const clamp = (value: number): number => Math.max(0, Math.min(1, value));

const LEVELS: Readonly<Record<Channel, (value: number) => number>> = {
  cuts: (perMinute) => clamp(Math.log(1 + perMinute / HALF_CUTS) / Math.log(1 + FULL_CUTS / HALF_CUTS)),
  motion: (speed) => speed / (speed + HALF_MOTION),
  loudness: (lufs) => clamp((lufs - QUIET_LUFS) / (LOUD_LUFS - QUIET_LUFS)),
  speech: clamp,
  faces: clamp,
};

const overlap = (a: { startMs: number; endMs: number }, startMs: number, endMs: number): number => Math.max(0, Math.min(a.endMs, endMs) - Math.max(a.startMs, startMs));

/** Mean over the time that it covers within the part; undefined where it covers nothing. */
function meanWithin(values: readonly TimedValue[], startMs: number, endMs: number, neutral?: number): number | undefined {
  let [sum, covered] = [0, 0];
  for (const item of values) {
    const ms = overlap(item, startMs, endMs);
    sum += ms * item.value;
    covered += ms;
  }
  if (neutral !== undefined) return (sum + neutral * Math.max(0, endMs - startMs - covered)) / Math.max(endMs - startMs, covered);
  return covered > 0 ? sum / covered : undefined;
}

const perSecond = (count: number, ms: number): number => (count * 1000) / ms;

/** What of each channel lies in a part, in its own unit. */
function measure({ cutsAtMs, camera, things, loudness, speech, facesAtMs }: PaceInput, startMs: number, endMs: number): Partial<Record<Channel, number>> {
  const count = (times: readonly number[]): number => times.filter((atMs) => atMs >= startMs && atMs < endMs).length;
  const lufs = loudness && meanWithin(loudness, startMs, endMs);
  const motion = (camera ? meanWithin(camera, startMs, endMs, 0) ?? 0 : 0) + (things ? meanWithin(things, startMs, endMs, 0) ?? 0 : 0);
  return {
    ...(cutsAtMs ? { cuts: perSecond(count(cutsAtMs), endMs - startMs) * 60 } : {}),
    ...(camera ?? things ? { motion } : {}),
    ...(lufs === undefined ? {} : { loudness: lufs }),
    ...(speech ? { speech: clamp(speech.reduce((sum, span) => sum + overlap(span, startMs, endMs), 0) / (endMs - startMs)) } : {}),
    ...(facesAtMs ? { faces: clamp(perSecond(new Set(facesAtMs.filter((atMs) => atMs >= startMs && atMs < endMs)).size, endMs - startMs) / FACE_SAMPLES_PER_SECOND) } : {}),
  };
}

function intensityOf(measured: Partial<Record<Channel, number>>): number {
  let [sum, weights] = [0, 0];
  for (const [channel, weight] of entriesOf(WEIGHTS)) {
    const value = measured[channel];
    if (value === undefined) continue;
    sum += weight * LEVELS[channel](value);
    weights += weight;
  }
  return weights > 0 ? sum / weights : 0;
}

// Object.entries loses the key type of a constant object.
const entriesOf = (weights: typeof WEIGHTS): [Channel, number][] => Object.entries(weights) as [Channel, number][];

/** Gaussian mean over neighbours; at the ends over those that there are. */
export function smoothed(values: readonly number[], sigma = Math.max(0.8, values.length * SMOOTHED)): number[] {
  const reach = Math.ceil(3 * sigma);
  return values.map((_, at) => {
    let [sum, weights] = [0, 0];
    for (let i = Math.max(0, at - reach); i <= Math.min(values.length - 1, at + reach); i++) {
      const weight = Math.exp(-((i - at) ** 2) / (2 * sigma * sigma));
      sum += weight * (values[i] ?? 0);
      weights += weight;
    }
    return sum / weights;
  });
}

export function paceCurve(input: PaceInput): PaceCurve {
  const count = Math.max(FEWEST_PARTS, Math.min(MOST_PARTS, Math.floor(input.durationMs / 1000)));
  const edge = (i: number): number => Math.round((i * input.durationMs) / count);
  const parts = Array.from({ length: count }, (_, i): PacePart => {
    const [startMs, endMs] = [edge(i), Math.max(edge(i) + 1, edge(i + 1))];
    const { cuts, motion, loudness, speech, faces } = measure(input, startMs, endMs);
    return {
      startMs, endMs, intensity: intensityOf({ ...(cuts === undefined ? {} : { cuts }), ...(motion === undefined ? {} : { motion }), ...(loudness === undefined ? {} : { loudness }), ...(speech === undefined ? {} : { speech }), ...(faces === undefined ? {} : { faces }) }),
      ...(cuts === undefined ? {} : { cutsPerMinute: cuts }),
      ...(motion === undefined ? {} : { motion }),
      ...(loudness === undefined ? {} : { loudnessLufs: loudness }),
      ...(speech === undefined ? {} : { speechShare: speech }),
      ...(faces === undefined ? {} : { faceShare: faces }),
    };
  });
  // In parts of a second there is a cut or none: a rate is what it is around the part.
  const rates = smoothed(parts.map(({ cutsPerMinute = 0 }) => cutsPerMinute));
  return {
    parts: parts.map((part, i) => (part.cutsPerMinute === undefined ? part : { ...part, cutsPerMinute: rates[i] ?? 0 })),
    smooth: smoothed(parts.map(({ intensity }) => intensity)),
  };
}
