/** Brightness, saturation, warmth and contrast of a set of colours, as numbers that mean the same for every picture. */
import { chromaOf, hueOf } from './colour-space.ts';
import { colourPoints, type ColourCounts } from './palette.ts';

export interface ColourMood {
  /** Mean lightness (OKLab L), 0..1. */
  brightness: number;
  /** Mean chroma over that of pure sRGB colours (0.25), 0..1. */
  saturation: number;
  /** −1 cold (blue) .. 1 warm (orange): mean of chroma × cosine of the angle to orange, over a clearly tinted picture's 0.1. */
  warmth: number;
  /** Lightness between the darkest and the brightest twentieth, 0..1. */
  contrast: number;
}

const FULL_CHROMA = 0.25;
const WARM_HUE = 60;
const FULL_WARMTH = 0.1;
const TAIL = 0.05;

export function moodOf(counts: ColourCounts): ColourMood {
  const points = colourPoints(counts);
  const lightness = new Float64Array(101);
  let brightness = 0;
  let chroma = 0;
  let warmth = 0;
  for (const { colour, weight } of points) {
    const share = weight / counts.pixels;
    const c = chromaOf(colour);
    brightness += colour.L * share;
    chroma += c * share;
    warmth += c * Math.cos(((hueOf(colour) - WARM_HUE) * Math.PI) / 180) * share;
    const step = Math.max(0, Math.min(100, Math.round(colour.L * 100)));
    lightness[step] = (lightness[step] ?? 0) + share;
  }
  return {
    brightness: Math.min(1, brightness),
    saturation: Math.min(1, chroma / FULL_CHROMA),
    warmth: Math.max(-1, Math.min(1, warmth / FULL_WARMTH)),
    contrast: Math.max(0, quantile(lightness, 1 - TAIL) - quantile(lightness, TAIL)),
  };
}

function quantile(histogram: Float64Array, share: number): number {
  let sum = 0;
  for (let i = 0; i < histogram.length; i++) {
    sum += histogram[i] ?? 0;
    if (sum >= share) return i / 100;
  }
  return 1;
}
