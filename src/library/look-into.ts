/** What a medium is, found out from the lent address: nothing of it is trusted before, and nothing takes longer than a limit. */
import type { Media } from '@aima/contract';
import { readCapture } from '../series/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { probe, readPhoto } from '../media/index.ts';
import type { RangeSource } from '../storage/index.ts';

const TIME_LIMIT_MS = 180_000;
/** A frame of more needs gigabytes to decode. */
const MAX_FRAME_PIXELS = 16_384 * 8_704;

export interface LookedInto {
  facts: Omit<Media, 'id' | 'sha256' | 'fileName'>;
  place?: { latitude: number; longitude: number };
}

/**
 * @param options.places whether GPS may be read at all
 * @throws AppError MEDIA_*, FFMPEG_MISSING, STORED_FILE_DAMAGED, CANCELLED
 */
export async function lookInto(lent: RangeSource, { name, places, signal }: { name: string; places: boolean; signal: AbortSignal }): Promise<LookedInto> {
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  try {
    const probed = await probe(lent.url, { name, signal: AbortSignal.any([signal, limit]) });
    const { kind, width = 0, height = 0 } = probed.facts;
    if (kind === 'video' && width * height > MAX_FRAME_PIXELS) throw new AppError('MEDIA_UNSUPPORTED', `'${name}' has frames of ${width} x ${height} pixels; at most ${MAX_FRAME_PIXELS / 1e6} million are read.`);
    const { place } = kind === 'image' && places ? await readCapture(await readPhoto(probed), true) : {};
    return { facts: probed.facts, ...(place ? { place } : {}) };
  } catch (error) {
    // The reader saw a broken connection; the lender knows why.
    const cause = lent.failure();
    if (cause && cause.code !== 'CANCELLED') throw cause;
    if (limit.aborted && !signal.aborted) throw new AppError('MEDIA_UNREADABLE', `'${name}' could not be read within ${TIME_LIMIT_MS / 1000} s.`, {}, error);
    throw error;
  }
}
