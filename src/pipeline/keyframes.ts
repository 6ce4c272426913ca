/** Small pictures for people, taken from the same decode: a filmstrip of the whole medium. */
import type { Media } from '@aima/contract';
import type { Frame, FrameBatch, SampledVideo } from '@aima/sdk';
import { encodeJpeg } from '../media/index.ts';
import type { Plan } from './plan.ts';
import type { KeyframeEvent } from './withholding.ts';

/** Enough for a strip that still shows every scene of a long film, few enough for one page. */
const MOST_KEYFRAMES = 240;
const CLOSEST_MS = 500;

/** Adds the need to the plan's decode; it is no analyzer's, so it gets a stream of its own unless one is equal. */
export function keyframeNeed(plan: Plan, media: Pick<Media, 'durationMs'>, side: number): { index: number } {
  const everyMs = Math.max(CLOSEST_MS, Math.ceil(media.durationMs / MOST_KEYFRAMES));
  const need: SampledVideo = { everyMs, width: side, height: side, fit: 'inside' };
  return { index: plan.sampled.push(need) - 1 };
}

export async function keyframeOf(frame: Frame, batch: Pick<FrameBatch, 'width' | 'height'>): Promise<KeyframeEvent> {
  const jpeg = await encodeJpeg({ pixels: frame.pixels, width: batch.width, height: batch.height });
  return { type: 'keyframe', atMs: frame.atMs, width: batch.width, height: batch.height, jpegBase64: Buffer.from(jpeg).toString('base64') };
}
