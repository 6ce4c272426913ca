/** What `aima` or `aima serve` was told on the command line. */
import { parseArgs } from 'node:util';
import type { Options } from '../../config/index.ts';
import { AppError } from '../../kernel/app-error.ts';

const flags = {
  host: { type: 'string' }, port: { type: 'string' }, data: { type: 'string' }, config: { type: 'string' }, only: { type: 'string' }, cert: { type: 'string' }, key: { type: 'string' },
  'behind-proxy': { type: 'string' }, 'insecure-http': { type: 'boolean' }, 'log-level': { type: 'string' },
} as const;

/** Whether these arguments mean the server: no command at all, options alone, or its own word. */
export const meansServer = ([first]: readonly string[]): boolean => first === undefined || first === 'serve' || (first.startsWith('-') && !['--help', '-h', '--version'].includes(first));

/** @throws AppError USAGE */
export function serverOptions(args: readonly string[]): Options {
  const given = args[0] === 'serve' ? args.slice(1) : args;
  try {
    return parseArgs({ args: [...given], options: flags, allowPositionals: false }).values;
  } catch (error) {
    throw new AppError('USAGE', error instanceof Error ? error.message.split('. ', 1)[0] ?? '' : String(error), {}, error);
  }
}
