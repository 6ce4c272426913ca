/** What is shown of a medium before any analysis: thumbnails, storyboard, sound curve. */
import { Readable } from 'node:stream';
import { StoryboardIndex, ThumbnailSize, Waveform } from '@aima/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../auth/principal.ts';
import { getPicture, getStoryboard, getWaveform, type Library } from '../../library/index.ts';
import { matches } from '../entity-tag.ts';
import { operation, type Operation } from '../operation.ts';
import { MediumParams } from './media.ts';

interface PictureCall { principal: Principal; request: FastifyRequest; reply: FastifyReply; signal: AbortSignal }

async function sendPicture(library: Library, { principal, request, reply, signal }: PictureCall, mediaId: string, name: string): Promise<FastifyReply> {
  const { type, bytes, tag } = await getPicture(library, principal, mediaId, name, signal);
  // Asked for anew each time: a hold must take a picture away at once.
  void reply.headers({ etag: tag, 'cache-control': 'private, no-cache', 'x-content-type-options': 'nosniff' });
  if (matches(request.headers['if-none-match'], tag)) return reply.status(304).send();
  return reply.type(type).header('content-length', bytes.length).send(Readable.from([bytes]));
}

const errors = ['NOT_FOUND', 'HELD'] as const;

export const mediaPictureOperations = (library: Library): Operation[] => [
  operation({
    id: 'getThumbnail', method: 'GET', path: '/media/:mediaId/thumbnails/:size', tag: 'media', summary: 'A small picture of a medium', access: 'media:read', params: MediumParams.extend({ size: ThumbnailSize }), streams: 'image/webp', errors,
    handle: (call) => sendPicture(library, call, call.params.mediaId, `thumbnail-${call.params.size}`),
  }),
  operation({
    id: 'getStoryboardPicture', method: 'GET', path: '/media/:mediaId/storyboard.jpg', tag: 'media', summary: 'All tiles of the storyboard in one picture', access: 'media:read', params: MediumParams, streams: 'image/jpeg', errors,
    handle: (call) => sendPicture(library, call, call.params.mediaId, 'storyboard'),
  }),
  operation({
    id: 'getStoryboard', method: 'GET', path: '/media/:mediaId/storyboard', tag: 'media', summary: 'Where and when the tiles of the storyboard are', access: 'media:read', params: MediumParams, result: StoryboardIndex, errors,
    handle: ({ principal, params: { mediaId } }) => getStoryboard(library, principal, mediaId),
  }),
  operation({
    id: 'getWaveform', method: 'GET', path: '/media/:mediaId/waveform', tag: 'media', summary: 'How loud a medium is over its length', access: 'media:read', params: MediumParams, result: Waveform, errors,
    handle: ({ principal, params: { mediaId }, signal }) => getWaveform(library, principal, mediaId, signal),
  }),
];
