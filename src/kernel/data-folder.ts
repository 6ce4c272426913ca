/** The one data folder: models, work in progress, later the database. */
import { homedir } from 'node:os';
import path from 'node:path';

export function dataFolder(given: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  const chosen = given ?? env['AIMA_DATA'];
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen);
  return path.join(env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share'), 'aima');
}

export const modelsFolder = (data: string): string => path.join(data, 'models');
export const cacheFolder = (data: string): string => path.join(data, 'cache');
/** Finished windows of long films that are not finished. */
export const unfinishedFolder = (data: string): string => path.join(data, 'unfinished');
export const workFolder = (data: string): string => path.join(data, 'work');
