/** What a probe hands to whoever decodes. Plain data. */
import type { Media } from '@aima/contract';
import type { PictureFormat } from './file-signature.ts';
import type { Size } from './fit.ts';
import type { Orientation } from './orientation.ts';

export interface FilmPicture {
  /** ffmpeg's number of the stream. */
  index: number;
  /** With square pixels, before turning. */
  stored: Size;
  orientation: Orientation;
  alpha: boolean;
  /** The stream does not say which matrix turns its colours into RGB, and it is large enough to be BT.709. */
  assumeBt709: boolean;
  /** Promised end on the medium's time axis, where the stream itself promises one. */
  endSeconds?: number;
}

export interface FilmSound {
  index: number;
  endSeconds?: number;
}

/** Whatever ffmpeg decodes. */
export interface FilmSource {
  kind: 'film';
  picture?: FilmPicture;
  sound?: FilmSound;
  /** Goes to ffmpeg's -itsoffset, so that time 0 is the medium's start. Not positive. */
  offsetSeconds: number;
  /** Promised end of the whole medium; left out where the container does not say or only guesses. */
  endSeconds?: number;
  /** Only this part is decoded, its times counted from its own start; the whole where absent. See stretch.ts. */
  stretch?: { fromMs: number; toMs: number };
  /** Only pictures that stand for themselves are decoded. See keyframes.ts. */
  keyframesOnly?: true;
}

/** Photos, and WebP animations, which ffmpeg cannot read. */
export interface StillSource {
  kind: 'still';
  /** `foreign`: sharp cannot read it, ffmpeg can. */
  format: PictureFormat | 'foreign';
  /** Upright. */
  shown: Size;
  /** Start of each picture in milliseconds: one for a photo. */
  startsMs: readonly number[];
}

export interface Probe {
  /** An absolute path, or an address on loopback that `storage` lends. */
  path: string;
  /** What messages call it; never the address. */
  name: string;
  facts: Omit<Media, 'id' | 'sha256' | 'fileName'>;
  source: FilmSource | StillSource;
}
