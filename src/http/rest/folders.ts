/** Folders of the server from which media may be imported. */
import { ImportEntry, ImportFiles, ImportFolderList, ImportFolderQuery, pageOf, UploadList } from '@aima/contract';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import { importFiles, importFolderNames, listFolder, type Library } from '../../library/index.ts';
import { operation, type Operation } from '../operation.ts';
import { uploadOf } from './uploads.ts';

const Cursor = z.string().max(500);

/** @throws AppError INVALID_MESSAGE */
function nameIn(cursor: string): string {
  const parsed = Cursor.safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!parsed.success || parsed.data === '') throw new AppError('INVALID_MESSAGE', 'This is not the cursor of a page.');
  return parsed.data;
}

export const folderOperations = (library: Library): Operation[] => [
  operation({
    id: 'listImportFolders', method: 'GET', path: '/import-folders', tag: 'uploads', summary: 'Folders of the server that media may be imported from', access: 'media:write', result: ImportFolderList,
    handle: ({ principal }) => ({ items: importFolderNames(library, principal).map((name) => ({ name })) }),
  }),
  operation({
    id: 'listImportFolder', method: 'GET', path: '/import-folders/:folder', tag: 'uploads', summary: 'Folders and media files of one folder, by name', access: 'media:write',
    params: z.object({ folder: z.string().max(200) }), query: ImportFolderQuery, result: pageOf(ImportEntry).meta({ id: 'ImportEntryPage' }), errors: ['MEDIA_MISSING', 'INVALID_MESSAGE'],
    handle: async ({ principal, params: { folder }, query: { path, limit, cursor } }) => {
      const { items, next } = await listFolder(library, principal, folder, path, { limit, ...(cursor === undefined ? {} : { after: nameIn(cursor) }) });
      return {
        items: items.map(({ modifiedAtMs, ...item }) => ({ ...item, ...(modifiedAtMs === undefined ? {} : { modifiedAt: new Date(modifiedAtMs).toISOString() }) })),
        ...(next === undefined ? {} : { next: Buffer.from(next).toString('base64url') }),
      };
    },
  }),
  operation({
    id: 'importFiles', method: 'POST', path: '/imports', tag: 'uploads', summary: 'Imports files of a folder; each becomes an upload that goes on by itself', access: 'media:write', status: 202, idempotent: true,
    body: ImportFiles, result: UploadList, errors: ['MEDIA_MISSING', 'MEDIA_EMPTY', 'TOO_LARGE', 'DISK_FULL'],
    handle: async ({ principal, body: { folder, paths, jobId } }) => ({ items: (await importFiles(library, principal, { folder, paths, ...(jobId === undefined ? {} : { jobId }) })).map(uploadOf) }),
  }),
];
