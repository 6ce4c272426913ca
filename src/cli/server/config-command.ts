/** `aima config`: what the server would be told if it started now, and what is wrong with that. */
import { parseArgs } from 'node:util';
import type { Writable } from 'node:stream';
import { configText, loadConfig, shownValues, type LoadedConfig } from '../../config/index.ts';
import { AppError } from '../../kernel/app-error.ts';

const usage = {
  en: `aima config            every value of the server's configuration, and where it comes from
  --json               the same as JSON
  --check              says nothing if all is well
  --data DIR, --config FILE, and the options of the server (aima help)`,
  de: `aima config            jeder Wert der Konfiguration des Servers, und woher er kommt
  --json               dasselbe als JSON
  --check              sagt nichts, wenn alles in Ordnung ist
  --data ORDNER, --config DATEI und die Optionen des Servers (aima help)`,
};

const flags = {
  json: { type: 'boolean' }, check: { type: 'boolean' }, help: { type: 'boolean' }, data: { type: 'string' }, config: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' }, only: { type: 'string' },
  cert: { type: 'string' }, key: { type: 'string' }, 'behind-proxy': { type: 'string' }, 'insecure-http': { type: 'boolean' }, 'log-level': { type: 'string' },
} as const;

interface Around {
  env: Readonly<Record<string, string | undefined>>;
  stdout: Writable;
  stderr: Writable;
}

const jsonOf = (loaded: LoadedConfig): string => JSON.stringify({ values: Object.fromEntries(shownValues(loaded).map(({ path, ...rest }) => [path, rest])), warnings: loaded.warnings }, null, 2);

/** @returns the exit code. @throws AppError CONFIG_INVALID, USAGE */
export function configCommand(args: readonly string[], { env, stdout, stderr }: Around, language: 'en' | 'de'): number {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options: flags, allowPositionals: false }));
  } catch (error) {
    throw new AppError('USAGE', error instanceof Error ? error.message.split('. ', 1)[0] ?? '' : String(error), {}, error);
  }
  const { json, check, help, ...options } = values;
  if (help) {
    stdout.write(`${usage[language]}\n`);
    return 0;
  }
  const loaded = loadConfig(env, options);
  if (check) for (const warning of loaded.warnings) stderr.write(`${warning}.\n`);
  else stdout.write(`${json ? jsonOf(loaded) : configText(loaded)}\n`);
  return 0;
}
