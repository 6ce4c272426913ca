/** Removing what lies on the instance, with proof. */
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { WipeReport } from '@aima/contract';

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** Removes folders and proves it: counts what went and what is left. */
export async function wipeFolders(folders: readonly string[]): Promise<WipeReport> {
  const all = async (): Promise<string[]> => [...new Set((await Promise.all(folders.map(filesIn))).flat())];
  const before = await all();
  const sizes = await Promise.all(before.map(async (file) => (await stat(file).catch(() => undefined))?.size ?? 0));
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
  return { filesRemoved: before.length, bytesRemoved: sizes.reduce((sum, size) => sum + size, 0), filesLeft: (await all()).length };
}
