/** The room's door: what a file is, its one decode, small copies. */
export { findFfmpeg, type Ffmpeg } from './binaries.ts';
export { openDecode } from './decode.ts';
export type { Decode, DecodeEnd, DecodeRequest } from './decode-request.ts';
export { keyframesOf } from './keyframes.ts';
export { decodeJpeg, encodeJpeg, readPhoto } from './photo.ts';
export { CONTAINERS } from './ffprobe.ts';
export { isBrowserPlayable } from './playable.ts';
export { probe } from './probe.ts';
export type { Probe } from './probe-result.ts';
export { makeProxy } from './proxy.ts';
export { transcodeSegment } from './segment.ts';
export { sha256OfFile } from './source-file.ts';
export { stretchOf, type Stretch } from './stretch.ts';
export { pngOf, wavOf, type RawPicture, type RawSound } from './raw-media.ts';
