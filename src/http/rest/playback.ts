/** Media for players: bytes by ranges, and HLS. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Principal } from '../../auth/principal.ts';
import { AppError } from '../../kernel/app-error.ts';
import { contentDisposition, getSegment, masterPlaylist, openContent, renditionPlaylist, type Library } from '../../library/index.ts';
import { matches } from '../entity-tag.ts';
import { operation, type Operation } from '../operation.ts';
import { wantedRange } from './byte-range.ts';
import { MediumParams } from './media.ts';

interface ContentCall { principal: Principal; request: FastifyRequest; reply: FastifyReply; signal: AbortSignal }

/** Whatever the bytes are, no browser may run them as a page or take them for something else. */
const HARMLESS = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox", 'cross-origin-resource-policy': 'same-origin' };

async function sendContent(library: Library, { principal, request, reply, signal }: ContentCall, mediaId: string, download: boolean): Promise<FastifyReply> {
  const { file, name, sha256, type, inline } = await openContent(library, principal, mediaId, signal);
  const tag = `"${sha256}"`;
  void reply.headers({ ...HARMLESS, etag: tag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache', 'content-disposition': contentDisposition(inline && !download ? 'inline' : 'attachment', name) });
  if (matches(request.headers['if-none-match'], tag)) return reply.status(304).send();
  const { range: header, 'if-range': ifRange } = request.headers;
  const range = wantedRange(header, file.sizeBytes, typeof ifRange === 'string' ? ifRange : undefined, tag);
  if (!range) {
    void reply.header('content-range', `bytes */${file.sizeBytes}`);
    throw new AppError('RANGE_OUTSIDE', `The medium has ${file.sizeBytes} bytes.`, { sizeBytes: file.sizeBytes });
  }
  const { start, end, partial } = range;
  void reply.status(partial ? 206 : 200).type(type).header('content-length', end - start);
  if (partial) void reply.header('content-range', `bytes ${start}-${end - 1}/${file.sizeBytes}`);
  // An empty stream leaves the length as it is said above, which an empty body would not.
  return reply.send(Readable.from(request.method === 'HEAD' ? [] : file.read({ start, end }, signal), { objectMode: false }));
}

const PLAYLIST = 'application/vnd.apple.mpegurl';
const errors = ['NOT_FOUND', 'HELD', 'MEDIA_UNSUPPORTED'] as const;
const RenditionParams = MediumParams.extend({ rendition: z.string().regex(/^(?:\d{1,5}p|sound)$/) });
const SegmentParams = RenditionParams.extend({ segment: z.string().regex(/^\d{1,6}\.ts$/) });

const sendPlaylist = (reply: FastifyReply, text: string): FastifyReply => reply.headers({ ...HARMLESS, 'cache-control': 'private, no-cache' }).type(PLAYLIST).send(text);

export const playbackOperations = (library: Library): Operation[] => [
  operation({
    id: 'getMediaContent', method: 'GET', path: '/media/:mediaId/content', tag: 'media', summary: 'The medium itself; one range of bytes may be asked for', access: 'media:read', perMinute: 6000,
    params: MediumParams, query: z.object({ download: z.enum(['0', '1']).default('0').describe('1: to be saved, not shown') }), streams: 'application/octet-stream', errors: ['NOT_FOUND', 'HELD', 'RANGE_OUTSIDE'],
    handle: (call) => sendContent(library, call, call.params.mediaId, call.query.download === '1'),
  }),
  operation({
    id: 'getMasterPlaylist', method: 'GET', path: '/media/:mediaId/hls/master.m3u8', tag: 'media', summary: 'HLS: the qualities of a medium', access: 'media:read', params: MediumParams, streams: PLAYLIST, errors,
    handle: async ({ principal, params: { mediaId }, reply }) => sendPlaylist(reply, await masterPlaylist(library, principal, mediaId)),
  }),
  operation({
    id: 'getRenditionPlaylist', method: 'GET', path: '/media/:mediaId/hls/:rendition/index.m3u8', tag: 'media', summary: 'HLS: the pieces of one quality', access: 'media:read', params: RenditionParams, streams: PLAYLIST, errors,
    handle: async ({ principal, params: { mediaId, rendition }, reply }) => sendPlaylist(reply, await renditionPlaylist(library, principal, mediaId, rendition)),
  }),
  operation({
    id: 'getSegment', method: 'GET', path: '/media/:mediaId/hls/:rendition/:segment', tag: 'media', summary: 'HLS: one piece, transcoded when it is asked for', access: 'media:read', perMinute: 6000, params: SegmentParams, streams: 'video/mp2t',
    errors: [...errors, 'MEDIA_UNREADABLE'],
    handle: async ({ principal, params: { mediaId, rendition, segment }, reply, signal }) => {
      const bytes = await getSegment(library, principal, mediaId, rendition, Number.parseInt(segment, 10), signal);
      return reply.headers({ ...HARMLESS, 'cache-control': 'private, max-age=60', 'content-length': bytes.length }).type('video/mp2t').send(bytes);
    },
  }),
];
