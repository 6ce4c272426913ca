/** npm, run for the launcher's own needs. */
import path from 'node:path';
import { findProgram } from './programs.mjs';
import { runQuietly } from './run-child.mjs';
import { SetupError } from './say.mjs';

/** What the npm that runs us passes down about its own call must not steer ours. */
const KEEP = /^npm_config_(registry|userconfig|globalconfig|cache|https?_proxy|proxy|noproxy|cafile|strict_ssl|offline|prefer_offline)$/i;

/** @param {NodeJS.ProcessEnv} env */
const cleanEnv = (env) =>
  Object.fromEntries(Object.entries(env).filter(([key]) => !/^npm_(config|lifecycle|package)_/i.test(key) || KEEP.test(key)));

/**
 * Runs npm with `node` (an absolute path), which is also first on its PATH.
 *
 * @param {string} node
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, started?: (pid: number) => void }} options
 * @returns {Promise<{ code: number, output: string }>}
 * @throws SetupError when there is no npm
 */
export const runNpm = async (node, args, { env, ...options }) => {
  const all = [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const childEnv = cleanEnv(env);
  childEnv.PATH = [path.dirname(node), env.PATH ?? ''].join(path.delimiter);
  const ours = env.npm_execpath;
  if (ours && /npm-cli\.[cm]?js$/.test(ours)) return runQuietly(node, [ours, ...all], { ...options, env: childEnv });
  const npm = findProgram(['npm'], env);
  if (!npm) throw new SetupError('npm is missing; install it (it comes with Node, https://nodejs.org) and start again');
  return runQuietly(npm, all, { ...options, env: childEnv });
};
