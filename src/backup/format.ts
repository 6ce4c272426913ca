/**
 * A backup: a gzipped tar of
 *
 *   header.json                          what follows, and which migrations the tables are of
 *   configuration.json                   what the installation was told, without its secrets, for people to read
 *   tables/NAME/000001.ndjson            rows, one JSON object a line, about 1 MiB each
 *   objects/KEY                          what is stored, as it is stored (ciphertext), where media were asked for
 *   manifest.json                        every part with its size and SHA-256, every table with its rows; the last: without it, it is not whole
 *
 * Encrypted with a passphrase it is a preface and the same in the format of stored files (docs/decisions/0008-storage.md).
 */
import { z } from 'zod';

export const HEADER = 'header.json';
export const CONFIGURATION = 'configuration.json';
export const MANIFEST = 'manifest.json';

export const partName = (table: string, number: number): string => `tables/${table}/${String(number).padStart(6, '0')}.ndjson`;
export const objectName = (key: string): string => `objects/${key}`;
/** Key of what is stored. */
export const OBJECT_NAME = /^objects\/(.+)$/s;
/** Table and number of a part. */
export const PART_NAME = /^tables\/([a-z_][a-z0-9_]{0,62})\/(\d{6,})\.ndjson$/;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const BackupHeader = z.object({
  format: z.literal('aima-backup-1'),
  createdAt: z.iso.datetime(),
  aimaVersion: z.string(),
  databaseKind: z.enum(['embedded', 'server']),
  /** Whether the keys of media are in it. */
  mediaKeys: z.boolean(),
  /** Whether their bytes are in it, too. */
  media: z.boolean().default(false),
  migrations: z.array(z.object({ name: z.string(), sha256 })),
  tables: z.array(z.object({ table: z.string(), columns: z.array(z.string()) })),
});
export type BackupHeader = z.infer<typeof BackupHeader>;

export const BackupManifest = z.object({
  parts: z.array(z.object({ name: z.string(), rows: z.int().nonnegative(), sizeBytes: z.int().nonnegative(), sha256 })),
  rows: z.record(z.string(), z.int().nonnegative()),
  objects: z.array(z.object({ key: z.string(), sizeBytes: z.int().nonnegative(), sha256 })).default([]),
});
export type BackupManifest = z.infer<typeof BackupManifest>;
