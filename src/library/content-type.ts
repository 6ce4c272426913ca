/** What a stored medium is sent as: decided by what was found in it, never by its name or by what a client said. */
import type { Media } from '@aima/contract';

/** Types that a browser shows or plays and never runs. Whatever is not here is sent as plain bytes to be saved. */
const SAFE: Readonly<Record<string, { video?: string; audio?: string; image?: string }>> = {
  mp4: { video: 'video/mp4', audio: 'audio/mp4' },
  mov: { video: 'video/quicktime', audio: 'audio/mp4' },
  webm: { video: 'video/webm', audio: 'audio/webm' },
  mkv: { video: 'video/x-matroska', audio: 'audio/x-matroska' },
  mpegts: { video: 'video/mp2t' },
  avi: { video: 'video/x-msvideo' },
  ogg: { video: 'video/ogg', audio: 'audio/ogg' },
  mp3: { audio: 'audio/mpeg' },
  wav: { audio: 'audio/wav' },
  flac: { audio: 'audio/flac' },
  aac: { audio: 'audio/aac' },
  jpeg: { image: 'image/jpeg' },
  png: { image: 'image/png' },
  apng: { image: 'image/apng', video: 'image/apng' },
  gif: { image: 'image/gif', video: 'image/gif' },
  webp: { image: 'image/webp', video: 'image/webp' },
  avif: { image: 'image/avif' },
  heif: { image: 'image/heic' },
  tiff: { image: 'image/tiff' },
  bmp: { image: 'image/bmp' },
};

export const BYTES_TYPE = 'application/octet-stream';

export const contentTypeOf = (media: Pick<Media, 'container' | 'kind'> | undefined): string =>
  (media === undefined ? undefined : SAFE[media.container]?.[media.kind]) ?? BYTES_TYPE;

/** RFC 6266 with a name in ASCII for old clients and in UTF-8 (RFC 8187) for the others. */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
