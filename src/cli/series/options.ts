/** What `series` was asked to do. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Language } from '@aima/contract';
import { AppError } from '../../kernel/app-error.ts';
import { dataFolder } from '../../kernel/data-folder.ts';
import { languageOf } from '../analyze/options.ts';
import { textsOf } from '../texts.ts';

export interface SeriesOptions {
  inputs: string[];
  out: string;
  language: Language;
  /** False: order, groups and duplicates only, from what files say and what they look like. */
  analysis: boolean;
  /** GPS may be read for distances; coordinates are never kept. */
  places: boolean;
  /** What was found in earlier runs is looked for anew. */
  fresh: boolean;
  json: boolean;
  quiet: boolean;
  data: string;
}

const flags = {
  out: { type: 'string' }, lang: { type: 'string' }, data: { type: 'string' }, 'no-analysis': { type: 'boolean' }, places: { type: 'boolean' }, fresh: { type: 'boolean' }, json: { type: 'boolean' }, quiet: { type: 'boolean' },
} as const;

/** @throws AppError USAGE */
export function parseSeriesOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): SeriesOptions {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: flags, allowPositionals: true });
  } catch (error) {
    throw new AppError('USAGE', error instanceof Error ? error.message : String(error), {}, error);
  }
  const { values, positionals } = parsed;
  const language = values.lang ?? languageOf(env);
  if (language !== 'de' && language !== 'en') throw new AppError('USAGE', `--lang is de or en, not '${language}'.`);
  if (positionals.length === 0) throw new AppError('USAGE', textsOf(language).noInput);
  return {
    inputs: positionals, out: path.resolve(values.out ?? 'results'), language, analysis: !(values['no-analysis'] ?? false), places: values.places ?? false, fresh: values.fresh ?? false,
    json: values.json ?? false, quiet: values.quiet ?? false, data: dataFolder(values.data, env),
  };
}
