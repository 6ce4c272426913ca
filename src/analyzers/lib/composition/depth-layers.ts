/** How a shot is layered in depth, from what depth_estimation tells of its parts: relative, never metres. */
import type { Observation } from '@aima/contract';
import { z } from 'zod';
import { round } from '../rounding.ts';

const Depth = z.object({ nearShare: z.number(), middleShare: z.number(), farShare: z.number(), foregroundShare: z.number(), range: z.number() });

export const DepthLayers = z.object({
  /** Parts of the picture in the near, middle and far third of its own range. */
  nearShare: z.number(), middleShare: z.number(), farShare: z.number(),
  foregroundShare: z.number(),
  /** Thirds that hold at least a tenth of the picture; 1 where it is flat. */
  layers: z.int().min(1).max(3),
});
export type DepthLayers = z.infer<typeof DepthLayers>;

const A_LAYER = 0.1;

/** Weighted by how long each observation lasts within the stretch; undefined where nothing is known. */
export function depthLayersIn(depths: readonly Observation[], startMs: number, endMs: number): { depth: DepthLayers; ids: string[] } | undefined {
  const inside = depths.filter(({ label, startMs: from, endMs: to }) => (label === 'depth' || label === 'flat') && to >= startMs && from < Math.max(endMs, startMs + 1));
  const told = inside.flatMap((each) => {
    const found = Depth.safeParse(each.attributes).data;
    return found ? [{ found, flat: each.label === 'flat', weight: Math.max(1, Math.min(each.endMs, endMs) - Math.max(each.startMs, startMs)) }] : [];
  });
  if (told.length === 0) return undefined;
  const all = told.reduce((sum, { weight }) => sum + weight, 0);
  const mean = (get: (each: z.infer<typeof Depth>) => number): number => round(told.reduce((sum, { found, weight }) => sum + get(found) * weight, 0) / all, 3);
  const [nearShare, middleShare, farShare] = [mean((d) => d.nearShare), mean((d) => d.middleShare), mean((d) => d.farShare)];
  const layers = told.every(({ flat }) => flat) ? 1 : Math.max(1, [nearShare, middleShare, farShare].filter((share) => share >= A_LAYER).length);
  return { depth: { nearShare, middleShare, farShare, foregroundShare: mean((d) => d.foregroundShare), layers }, ids: inside.slice(0, 8).map(({ id }) => id) };
}
