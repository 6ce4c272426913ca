/** The page, built once for each state of its sources: what stands in web/dist says of which. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { firstWritable, withInstallLock } from './folders.mjs';
import { runQuietly } from './run-child.mjs';
import { say, SetupError } from './say.mjs';

/** What a build follows from, besides the npm packages. */
const SOURCES = ['web', 'contract'];
const LEFT_OUT = new Set(['dist', 'node_modules']);

/**
 * @param {string} folder
 * @returns {string[]} files, in a fixed order
 */
const filesBelow = (folder) => fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
  const place = path.join(folder, entry.name);
  if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : filesBelow(place);
  return entry.isFile() && !/\.test\.tsx?$/.test(entry.name) ? [place] : [];
});

/** @param {string} root */
const pageStamp = (root) => {
  const hash = createHash('sha256').update(fs.readFileSync(path.join(root, 'package-lock.json')));
  for (const file of SOURCES.flatMap((source) => filesBelow(path.join(root, source)))) hash.update(`${path.relative(root, file)}\0`).update(fs.readFileSync(file));
  return hash.digest('hex');
};

/**
 * @param {string} root
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
export const ensurePages = async (root, node, env) => {
  const stampFile = path.join(root, 'web', 'dist', '.stamp');
  const isCurrent = () => fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp;
  const stamp = pageStamp(root);
  if (isCurrent()) return;
  // Somebody else's folder: what its owner built is served as it is.
  const lockFolder = firstWritable([path.join(root, '.runtime')]);
  if (!lockFolder) return;
  await withInstallLock(lockFolder, async (started) => {
    if (isCurrent()) return;
    say('building the page (once)');
    const { code, output } = await runQuietly(node, [path.join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', path.join(root, 'web')], { cwd: root, env, started });
    if (code !== 0) throw new SetupError(`the page could not be built (exit code ${code}):\n${output.trim()}`);
    fs.writeFileSync(stampFile, stamp);
  });
};
