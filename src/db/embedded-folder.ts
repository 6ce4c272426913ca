/** Opens PGlite on a folder, which is made whole if it is not there. Imports little: it is loaded into a thread of its own. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { durableOptions, flushPath, flushTree } from './durable-folder.ts';

const extensions = { vector };

/** A new database appears whole or not at all: made beside its place, flushed, then moved there. */
async function createFolder(folder: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  const client = await PGlite.create({ ...durableOptions(unfinished), extensions });
  await client.close();
  flushTree(unfinished);
  renameSync(unfinished, folder);
  flushPath(path.dirname(folder));
}

/**
 * In this thread. The caller holds the folder's lock and has looked whether it is a database.
 *
 * @param flush how one open file is flushed; tests watch or break it
 */
export async function openFolder(folder: string, flush?: (descriptor: number) => void): Promise<PGlite> {
  if (!existsSync(folder) || readdirSync(folder).length === 0) {
    rmSync(folder, { recursive: true, force: true });
    await createFolder(folder);
  }
  return PGlite.create({ ...durableOptions(folder, flush), extensions });
}
