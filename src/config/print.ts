/** The configuration as people may see it: every value, where it came from, and nothing secret. */
import type { LoadedConfig, Origin } from './load.ts';
import { CONFIG_VALUES, type ConfigValue } from './values.ts';

export interface ShownValue {
  path: string;
  /** Null where nothing is set; `(secret)` where something is. */
  value: unknown;
  source: Origin['from'];
  /** Variable, option or file; absent for a default. */
  name?: string;
}

/** An address of a database without its password; all other secrets not at all. */
function shown({ path, secret }: ConfigValue, value: unknown): unknown {
  if (value === undefined) return null;
  if (secret !== true) return value;
  if (path !== 'database.url' || typeof value !== 'string') return Array.isArray(value) && value.length === 0 ? [] : '(secret)';
  const url = new URL(value);
  if (url.password !== '') url.password = '(secret)';
  // Some drivers take secrets from parameters too.
  url.search = '';
  return url.href;
}

function valueAt(tree: unknown, place: string): unknown {
  return place.split('.').reduce<unknown>((part, key) => (typeof part === 'object' && part !== null && key in part ? (part as Record<string, unknown>)[key] : undefined), tree); // `in` has looked
}

export const shownValues = ({ config, origins }: LoadedConfig): ShownValue[] =>
  [{ path: 'data' }, ...CONFIG_VALUES].map((value) => {
    const origin = origins.get(value.path) ?? { from: 'default', name: '' };
    const known = 'schema' in value ? shown(value, valueAt(config, value.path)) : config.data;
    return { path: value.path, value: known, source: origin.from, ...(origin.name === '' ? {} : { name: origin.name }) };
  });

const words = (value: unknown): string => {
  if (value === null) return '-';
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** A line for each value. */
export function configText(loaded: LoadedConfig): string {
  const rows = shownValues(loaded).map(({ path, value, source, name }) => [path, words(value), name ?? source]);
  const widths = [0, 1].map((i) => Math.min(44, Math.max(...rows.map((row) => row[i]?.length ?? 0))));
  const lines = rows.map(([place = '', value = '', from = '']) => `${place.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  ${from}`.trimEnd());
  return [...lines, ...loaded.warnings.map((warning) => `\n${warning}.`)].join('\n');
}
