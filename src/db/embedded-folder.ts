/** Opens PGlite on a folder, which is made whole if it is not there. Imports little: it is loaded into a thread of its own. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { durableOptions, flushPath, flushTree } from './durable-folder.ts';

const extensions = { vector };

/** A new, empty database in `folder`, closed and flushed. */
export async function fillFolder(folder: string): Promise<void> {
  const client = await PGlite.create({ ...durableOptions(folder), extensions });
  await client.close();
  flushTree(folder);
}

/** A new database appears whole or not at all: made beside its place by `fill`, then moved there. The caller holds the folder's lock. */
export async function createFolder(folder: string, fill: (unfinished: string) => Promise<void> = fillFolder): Promise<void> {
  const parent = path.dirname(folder);
  const prefix = `${path.basename(folder)}.unfinished`;
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) rmSync(path.join(parent, name), { recursive: true, force: true, maxRetries: 3 });
  }
  const unfinished = path.join(parent, `${prefix}-${process.pid}`);
  mkdirSync(unfinished, { mode: 0o700 });
  await fill(unfinished);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  flushPath(parent);
}

export const isEmpty = (folder: string): boolean => !existsSync(folder) || readdirSync(folder).length === 0;

/**
 * In this thread. The caller holds the folder's lock and has looked whether it is a database.
 *
 * @param flush how one open file is flushed; tests watch or break it
 */
export async function openFolder(folder: string, flush?: (descriptor: number) => void): Promise<PGlite> {
  if (isEmpty(folder)) await createFolder(folder);
  return PGlite.create({ ...durableOptions(folder, flush), extensions });
}
