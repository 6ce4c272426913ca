/** Looks into one photo's file: content, clock, name, and what it looks like in a few hundred bytes. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { mediaIdOf, type Media } from '@aima/contract';
import { toAppError } from '../kernel/app-error.ts';
import { openDecode, probe, type Probe } from '../media/index.ts';
import { readCapture } from './capture-facts.ts';
import { readName } from './file-name.ts';
import { LOOK_SIDE, lookOf } from './look.ts';
import type { SeriesPhotoFacts } from './series-photo.ts';

export interface ReadPhoto {
  facts: SeriesPhotoFacts;
  /** RGB24 [LOOK_SIDE, LOOK_SIDE, 3], aspect ratio lost; absent where the picture is damaged. */
  pixels?: Uint8Array;
}

async function smallPicture(probed: Probe, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const decode = openDecode({ probe: probed, sampled: [{ everyMs: 1_000, width: LOOK_SIDE, height: LOOK_SIDE, fit: 'stretch' }], everyFrame: false, audio: [], signal });
  let pixels: Uint8Array | undefined;
  const [end] = await Promise.allSettled([decode.end, (async () => {
    for await (const batch of decode.sampled[0] ?? []) pixels ??= batch.frames[0]?.pixels.slice();
  })()]);
  signal.throwIfAborted();
  // A picture of which most is missing would look like nothing.
  return end.status === 'fulfilled' && end.value.coverage > 0.5 ? pixels : undefined;
}

/** @throws AppError MEDIA_*; `kind` alone for videos and sound, which are no part of a series */
export async function readPhoto(file: string, fileName: string, { places, signal }: { places: boolean; signal: AbortSignal }): Promise<ReadPhoto | { kind: Media['kind'] }> {
  const probed = await probe(file, { signal });
  const { kind, width = 1, height = 1, sizeBytes } = probed.facts;
  if (kind !== 'image') return { kind };
  const bytes = await readFile(file).catch((error: unknown) => { throw toAppError(error); });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const [capture, pixels] = await Promise.all([readCapture(bytes, places), smallPicture(probed, signal)]);
  return {
    facts: { fileName, sha256, mediaId: mediaIdOf(sha256), sizeBytes, width, height, capture, name: readName(fileName), held: false, ...(pixels ? { look: lookOf(pixels) } : {}) },
    ...(pixels ? { pixels } : {}),
  };
}
