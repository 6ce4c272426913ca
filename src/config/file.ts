/** The configuration file: JSON or YAML, flattened to its values. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { AppError } from '../kernel/app-error.ts';
import { CONFIG_VALUES, closest } from './values.ts';

const NAMES = ['aima.config.json', 'aima.config.yaml', 'aima.config.yml'];

export interface ConfigFile {
  name: string;
  /** By path, as they stand there. */
  values: ReadonlyMap<string, unknown>;
  problems: string[];
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message.split('\n', 1)[0] ?? '' : String(error));

const isGroup = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function unknownKey(place: string, file: string): string {
  const meant = closest(place, CONFIG_VALUES.map((each) => each.path));
  return `${place} in ${file} is unknown${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

function flatten(group: Record<string, unknown>, prefix: string, found: ConfigFile & { values: Map<string, unknown> }): void {
  for (const [key, value] of Object.entries(group)) {
    const place = prefix === '' ? key : `${prefix}.${key}`;
    if (CONFIG_VALUES.some((each) => each.path === place)) found.values.set(place, value);
    else if (!CONFIG_VALUES.some((each) => each.path.startsWith(`${place}.`))) found.problems.push(unknownKey(place, found.name));
    else if (isGroup(value)) flatten(value, place, found);
    else if (value !== null) found.problems.push(`${place} in ${found.name} is a group of values, not a value`);
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new AppError('CONFIG_INVALID', `The configuration file ${file} cannot be read: ${wordsOf(error)}`, {}, error);
  }
}

/**
 * @param given named by a person, so it must be there; else the data folder's own, where there is one
 * @throws AppError CONFIG_INVALID: unreadable, or neither JSON nor YAML
 */
export function readConfigFile(given: string | undefined, data: string): ConfigFile | undefined {
  const places = given === undefined ? NAMES.map((name) => path.join(data, name)) : [path.resolve(given)];
  const there = places.flatMap((file) => {
    const text = read(file);
    return text === undefined ? [] : [{ file, text }];
  });
  if (there.length > 1) throw new AppError('CONFIG_INVALID', `There are two configuration files: ${there.map(({ file }) => file).join(' and ')}. Keep one.`);
  const [only] = there;
  if (!only) {
    if (given !== undefined) throw new AppError('CONFIG_INVALID', `There is no configuration file ${path.resolve(given)}.`);
    return undefined;
  }
  const found = { name: only.file, values: new Map<string, unknown>(), problems: [] };
  let content: unknown;
  try {
    content = only.file.endsWith('.json') ? JSON.parse(only.text) : parseYaml(only.text, { maxAliasCount: 20 });
  } catch (error) {
    throw new AppError('CONFIG_INVALID', `${only.file} is no ${only.file.endsWith('.json') ? 'JSON' : 'YAML'}: ${wordsOf(error)}`, {}, error);
  }
  if (content === null || content === undefined) return found;
  if (!isGroup(content)) throw new AppError('CONFIG_INVALID', `${only.file} holds no groups of values.`);
  flatten(content, '', found);
  return found;
}
