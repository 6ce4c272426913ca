/** Makes ready what a command needs, then becomes that command. When all is there it does nothing but look. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';
import { ensureNode } from './node.mjs';
import { ensurePages } from './pages.mjs';
import { runInPlace } from './run-child.mjs';
import { say, SetupError } from './say.mjs';
import { CHROMIUM, DEBOOTSTRAP, ensureSystemPackages, ESPEAK, FFMPEG } from './system-packages.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** For PostgreSQL and rented machines as tests, proofs, benchmarks and the emulators set them up. */
const SMALL_DEBIAN = process.platform === 'linux' && process.getuid?.() === 0 ? [DEBOOTSTRAP] : [];

/**
 * @typedef {import('./system-packages.mjs').SystemPackage} SystemPackage
 * @type {Record<string, { script: string, required: SystemPackage[], optional?: SystemPackage[] }>}
 */
const COMMANDS = {
  start: { script: 'src/bin/cli.ts', required: [FFMPEG] },
  test: { script: 'scripts/test.ts', required: [FFMPEG], optional: [ESPEAK, CHROMIUM, ...SMALL_DEBIAN] },
  check: { script: 'scripts/check.ts', required: [] },
  generate: { script: 'scripts/generate.ts', required: [] },
  bench: { script: 'tests/bench/index.ts', required: [FFMPEG], optional: [ESPEAK, CHROMIUM, ...SMALL_DEBIAN] },
  eval: { script: 'tests/eval/index.ts', required: [FFMPEG], optional: [ESPEAK] },
  proof: { script: 'scripts/proof.ts', required: [FFMPEG], optional: [ESPEAK, ...SMALL_DEBIAN] },
  'money-proof': { script: 'tests/proof/money/index.ts', required: [] },
  emulator: { script: 'scripts/emulator.ts', required: [], optional: SMALL_DEBIAN },
  screens: { script: 'scripts/screens.ts', required: [FFMPEG], optional: [ESPEAK, CHROMIUM] },
};

/**
 * The server shows it, and tests look at it.
 *
 * @param {string} name
 * @param {string[]} args
 */
const needsPages = (name, [first = '']) => name === 'test' || name === 'screens' || (name === 'bench' && first === '--web') || (name === 'start' && (first === '' || first === 'serve' || first.startsWith('-')));

/**
 * npm runs scripts in the project's folder; paths that a person typed count from where they are.
 *
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
const workingFolder = (name, env) => {
  if (name !== 'start') return ROOT;
  const throughNpm = env.npm_lifecycle_event === 'start' && fs.realpathSync(process.cwd()) === fs.realpathSync(ROOT);
  return (throughNpm && env.INIT_CWD) || process.cwd();
};

/**
 * @param {string} name
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
const prepareAndRun = async (name, args) => {
  const command = COMMANDS[name];
  if (!command) throw new SetupError(`there is no command '${name}'; there are: ${Object.keys(COMMANDS).join(', ')}`);
  const script = path.join(ROOT, command.script);
  const env = { ...process.env };
  // What may need a person comes first: nobody waits a minute for a line that says what to type.
  await ensureSystemPackages(command, env);
  const node = await ensureNode(ROOT, env);
  await ensureDependencies(ROOT, node, env);
  if (needsPages(name, args)) await ensurePages(ROOT, node, env);
  if (!fs.existsSync(script)) throw new SetupError(`'${name}' does not exist yet (${command.script})`);
  // What Node made of the sources is kept: each start then takes a quarter less computing, also those of workers. Where the folder
  // cannot be written Node does without.
  env.NODE_COMPILE_CACHE ??= path.join(ROOT, 'node_modules/.cache/aima-compile');
  // Programs that say `node` mean this one.
  if (node !== process.execPath) env.PATH = [path.dirname(node), env.PATH].join(path.delimiter);
  // glibc keeps freed memory for itself as soon as larger pieces were freed once; with a fixed limit an idle server is 80 MiB
  // smaller. It is read before the program begins; src/bin/cli.ts keeps it from the processes that compute.
  if (name === 'start') env.MALLOC_TRIM_THRESHOLD_ ??= '131072';
  return runInPlace(node, [script, ...args], { cwd: workingFolder(name, env), env });
};

/**
 * @param {string} name
 * @param {string[]} args
 */
export const launch = async (name, args) => {
  try {
    process.exitCode = await prepareAndRun(name, args);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
};
