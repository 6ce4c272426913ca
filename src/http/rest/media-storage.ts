/** What is stored, what will be deleted and what was, and for how long a workspace keeps its media. */
import { LibrarySettings, pageOf, PageQuery, PlannedDeletionQuery, PlannedDeletions, StorageLogEntry, StorageStatus } from '@aima/contract';
import { getLibrarySettings, getPlannedDeletions, getStorageLog, getStorageStatus, putLibrarySettings, type Library } from '../../library/index.ts';
import { operation, type Operation } from '../operation.ts';

export const mediaStorageOperations = (library: Library): Operation[] => [
  operation({
    id: 'getStorageStatus', method: 'GET', path: '/storage', tag: 'storage', summary: 'What the workspace stores, and how full the storage is', access: 'media:read', result: StorageStatus,
    handle: ({ principal }) => getStorageStatus(library, principal),
  }),
  operation({
    id: 'listPlannedDeletions', method: 'GET', path: '/storage/planned-deletions', tag: 'storage', summary: 'Media that will be deleted because nobody confirms them, the soonest first', access: 'media:read', query: PlannedDeletionQuery, result: PlannedDeletions,
    handle: async ({ principal, query }) => {
      const now = Date.now();
      const planned = await getPlannedDeletions(library, principal, query);
      return { items: planned.map(({ mediaId, name, sizeBytes, deleteAtMs, postponed }) => ({ mediaId, name, sizeBytes, postponed, deleteAt: new Date(deleteAtMs).toISOString(), remainingMs: Math.max(0, deleteAtMs - now) })) };
    },
  }),
  operation({
    id: 'listStorageLog', method: 'GET', path: '/storage/log', tag: 'storage', summary: 'What was stored and deleted, when and why, the newest first', access: 'media:read', query: PageQuery, result: pageOf(StorageLogEntry).meta({ id: 'StorageLogPage' }), errors: ['INVALID_MESSAGE'],
    handle: async ({ principal, query: { limit, cursor } }) => {
      const { rows, next } = await getStorageLog(library, principal, { limit, cursor });
      return { items: rows.map(({ atMs, ...row }) => ({ ...row, at: new Date(atMs).toISOString() })), ...(next === undefined ? {} : { next }) };
    },
  }),
  operation({
    id: 'getLibrarySettings', method: 'GET', path: '/storage/settings', tag: 'storage', summary: 'For how long media are kept, and whether places are read', access: 'media:read', result: LibrarySettings,
    handle: ({ principal }) => getLibrarySettings(library, principal),
  }),
  operation({
    id: 'putLibrarySettings', method: 'PUT', path: '/storage/settings', tag: 'storage', summary: 'Changes it', access: 'workspace:manage', body: LibrarySettings, result: LibrarySettings,
    handle: ({ principal, body }) => putLibrarySettings(library, principal, body),
  }),
];
