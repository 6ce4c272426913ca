/** ffmpeg and what tests need: found on PATH, else installed by the system's package manager where that is allowed. */
import { findProgram } from './programs.mjs';
import { runQuietly } from './run-child.mjs';
import { say, SetupError } from './say.mjs';

/**
 * One package of the system and the programs that show that it is there. `variable` names a program instead of PATH;
 * `names`: what it is called by package managers that call it otherwise.
 *
 * @typedef {{ programs: { names: string[], variable?: string }[], name: string, names?: Record<string, string> }} SystemPackage
 */

/** @type {SystemPackage} */
export const FFMPEG = {
  name: 'ffmpeg',
  names: { dnf: 'ffmpeg-free' },
  programs: [
    { names: ['ffmpeg'], variable: 'AIMA_FFMPEG' },
    { names: ['ffprobe'], variable: 'AIMA_FFPROBE' },
  ],
};
/** @type {SystemPackage} */
export const ESPEAK = { name: 'espeak-ng', programs: [{ names: ['espeak-ng'] }] };
/** @type {SystemPackage} */
export const CHROMIUM = { name: 'chromium', programs: [{ names: ['chromium', 'chromium-browser', 'google-chrome'], variable: 'AIMA_CHROMIUM' }] };
/**
 * Makes the small Debian with PostgreSQL, and the machines behind the emulators; root alone can use it, on Linux.
 *
 * @type {SystemPackage}
 */
export const DEBOOTSTRAP = { name: 'debootstrap', programs: [{ names: ['debootstrap'] }] };

/**
 * @typedef {{ program: string, update?: string[], install: string[], asRoot: boolean }} Manager
 * @type {Manager[]}
 */
const MANAGERS = [
  {
    program: 'apt-get',
    update: ['-qq', 'update'],
    install: ['-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends'],
    asRoot: true,
  },
  { program: 'dnf', install: ['install', '-y', '--setopt=install_weak_deps=False'], asRoot: true },
  { program: 'apk', install: ['add', '--no-cache'], asRoot: true },
  { program: 'pacman', install: ['-Sy', '--noconfirm', '--needed'], asRoot: true },
  // Homebrew refuses to work as root.
  { program: 'brew', install: ['install'], asRoot: false },
];

/**
 * Whether all programs of a package are there.
 *
 * @param {SystemPackage} wanted
 * @param {NodeJS.ProcessEnv} env
 * @throws SetupError when a variable names a program that is not there
 */
const isInstalled = (wanted, env) =>
  wanted.programs.every(({ names, variable }) => {
    const named = variable && env[variable];
    if (!named) return findProgram(names, env) !== undefined;
    if (findProgram([named], env)) return true;
    throw new SetupError(`${variable} names ${named}, which is not an executable file`);
  });

/**
 * @param {SystemPackage} wanted
 * @param {Manager} manager
 */
const packageName = (wanted, manager) => wanted.names?.[manager.program] ?? wanted.name;

/**
 * The line that a person types to install `wanted`.
 *
 * @param {SystemPackage} wanted
 * @param {Manager | undefined} manager
 * @param {boolean} isRoot
 */
const advice = (wanted, manager, isRoot) => {
  if (!manager) return `install ${wanted.name} with the system's package manager`;
  const sudo = manager.asRoot && !isRoot ? 'sudo ' : '';
  const update = manager.update ? `${sudo}${manager.program} update && ` : '';
  const install = manager.install.filter((word, i, all) => word !== '-o' && all[i - 1] !== '-o').join(' ');
  return `${update}${sudo}${manager.program} ${install} ${packageName(wanted, manager)}`;
};

/**
 * What stands before the manager's name: nothing as root, `sudo -n` where that works without a password.
 *
 * @param {Manager} manager
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} isRoot
 * @returns {Promise<string[] | undefined>} undefined: it may not be used
 */
const privileges = async (manager, env, isRoot) => {
  if (manager.asRoot === isRoot) return [];
  const sudo = !isRoot && findProgram(['sudo'], env);
  if (!sudo) return undefined;
  return (await runQuietly(sudo, ['-n', 'true'], { env })).code === 0 ? [sudo, '-n'] : undefined;
};

/**
 * @param {Manager} manager
 * @param {string[]} before
 * @param {SystemPackage[]} packages
 * @param {NodeJS.ProcessEnv} env
 */
const install = async (manager, before, packages, env) => {
  const childEnv = { ...env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  /** @param {string[]} args */
  const run = (args) => {
    const [program = manager.program, ...rest] = [...before, manager.program, ...args];
    return runQuietly(program, rest, { env: childEnv });
  };
  // A list that cannot be renewed may still do: the installation itself decides.
  if (manager.update) await run(manager.update);
  for (const wanted of packages) {
    say(`installing ${wanted.name} with ${manager.program} (once)`);
    const { code, output } = await run([...manager.install, packageName(wanted, manager)]);
    if (code !== 0) say(`${manager.program} could not install ${wanted.name}:\n${output.trim().split('\n').slice(-5).join('\n')}`);
  }
};

/**
 * Makes sure that `required` packages are there, and tries to for `optional` ones, without which some tests are skipped.
 *
 * @param {{ required: SystemPackage[], optional?: SystemPackage[] }} packages
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} [isRoot]
 * @throws SetupError with the command to type when a required one is missing
 */
export const ensureSystemPackages = async ({ required, optional = [] }, env, isRoot = process.getuid?.() === 0) => {
  /** @param {SystemPackage[]} packages */
  const missing = (packages) => packages.filter((wanted) => !isInstalled(wanted, env));
  const wanted = missing([...required, ...optional]);
  if (wanted.length === 0) return;
  const manager = MANAGERS.find((candidate) => findProgram([candidate.program], env));
  const before = manager && (await privileges(manager, env, isRoot));
  if (manager && before) await install(manager, before, wanted, env);
  for (const still of missing(required)) throw new SetupError(`${still.name} is missing; ${manager ? 'run: ' : ''}${advice(still, manager, isRoot)}`);
  for (const still of missing(optional)) say(`${still.name} is missing: tests that need it are skipped (${advice(still, manager, isRoot)})`);
};
