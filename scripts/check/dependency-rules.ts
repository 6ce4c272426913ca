/** The rules of .dependency-cruiser.mjs, and what they cannot say: every folder of src/ is in their table. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { KNOWN_FOLDERS } from '../../.dependency-cruiser.mjs';
import { runTool } from './step.ts';

const CONFIG = path.resolve(import.meta.dirname, '../../.dependency-cruiser.mjs');
const TOOL = path.resolve(import.meta.dirname, '../../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

/** Folders of `root`/src that the table does not name, and files that lie in no room at all; one line each. */
const strayFolders = async (root: string): Promise<string[]> => {
  const entries = await readdir(path.join(root, 'src'), { withFileTypes: true });
  return entries.flatMap((entry) => {
    if (!entry.isDirectory()) return [`src/${entry.name} lies in no room`];
    return KNOWN_FOLDERS.includes(entry.name) ? [] : [`src/${entry.name}/ is not in the table of .dependency-cruiser.mjs`];
  });
};

/** All breaches in the tree below `root`, which has its own tsconfig.json and node_modules; empty when there are none. */
export const dependencyBreaches = async (root: string): Promise<string> => {
  const folders = ['contract', 'sdk', 'src', 'web'].filter((folder) => existsSync(path.join(root, folder)));
  const stray = await strayFolders(root);
  const cruised = await runTool(root, TOOL, ['--config', CONFIG, '--output-type', 'err-long', '--exclude', '^web/dist/', ...folders]);
  return [...stray, cruised].filter((line) => line !== '').join('\n');
};
