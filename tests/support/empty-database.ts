/** An empty embedded database, made once and kept between runs: making one takes seconds of a core, copying one does not. */
import { createHash } from 'node:crypto';
import { constants, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fillFolder } from '../../src/db/embedded-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/aima-test-database');
/** What decides how an empty one looks; migrations run in the copy, as in every new one. */
const MADE_BY = ['src/db/embedded-folder.ts', 'src/db/durable-folder.ts', 'node_modules/@electric-sql/pglite/package.json', 'node_modules/@electric-sql/pglite-pgvector/package.json'];

const version = (): string => MADE_BY.reduce((hash, file) => hash.update(readFileSync(path.join(ROOT, file))), createHash('sha256')).digest('hex').slice(0, 16);

async function kept(): Promise<string> {
  const place = path.join(CACHE, version());
  if (existsSync(place)) return place;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = mkdtempSync(path.join(CACHE, 'unfinished-'));
  await fillFolder(unfinished);
  try {
    renameSync(unfinished, place);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(place)) throw error; // else another process was faster
  }
  return place;
}

/** @param folder where nothing is yet @returns the folder */
export async function emptyDatabase(folder: string): Promise<string> {
  cpSync(await kept(), folder, { recursive: true, mode: constants.COPYFILE_FICLONE });
  return folder;
}
