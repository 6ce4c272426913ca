/** Uploads: files on their way into the library. Bytes travel by the tus protocol 1.0.0 on the same addresses. */
import { z } from 'zod';
import { Sha256 } from '../units.ts';
import { PageQuery } from './paging.ts';

export const UploadState = z.enum(['receiving', 'checking', 'done', 'refused']);
export type UploadState = z.infer<typeof UploadState>;

export const Upload = z.object({
  id: z.uuid(),
  name: z.string(),
  sizeBytes: z.int().nonnegative(),
  offsetBytes: z.int().nonnegative().describe('Bytes that are kept'),
  state: UploadState.describe('receiving → checking → done or refused'),
  sha256: Sha256.optional().describe('As the client announced it'),
  contentType: z.string().optional().describe('As the client announced it; what it really is says the medium'),
  jobId: z.string().optional(),
  imported: z.boolean().describe('Read by the server itself, from a configured folder'),
  mediaId: z.string().optional().describe('Once it is done'),
  code: z.string().optional().describe('Why it was refused: a code of the error table'),
  message: z.string().optional().describe('Why it was refused, in a sentence'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().describe('Removed then, unless it is continued'),
}).meta({ id: 'Upload' });
export type Upload = z.infer<typeof Upload>;

export const UploadQuery = PageQuery.extend({ state: UploadState.optional() });

const Name = z.string().min(1).max(1000);

export const ImportFolderList = z.object({ items: z.array(z.object({ name: z.string() })) }).meta({ id: 'ImportFolderList' });

export const ImportEntry = z.object({
  kind: z.enum(['folder', 'file']),
  name: z.string(),
  path: z.string().describe('Below the import folder'),
  sizeBytes: z.int().nonnegative().optional(),
  modifiedAt: z.iso.datetime().optional(),
}).meta({ id: 'ImportEntry' });
export type ImportEntry = z.infer<typeof ImportEntry>;

export const ImportFolderQuery = PageQuery.extend({ path: z.string().max(4096).default('').describe('A folder below the import folder') });

export const ImportFiles = z.strictObject({
  folder: Name,
  paths: z.array(z.string().min(1).max(4096)).min(1).max(1000).describe('Files below the folder'),
  jobId: z.uuid().optional(),
}).meta({ id: 'ImportFiles' });
export type ImportFiles = z.infer<typeof ImportFiles>;

export const UploadList = z.object({ items: z.array(Upload) }).meta({ id: 'UploadList' });
