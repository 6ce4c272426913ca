/** Where the launcher puts what it fetches, and the lock that keeps two starts from installing at once. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { say } from './say.mjs';

/** A holder touches its lock this often; a lock that nobody touched for STALE_MS is dead, whoever has its process id now. */
const BEAT_MS = 2_000;
const STALE_MS = 600_000;
const POLL_MS = 250;

/** @param {string} folder */
const writable = (folder) => {
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** @param {NodeJS.ProcessEnv} env */
const userCache = (env) => {
  if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches', 'aima');
  return path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'aima');
};

/**
 * Folders that may hold a fetched Node, in the order in which they are looked through.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export const runtimeFolders = (root, env) => [path.join(root, '.runtime'), userCache(env)];

/**
 * The first of `folders` that can be written to; it exists afterwards.
 *
 * @param {string[]} folders
 */
export const firstWritable = (folders) => folders.find(writable);

/** @param {number} pid */
const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
};

/**
 * A lock names its holder and the installers that this one started: they outlive a holder that was killed.
 *
 * @param {string} file
 */
const holderIsGone = (file) => {
  try {
    const pids = fs.readFileSync(file, 'utf8').split(/\s+/).map(Number).filter((pid) => pid > 0);
    const age = Date.now() - fs.statSync(file).mtimeMs;
    // An empty file is one that its maker is just about to write into.
    return age > STALE_MS || (pids.length > 0 && !pids.some(alive));
  } catch {
    return false; // It was released meanwhile: the next try takes it.
  }
};

/** @param {string} file */
const take = (file) => {
  try {
    fs.writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  if (holderIsGone(file)) {
    // Renaming lets only one of several waiting starts clear the dead lock away.
    const grave = `${file}.${process.pid}`;
    try {
      fs.renameSync(file, grave);
      fs.rmSync(grave, { force: true });
    } catch {
      // Another start was quicker.
    }
  }
  return false;
};

/**
 * Runs `work` while no other start of AIMA does the same with this `folder`.
 *
 * @template T
 * @param {string} folder
 * @param {(started: (pid: number) => void) => Promise<T>} work tells `started` of every process that writes for it
 * @returns {Promise<T>}
 */
export const withInstallLock = async (folder, work) => {
  const file = path.join(folder, 'install.lock');
  for (let tries = 0; !take(file); tries += 1) {
    if (tries === 1) say('another start is installing; waiting for it');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const release = () => fs.rmSync(file, { force: true });
  const beat = setInterval(() => fs.utimes(file, new Date(), new Date(), () => {}), BEAT_MS);
  process.once('exit', release);
  try {
    return await work((pid) => fs.appendFileSync(file, `${pid}\n`));
  } finally {
    clearInterval(beat);
    process.removeListener('exit', release);
    release();
  }
};
