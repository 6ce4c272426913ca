/** What `analyze` was asked to do. */
import { parseArgs } from 'node:util';
import path from 'node:path';
import type { AnalyzerChoice, Language, Tier } from '@aima/contract';
import { AppError } from '../../kernel/app-error.ts';
import { dataFolder } from '../../kernel/data-folder.ts';
import { textsOf } from '../texts.ts';
import { addressFlags, addressOptions, type AddressOptions } from './address-options.ts';
import { chooseAnalyzers } from './choose-analyzers.ts';

export interface AnalyzeOptions {
  inputs: string[];
  out: string;
  profile: string;
  choices: AnalyzerChoice[];
  /** Their names stage by stage, where the profile has stages. */
  stages: string[][];
  /** Each stage from a decode of its own. */
  stagesApart: boolean;
  language: Language;
  tier: Tier;
  /** Results of earlier jobs are not taken over. */
  fresh: boolean;
  /** Every analyzer in a task of its own, one after the other, as the system that AIMA replaces worked: for comparison. */
  oneByOne: boolean;
  /** Length of the windows in which long films are analysed; 0: everything in one go. */
  windowMs: number;
  addresses: AddressOptions;
  embed: boolean;
  json: boolean;
  quiet: boolean;
  data: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const flags = {
  out: { type: 'string' }, profile: { type: 'string' }, analyzers: { type: 'string' }, lang: { type: 'string' }, tier: { type: 'string' }, data: { type: 'string' },
  set: { type: 'string', multiple: true }, fresh: { type: 'boolean' }, 'one-by-one': { type: 'boolean' }, window: { type: 'string' }, embed: { type: 'boolean' }, json: { type: 'boolean' }, quiet: { type: 'boolean' },
  ...addressFlags,
} as const;

const isLanguage = (text: string | undefined): text is Language => text === 'de' || text === 'en';

/** The language of the terminal, English where it is another. */
export const languageOf = (env: Environment): Language => /^de/i.test(env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '') ? 'de' : 'en';

const WINDOW_SECONDS = 600;
/** Shorter ones would cost more at their borders than they save. */
const LEAST_WINDOW_SECONDS = 10;

function windowOf(given: string | undefined, language: Language): number {
  const seconds = given === undefined ? WINDOW_SECONDS : Number(given);
  if (seconds !== 0 && !(seconds >= LEAST_WINDOW_SECONDS)) throw new AppError('USAGE', textsOf(language).badWindow(given ?? '', LEAST_WINDOW_SECONDS));
  return Math.round(seconds * 1000);
}

/** @throws AppError USAGE with a sentence that names what is wrong */
export function parseOptions(args: readonly string[], env: Environment): AnalyzeOptions {
  let parsed;
  try {
    parsed = parseArgs({ args: joinedLists(args), options: flags, allowPositionals: true });
  } catch (error) {
    throw new AppError('USAGE', error instanceof Error ? error.message : String(error), {}, error);
  }
  const { values, positionals } = parsed;
  const language = values.lang ?? languageOf(env);
  if (!isLanguage(language)) throw new AppError('USAGE', `--lang is de or en, not '${language}'.`);
  if (positionals.length === 0) throw new AppError('USAGE', textsOf(language).noInput);
  const data = dataFolder(values.data, env);
  const chosen = chooseAnalyzers({ profile: values.profile ?? 'lite', list: values.analyzers, settings: values.set ?? [], language, data });
  const tier = values.tier ?? chosen.tier ?? 'lite';
  if (tier !== 'lite' && tier !== 'full') throw new AppError('USAGE', textsOf(language).unknownTier(tier));
  return {
    ...chosen, inputs: positionals, out: path.resolve(values.out ?? 'results'), language, tier,
    fresh: values.fresh ?? false, oneByOne: values['one-by-one'] ?? false, windowMs: windowOf(values.window, language), addresses: addressOptions(values), embed: values.embed ?? false, json: values.json ?? false, quiet: values.quiet ?? false,
    data,
  };
}

/** `--analyzers -a` is a list that begins with a minus, not another flag; parseArgs wants `=` for that. */
function joinedLists(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.reduce<string[]>((joined, word, i) => {
    const inFlags = end < 0 || i < end;
    if (inFlags && joined.at(-1) === '--analyzers' && /^-[a-z]/.test(word)) return [...joined.slice(0, -1), `--analyzers=${word}`];
    return [...joined, word];
  }, []);
}
