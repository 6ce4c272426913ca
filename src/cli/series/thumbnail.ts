/** A small JPEG of a photo, for the page of a series. */
import { encodeJpeg, openDecode, probe } from '../../media/index.ts';
import type { SeriesThumbnail } from '../../series/index.ts';

const SIDE = 256;

/** Undefined where the picture cannot be read. */
export async function thumbnail(file: string, signal: AbortSignal): Promise<SeriesThumbnail | undefined> {
  try {
    const decode = openDecode({ probe: await probe(file, { signal }), sampled: [{ everyMs: 1_000, width: SIDE, height: SIDE, fit: 'inside' }], everyFrame: false, audio: [], signal });
    let made: SeriesThumbnail | undefined;
    await Promise.all([decode.end, (async () => {
      for await (const { frames: [frame], width, height } of decode.sampled[0] ?? []) {
        if (frame && !made) made = { width, height, jpegBase64: Buffer.from(await encodeJpeg({ pixels: frame.pixels, width, height }, 75)).toString('base64') };
      }
    })()]);
    return made;
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}
