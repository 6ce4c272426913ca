/** Frames with sound as the files that are analysed: a photo and, where there is one, a sound, both lossless. */
import { pngOf, wavOf } from '../media/index.ts';
import type { FrameWithSound } from './frame-arrays.ts';

export interface FrameFile {
  /** `frame-1.png`, `sound-1.wav`. */
  name: string;
  bytes: Uint8Array;
}

/** @param number counts frames from 1 */
export async function frameFiles({ picture, sound }: FrameWithSound, number: number): Promise<FrameFile[]> {
  return [{ name: `frame-${number}.png`, bytes: await pngOf(picture) }, ...(sound ? [{ name: `sound-${number}.wav`, bytes: wavOf(sound) }] : [])];
}
