/** Several depth layouts of one shot as one, each by how long it lasts. */
import type { DepthLayout, Thirds } from './depth-layout.ts';

export interface TimedLayout {
  layout: DepthLayout;
  weight: number;
}

/** Thirds of the range that hold at least this share of the picture are layers. */
const A_LAYER = 0.1;

/** 1 to 3. */
export const layersOf = ({ shares: { far, middle, near } }: DepthLayout): number => Math.max(1, [far, middle, near].filter((share) => share >= A_LAYER).length);

/** Undefined without layouts. */
export function meanLayout(layouts: readonly TimedLayout[]): DepthLayout | undefined {
  const all = layouts.reduce((sum, { weight }) => sum + weight, 0);
  if (all <= 0) return undefined;
  const mean = (get: (layout: DepthLayout) => number): number => layouts.reduce((sum, { layout, weight }) => sum + get(layout) * weight, 0) / all;
  const thirds = (get: (layout: DepthLayout) => Thirds): Thirds => [mean((l) => get(l)[0]), mean((l) => get(l)[1]), mean((l) => get(l)[2])];
  return {
    across: thirds((l) => l.across), down: thirds((l) => l.down),
    shares: { far: mean((l) => l.shares.far), middle: mean((l) => l.shares.middle), near: mean((l) => l.shares.near) },
    range: mean((l) => l.range),
    foreground: { share: mean((l) => l.foreground.share), x: mean((l) => l.foreground.x), y: mean((l) => l.foreground.y), separation: mean((l) => l.foreground.separation) },
  };
}
