/** npm packages, as package-lock.json says. A stamp tells what is installed; `npm ci` removes it first and we write it last. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { firstWritable, withInstallLock } from './folders.mjs';
import { runNpm } from './npm.mjs';
import { say, SetupError } from './say.mjs';

/** @param {string} root */
const stampFile = (root) => path.join(root, 'node_modules', '.aima-stamp');

/**
 * What an installation depends on: the lock file and the kind of machine.
 *
 * @param {string} root
 */
const wantedStamp = (root) => {
  const lock = createHash('sha256').update(fs.readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
  return `${lock} ${process.platform}-${process.arch}\n`;
};

/** @param {string} root */
export const dependenciesAreCurrent = (root) => {
  try {
    return fs.readFileSync(stampFile(root), 'utf8') === wantedStamp(root);
  } catch {
    return false;
  }
};

/**
 * @param {string} root
 * @param {string} node Program that npm and what it runs use.
 * @param {NodeJS.ProcessEnv} env
 */
export const ensureDependencies = async (root, node, env) => {
  if (dependenciesAreCurrent(root)) return;
  const lockFolder = firstWritable([path.join(root, '.runtime')]);
  if (!lockFolder) throw new SetupError(`the npm packages in ${root} are missing or old, and the folder cannot be written to; its owner must run 'npm start' there once`);
  await withInstallLock(lockFolder, async (started) => {
    if (dependenciesAreCurrent(root)) return;
    say('installing npm packages (once)');
    const { code, output } = await runNpm(node, ['ci', '--include=dev', '--include=optional'], { cwd: root, env, started });
    if (code !== 0) throw new SetupError(`'npm ci' failed with exit code ${code}:\n${output.trim()}`);
    fs.writeFileSync(stampFile(root), wantedStamp(root));
  });
};
