/** From measures to one score and to the words for what is wrong. */
import { blockingOf, blurOf, exposureOf, lumaOf, noiseOf } from './picture-quality.ts';

export interface Quality {
  /** 0..1, 1 is best; see `scoreOf`. */
  score: number;
  /** 0..1: 1 edges as crisp as the pixels allow, 0.5 blurred by 2 pixels at the size looked at. */
  sharpness: number;
  /** Standard deviation of the blur in pixels; left out where there is no edge to measure. */
  blurPixels?: number;
  brightness: number;
  contrast: number;
  clippedDark: number;
  clippedBright: number;
  /** Standard deviation in levels of 255. */
  noise: number;
  /** Steps that stick out on the lines of the 8 × 8 grid: 0 none, about 3 plain to see; only where the picture was not scaled. */
  blocking?: number;
  /** Darkest and brightest twentieth. */
  dark: number;
  bright: number;
}

export const DEFECTS = ['blurred', 'too_dark', 'too_bright', 'noisy', 'low_contrast', 'blocky'] as const;
export type Defect = (typeof DEFECTS)[number];

/** Blur of an ideal picture, and what is added to it for half of the sharpness, in pixels. */
const CRISP_PIXELS = 0.7;
const HALF_SHARP_PIXELS = 1.3;

const clamp = (value: number): number => Math.max(0, Math.min(1, value));

/** `scaled`: the picture is not of its original size, so that its block grid is lost. */
export function measureQuality(pixels: Uint8Array, width: number, height: number, scaled: boolean): Quality {
  const luma = lumaOf(pixels, width, height);
  const exposure = exposureOf(luma);
  const noise = noiseOf(luma);
  const blur = blurOf(luma, noise);
  const sharpness = blur === undefined ? 0.5 : 1 / (1 + Math.max(0, blur - CRISP_PIXELS) / HALF_SHARP_PIXELS);
  const measured = {
    sharpness,
    ...(blur === undefined ? {} : { blurPixels: blur }),
    brightness: exposure.brightness,
    contrast: exposure.contrast,
    clippedDark: exposure.clippedDark,
    clippedBright: exposure.clippedBright,
    noise,
    ...(scaled ? {} : { blocking: blockingOf(luma) }),
    dark: exposure.dark,
    bright: exposure.bright,
  };
  return { ...measured, score: scoreOf(measured) };
}

/**
 * Product of four factors, each 0..1, raised to its weight (a weighted geometric mean, so that one bad property spoils the
 * picture): sharpness 0.4, exposure 0.25 (brightest twentieth above 0.35, not more than a fifth burnt out, mean below 0.85),
 * noise 0.2 (halves every 10 levels), contrast 0.15 (full from 0.5 on). Blocking multiplies with up to 0.5.
 */
function scoreOf(q: Omit<Quality, 'score'>): number {
  const exposure = clamp(q.bright / 0.35) * clamp(1 - (q.clippedBright - 0.2) / 0.6) * clamp((1 - q.brightness) / 0.15);
  const noise = 2 ** (-Math.max(0, q.noise - 1) / 10);
  const blocking = 1 - 0.5 * clamp(((q.blocking ?? 0) - 0.5) / 4);
  return clamp(q.sharpness ** 0.4 * exposure ** 0.25 * noise ** 0.2 * clamp(q.contrast / 0.5) ** 0.15 * blocking);
}

export interface DefectRules {
  /** Blur in pixels from which a picture is blurred. */
  maxBlurPixels: number;
  /** Standard deviation in levels. */
  maxNoise: number;
  minContrast: number;
  maxBlocking: number;
}

/** Brightest twentieth below which a picture is too dark; for too bright: the mean and the darkest twentieth, or burnt-out pixels. */
const TOO_DARK = 0.22;
const TOO_BRIGHT = { mean: 0.82, dark: 0.5, clipped: 0.35 };

/** How bad each defect is, 0..1, for those that are there. */
export function defectsOf(q: Quality, rules: DefectRules): Partial<Record<Defect, number>> {
  const found: Partial<Record<Defect, number>> = {};
  if (q.bright < TOO_DARK) found.too_dark = clamp(0.5 + (TOO_DARK - q.bright) / TOO_DARK / 2);
  if ((q.brightness > TOO_BRIGHT.mean && q.dark > TOO_BRIGHT.dark) || q.clippedBright > TOO_BRIGHT.clipped) found.too_bright = clamp(0.4 + q.clippedBright);
  if (q.noise > rules.maxNoise) found.noisy = clamp(0.5 + (q.noise - rules.maxNoise) / rules.maxNoise / 2);
  if ((q.blocking ?? 0) > rules.maxBlocking) found.blocky = clamp(0.5 + ((q.blocking ?? 0) - rules.maxBlocking) / rules.maxBlocking / 2);
  // A dark or a plain picture has little contrast and no edges of its own accord.
  if (found.too_dark === undefined && q.contrast < rules.minContrast) found.low_contrast = clamp(0.5 + (rules.minContrast - q.contrast) / rules.minContrast / 2);
  if (found.too_dark === undefined && q.blurPixels !== undefined && q.blurPixels > rules.maxBlurPixels) {
    found.blurred = clamp(0.5 + (q.blurPixels - rules.maxBlurPixels) / rules.maxBlurPixels / 2);
  }
  return found;
}
