/** Media of the library. */
import { GroupProposals, GroupRequest, KnownContent, KnownContentQuery, MediaChange, MediaItem, MediaQuery, pageOf } from '@aima/contract';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import { changeMedium, deleteMedium, getMediaPage, getMedium, knownContents, proposeGroups, type Library } from '../../library/index.ts';
import { operation, type Operation } from '../operation.ts';

export const MediumParams = z.object({ mediaId: z.string().min(1).max(100) });

export const mediaOperations = (library: Library): Operation[] => [
  operation({
    id: 'listMedia', method: 'GET', path: '/media', tag: 'media', summary: 'Media of the workspace', access: 'media:read', query: MediaQuery, result: pageOf(MediaItem).meta({ id: 'MediaPage' }), errors: ['INVALID_MESSAGE'],
    handle: ({ principal, query: { from, to, ...query } }) => getMediaPage(library, principal, { ...query, fromMs: from === undefined ? undefined : Date.parse(from), toMs: to === undefined ? undefined : Date.parse(to) }),
  }),
  operation({
    id: 'getMedium', method: 'GET', path: '/media/:mediaId', tag: 'media', summary: 'One medium', access: 'media:read', params: MediumParams, result: MediaItem, errors: ['NOT_FOUND'],
    handle: ({ principal, params: { mediaId } }) => getMedium(library, principal, mediaId),
  }),
  operation({
    id: 'changeMedium', method: 'PATCH', path: '/media/:mediaId', tag: 'media', summary: 'Renames a medium', access: 'media:write', params: MediumParams, body: MediaChange, result: MediaItem, errors: ['NOT_FOUND', 'VERSION_CHANGED'],
    handle: ({ principal, params: { mediaId }, body: { name }, ifMatch }) => changeMedium(library, principal, mediaId, { name, ...(ifMatch === undefined ? {} : { version: ifMatch }) }),
  }),
  operation({
    id: 'deleteMedium', method: 'DELETE', path: '/media/:mediaId', tag: 'media', summary: 'Deletes a medium that no unfinished job uses: its key first, then its bytes', access: 'media:write', params: MediumParams, errors: ['NOT_FOUND', 'STATE_FORBIDS', 'STORAGE_UNREACHABLE'],
    handle: async ({ principal, params: { mediaId } }) => {
      const { left: [stuck] } = await deleteMedium(library, principal, mediaId);
      if (stuck) throw new AppError('STORAGE_UNREACHABLE', 'Its key is destroyed, so it cannot be read any more; its bytes are removed as soon as the storage can be reached.');
    },
  }),
  operation({
    id: 'findKnownContent', method: 'POST', path: '/media/known', tag: 'media', summary: 'Which contents are here already, by their SHA-256', access: 'media:read', body: KnownContentQuery, result: KnownContent,
    handle: async ({ principal, body: { sha256 } }) => ({ items: await knownContents(library, principal, sha256) }),
  }),
  operation({
    id: 'proposeGroups', method: 'POST', path: '/media/groups', tag: 'media', summary: 'Which media belong together, by names and cameras\' clocks', access: 'media:read', body: GroupRequest, result: GroupProposals,
    handle: async ({ principal, body }) => ({ items: await proposeGroups(library, principal, body) }),
  }),
];
