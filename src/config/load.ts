/** Defaults, then the file, then the environment, then the options: the last that says something counts. */
import { AppError } from '../kernel/app-error.ts';
import { dataFolder } from '../kernel/data-folder.ts';
import { problemsTogether } from './agreement.ts';
import { readConfigFile } from './file.ts';
import { FileConfig, type ServerConfig } from './schema.ts';
import { CONFIG_VALUES, closest, fromText, type ConfigValue } from './values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
/** Options of the command line by their names, without dashes. */
export type Options = Readonly<Record<string, string | boolean | undefined>>;

export interface Origin {
  from: 'default' | 'file' | 'environment' | 'option';
  /** `AIMA_PORT`, `--port`, or the file; empty for a default. */
  name: string;
}

export interface LoadedConfig {
  config: ServerConfig;
  origins: ReadonlyMap<string, Origin>;
  /** What is allowed and probably not meant. */
  warnings: string[];
}

interface Given {
  value: unknown;
  origin: Origin;
}

/** Of other programs and of `npm test`; they begin with AIMA_ too. */
const OTHER_VARIABLES = ['AIMA_DATA', 'AIMA_CONFIG', 'AIMA_FFMPEG', 'AIMA_FFPROBE', 'AIMA_YTDLP', 'AIMA_INTERNAL_HOSTS', 'AIMA_URL_RIGHTS', 'AIMA_MODEL_ENTRIES', 'AIMA_CHROMIUM', 'AIMA_TEST_MEDIA', 'AIMA_SERVER', 'AIMA_TOKEN', 'AIMA_WORKSPACE', 'AIMA_BACKUP_PASSPHRASE', 'AIMA_TEST_MODELS'];

const VALUE_OF = new Map(CONFIG_VALUES.map((each) => [each.path, each]));

/** Empty variables count as unset, as shells leave them. */
function givenFor(value: ConfigValue, file: ReturnType<typeof readConfigFile>, env: Environment, options: Options): Given | undefined {
  const option = value.option === undefined ? undefined : options[value.option];
  if (option !== undefined) return { value: typeof option === 'string' ? fromText(value, option) : option, origin: { from: 'option', name: `--${value.option ?? ''}` } };
  for (const name of value.env ?? []) {
    const text = env[name];
    if (text !== undefined && text !== '') return { value: fromText(value, text), origin: { from: 'environment', name } };
  }
  if (file?.values.has(value.path)) return { value: file.values.get(value.path), origin: { from: 'file', name: file.name } };
  return undefined;
}

const said = (origin: Origin): string => (origin.from === 'environment' ? `${origin.name} in the environment` : origin.name);

/** One line for each value that cannot be; a secret is not repeated. */
function problemOf(value: ConfigValue, { value: given, origin }: Given): string[] {
  const result = value.schema.safeParse(given);
  if (result.success) return [];
  const shown = value.secret ? '' : `, not ${JSON.stringify(given)}`;
  // Zod says first what it wanted and then what came; the second half would repeat a secret, and the file's text is shown anyway.
  return result.error.issues.slice(0, 3).map((issue) => `${value.path}${issue.path.map((key) => `.${String(key)}`).join('')} (${said(origin)}): ${issue.message.replace(/, received .*$/, '')}${shown}`);
}

function put(tree: Record<string, unknown>, place: string, value: unknown): void {
  const [first = '', ...rest] = place.split('.');
  if (rest.length === 0) {
    tree[first] = value;
    return;
  }
  const group = (tree[first] ??= {});
  put(group as Record<string, unknown>, rest.join('.'), value); // made by the line above, all along the way
}

function misspelt(env: Environment): string[] {
  const known = [...CONFIG_VALUES.flatMap((value) => value.env ?? []), ...OTHER_VARIABLES];
  return Object.keys(env).filter((name) => name.startsWith('AIMA_') && !known.includes(name)).map((name) => {
    const meant = closest(name, known);
    return `${name} in the environment means nothing to AIMA${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  });
}

const dataOrigin = (env: Environment, options: Options): Origin => {
  if (typeof options['data'] === 'string') return { from: 'option', name: '--data' };
  return (env['AIMA_DATA'] ?? '') === '' ? { from: 'default', name: '' } : { from: 'environment', name: 'AIMA_DATA' };
};

/**
 * @throws AppError CONFIG_INVALID: a line for each value that cannot be, with where it came from
 */
export function loadConfig(env: Environment, options: Options = {}): LoadedConfig {
  const data = dataFolder(typeof options['data'] === 'string' ? options['data'] : undefined, env);
  const named = typeof options['config'] === 'string' ? options['config'] : env['AIMA_CONFIG'];
  const file = readConfigFile(named === '' ? undefined : named, data);
  const origins = new Map<string, Origin>([['data', dataOrigin(env, options)]]);
  const problems = [...file?.problems ?? []];
  const tree: Record<string, unknown> = {};
  for (const [place, value] of VALUE_OF) {
    const given = givenFor(value, file, env, options);
    origins.set(place, given?.origin ?? { from: 'default', name: '' });
    if (!given) continue;
    problems.push(...problemOf(value, given));
    put(tree, place, given.value);
  }
  if (problems.length === 0) {
    const config: ServerConfig = { ...FileConfig.parse(tree), data };
    problems.push(...problemsTogether(config));
    if (problems.length === 0) return { config, origins, warnings: misspelt(env) };
  }
  throw new AppError('CONFIG_INVALID', problems.length === 1 ? `${problems[0] ?? ''}.` : `${problems.length} values are wrong:\n${problems.map((line) => `  ${line}`).join('\n')}`);
}
