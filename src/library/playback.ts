/** A stored medium for players: its bytes as they are, or HLS (RFC 8216) in pieces that are transcoded when somebody asks. */
import { Media } from '@aima/contract';
import { requirePermission, type Principal } from '../auth/principal.ts';
import type { MediaRow } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { probe, transcodeSegment } from '../media/index.ts';
import { lendFile, type ReadableFile } from '../storage/index.ts';
import { BYTES_TYPE, contentTypeOf } from './content-type.ts';
import type { Library } from './library.ts';
import { findStored, openRow } from './open-medium.ts';

/** 192 packets of AAC at 48 kHz, and a whole number of milliseconds: so pieces of sound have no seam. */
const SEGMENT_MS = 4096;

/** Shorter side in pixels and most kilobits a second, the best first. */
const LADDER = [{ shortSide: 1080, kilobits: 5000 }, { shortSide: 720, kilobits: 2800 }, { shortSide: 480, kilobits: 1400 }, { shortSide: 240, kilobits: 500 }] as const;
const SOUND_KILOBITS = 128;
/** Of the transport stream itself. */
const OVERHEAD = 1.1;
const SOUND_ONLY = 'sound';

interface Rendition { name: string; picture?: { shortSide: number; kilobits: number } }

/**
 * A held medium is played by nobody but the one it belongs to and the workspace's owners, who must be able to see why.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, HELD
 */
async function playableMedium(library: Library, principal: Principal, mediaId: string): Promise<{ row: MediaRow; media: Media }> {
  requirePermission(principal, 'media:read');
  const row = await findStored(library, principal.workspaceId, mediaId);
  if (row.held && row.ownerId !== principal.userId && principal.workspaceRole !== 'owner') throw new AppError('HELD', 'This medium is held.');
  return { row, media: Media.parse(row.facts) };
}

export interface Content { file: ReadableFile; name: string; sha256: string; type: string; /** Safe to be shown in place. */ inline: boolean }

/** @throws AppError FORBIDDEN, NOT_FOUND, HELD, KEY_UNAVAILABLE, STORED_FILE_DAMAGED */
export async function openContent(library: Library, principal: Principal, mediaId: string, signal?: AbortSignal): Promise<Content> {
  const { row, media } = await playableMedium(library, principal, mediaId);
  const type = contentTypeOf(media);
  return { file: await openRow(library, row, signal), name: row.name, sha256: row.sha256, type, inline: type !== BYTES_TYPE };
}

/** Never larger than the source: what it has itself, at most 1080, and all smaller steps. */
function renditionsOf({ kind, width, height }: Pick<Media, 'kind' | 'width' | 'height'>): Rendition[] {
  if (kind === 'image') throw new AppError('MEDIA_UNSUPPORTED', 'A photo has nothing to be played.');
  if (kind === 'audio' || width === undefined || height === undefined) return [{ name: SOUND_ONLY }];
  const own = Math.min(width, height);
  const steps = LADDER.filter(({ shortSide }) => shortSide < own);
  const above = LADDER.findLast(({ shortSide }) => shortSide >= own);
  // The smallest step that is not below the source is replaced by the source's own size.
  const best = above ? { shortSide: own, kilobits: above.kilobits } : undefined;
  return [...(best ? [best] : []), ...steps].map((picture) => ({ name: `${picture.shortSide}p`, picture }));
}

const scaled = ({ width = 0, height = 0 }: Media, shortSide: number): string => {
  const scale = Math.min(1, shortSide / Math.min(width, height));
  const even = (length: number): number => Math.max(2, Math.round((length * scale) / 2) * 2);
  return `${even(width)}x${even(height)}`;
};

/** @throws AppError FORBIDDEN, NOT_FOUND, HELD, MEDIA_UNSUPPORTED */
export async function masterPlaylist(library: Library, principal: Principal, mediaId: string): Promise<string> {
  const { media } = await playableMedium(library, principal, mediaId);
  const lines = renditionsOf(media).flatMap(({ name, picture }) => {
    const bits = Math.round(((picture?.kilobits ?? 0) + (media.hasAudio ? SOUND_KILOBITS : 0)) * 1000 * OVERHEAD);
    const codecs = [...(picture ? ['avc1.640028'] : []), ...(media.hasAudio ? ['mp4a.40.2'] : [])].join(',');
    return [`#EXT-X-STREAM-INF:BANDWIDTH=${bits},CODECS="${codecs}"${picture ? `,RESOLUTION=${scaled(media, picture.shortSide)}` : ''}`, `${name}/index.m3u8`];
  });
  return ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-INDEPENDENT-SEGMENTS', ...lines, ''].join('\n');
}

const segmentCount = ({ durationMs }: Media): number => Math.max(1, Math.ceil(durationMs / SEGMENT_MS));
const lengthOf = (media: Media, n: number): number => Math.max(1, Math.min(SEGMENT_MS, media.durationMs - n * SEGMENT_MS));

function renditionNamed(media: Media, name: string): Rendition {
  const found = renditionsOf(media).find((rendition) => rendition.name === name);
  if (!found) throw new AppError('NOT_FOUND', 'This medium is not offered in that quality.');
  return found;
}

/** @throws AppError FORBIDDEN, NOT_FOUND, HELD, MEDIA_UNSUPPORTED */
export async function renditionPlaylist(library: Library, principal: Principal, mediaId: string, rendition: string): Promise<string> {
  const { media } = await playableMedium(library, principal, mediaId);
  renditionNamed(media, rendition);
  const segments = Array.from({ length: segmentCount(media) }, (_, n) => [`#EXTINF:${(lengthOf(media, n) / 1000).toFixed(3)},`, `${n}.ts`]).flat();
  return ['#EXTM3U', '#EXT-X-VERSION:6', `#EXT-X-TARGETDURATION:${Math.ceil(SEGMENT_MS / 1000)}`, '#EXT-X-PLAYLIST-TYPE:VOD', '#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-INDEPENDENT-SEGMENTS', ...segments, '#EXT-X-ENDLIST', ''].join('\n');
}

/**
 * One piece. A few are made at a time, all others wait; whoever leaves the queue or the piece is not waited for.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, HELD, MEDIA_UNSUPPORTED, MEDIA_UNREADABLE, CANCELLED
 */
export async function getSegment(library: Library, principal: Principal, mediaId: string, rendition: string, n: number, signal: AbortSignal): Promise<Buffer> {
  const { row, media } = await playableMedium(library, principal, mediaId);
  const { picture } = renditionNamed(media, rendition);
  if (n >= segmentCount(media)) throw new AppError('NOT_FOUND', 'The medium ends before this piece.');
  const key = `${row.workspaceId}/${row.id}/${row.fileId ?? ''}/${rendition}/${n}`;
  return library.segments.get(key, signal, (made) => library.transcoding(made, async () => {
    await using lent = await lendFile(await openRow(library, row, made), { signal: made });
    try {
      const probed = await probe(lent.url, { name: media.fileName, signal: made });
      return await transcodeSegment(probed, { startMs: n * SEGMENT_MS, lengthMs: lengthOf(media, n), ...(picture ? { picture } : {}) }, made);
    } catch (error) {
      const cause = lent.failure();
      throw cause && cause.code !== 'CANCELLED' ? cause : error;
    }
  }));
}
