/** Composition of one shot in numbers and in the words of camera work, from the main subject of its moments. */
import type { Subject } from './subject.ts';

export const SCALES = ['extreme_close_up', 'close_up', 'medium_close_up', 'medium_shot', 'medium_long_shot', 'long_shot', 'extreme_long_shot'] as const;
export type Scale = (typeof SCALES)[number];

/** Most heads one above the other that the picture's height has room for: head, shoulders, chest, waist, knees, whole figure (Bowen and Thompson 2013, "Grammar of the Shot"). */
const MOST_HEADS: readonly (readonly [Scale, number])[] = [
  ['extreme_close_up', 1], ['close_up', 2], ['medium_close_up', 3], ['medium_shot', 4.5], ['medium_long_shot', 6.5], ['long_shot', 12],
];

export const PLACEMENTS = ['centred', 'left_third', 'right_third', 'elsewhere'] as const;
/** Share of the width within which a subject is on a line. */
const ON_LINE = 0.07;
/** Degrees from which a face looks to a side. */
const TURNED = 15;

export interface Composition {
  scale: Scale;
  placement: (typeof PLACEMENTS)[number];
  headHeight: number;
  subjectX: number;
  subjectY: number;
  /** To the nearest crossing of the lines at thirds, in shares of width and height. */
  thirdsDistance: number;
  /** 1: the subjects' weight lies in the middle of the width; 0: at an edge. */
  balance: number;
  headroom?: number;
  /** Share of the width before a face that looks to a side. */
  lookRoom?: number;
  subjects: number;
  samples: number;
  confidence: number;
  ids: string[];
}

const scaleOf = (headHeight: number): Scale => MOST_HEADS.find(([, most]) => 1 / headHeight <= most)?.[0] ?? 'extreme_long_shot';

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const thirds = (value: number): number => Math.min(Math.abs(value - 1 / 3), Math.abs(value - 2 / 3));

function placementOf(x: number): Composition['placement'] {
  if (Math.abs(x - 0.5) <= ON_LINE) return 'centred';
  if (Math.abs(x - 1 / 3) <= ON_LINE) return 'left_third';
  return Math.abs(x - 2 / 3) <= ON_LINE ? 'right_third' : 'elsewhere';
}

/** Undefined without subjects. Medians over the moments, so that one odd detection changes nothing. */
export function measureShot(moments: readonly (readonly Subject[])[]): Composition | undefined {
  const mains = moments.flatMap((subjects) => {
    const [first, ...others] = subjects;
    return first ? [others.reduce((a, b) => (b.area > a.area ? b : a), first)] : [];
  });
  if (mains.length === 0) return undefined;
  const of = (get: (subject: Subject) => number): number => median(mains.map(get));
  const [x, y, headHeight] = [of((s) => s.x), of((s) => s.y), of((s) => s.headHeight)];
  const scale = scaleOf(headHeight);
  const crowns = mains.map(({ crown }) => crown).filter((crown) => crown !== undefined);
  const yaws = mains.map(({ yawDegrees }) => yawDegrees).filter((yaw) => yaw !== undefined);
  const yaw = median(yaws);
  const weights = moments.map((subjects) => {
    const all = subjects.reduce((sum, { area }) => sum + area, 0);
    return subjects.reduce((sum, { x: at, area }) => sum + at * area, 0) / Math.max(all, 1e-9);
  });
  const agreeing = mains.filter((main) => Math.abs(SCALES.indexOf(scaleOf(main.headHeight)) - SCALES.indexOf(scale)) === 0).length / mains.length;
  return {
    scale, placement: placementOf(x), headHeight, subjectX: x, subjectY: y, thirdsDistance: Math.hypot(thirds(x), thirds(y)),
    balance: 1 - Math.min(1, 2 * Math.abs(median(weights) - 0.5)),
    ...(crowns.length > 0 ? { headroom: median(crowns) } : {}),
    ...(yaws.length > 0 && Math.abs(yaw) >= TURNED ? { lookRoom: Math.max(0, Math.min(1, yaw > 0 ? 1 - x : x)) } : {}),
    subjects: median(moments.map((subjects) => subjects.length)), samples: mains.length,
    confidence: Math.min(1, of((s) => s.confidence) * (0.5 + 0.5 * agreeing)), ids: mains.map(({ id }) => id),
  };
}
