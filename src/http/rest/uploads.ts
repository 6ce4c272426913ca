/** Uploads as JSON; their bytes travel by tus (uploads-tus.ts). */
import { pageOf, Upload, UploadQuery } from '@aima/contract';
import { z } from 'zod';
import { getUpload, getUploads, type Library } from '../../library/index.ts';
import { operation, type Operation } from '../operation.ts';

type Row = Awaited<ReturnType<typeof getUpload>>;

export const uploadOf = (row: Row): Upload => ({
  id: row.id, name: row.name, sizeBytes: row.sizeBytes, offsetBytes: row.offsetBytes, state: row.state, imported: row.importPath !== null,
  createdAt: new Date(row.createdAtMs).toISOString(), expiresAt: new Date(row.expiresAtMs).toISOString(),
  ...(row.sha256 === null ? {} : { sha256: row.sha256 }), ...(row.contentType === null ? {} : { contentType: row.contentType }), ...(row.jobId === null ? {} : { jobId: row.jobId }),
  ...(row.mediaId === null ? {} : { mediaId: row.mediaId }), ...(row.code === null ? {} : { code: row.code }), ...(row.message === null ? {} : { message: row.message }),
});

export const uploadOperations = (library: Library): Operation[] => [
  operation({
    id: 'listUploads', method: 'GET', path: '/uploads', tag: 'uploads', summary: 'Uploads, the newest first', access: 'media:read',
    description: 'Files are sent by the tus protocol 1.0.0: POST here with Upload-Length and Upload-Metadata (filename, filetype, sha256, job), then PATCH to the Location.',
    query: UploadQuery, result: pageOf(Upload).meta({ id: 'UploadPage' }), errors: ['INVALID_MESSAGE'],
    handle: async ({ principal, query: { limit, cursor, state } }) => {
      const { rows, next } = await getUploads(library, principal, { limit, ...(cursor === undefined ? {} : { cursor }), ...(state === undefined ? {} : { state }) });
      return { items: rows.map(uploadOf), ...(next === undefined ? {} : { next }) };
    },
  }),
  operation({
    id: 'getUpload', method: 'GET', path: '/uploads/:id', tag: 'uploads', summary: 'One upload', access: 'media:read', params: z.object({ id: z.uuid() }), result: Upload, errors: ['NOT_FOUND'],
    handle: async ({ principal, params: { id } }) => uploadOf(await getUpload(library, principal, id)),
  }),
];
