/** What `analyze` was asked to do. */
import { parseArgs } from 'node:util';
import path from 'node:path';
import type { AnalyzerChoice, Language, Tier } from '@aima/contract';
import { analyzers } from '../../analyzers/index.ts';
import { profiles } from '../../analyzers/profiles.ts';
import { AppError } from '../../kernel/app-error.ts';
import { dataFolder } from '../../kernel/data-folder.ts';
import { textsOf } from '../texts.ts';

export interface AnalyzeOptions {
  inputs: string[];
  out: string;
  profile: string;
  choices: AnalyzerChoice[];
  language: Language;
  tier: Tier;
  embed: boolean;
  json: boolean;
  quiet: boolean;
  data: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const flags = {
  out: { type: 'string' }, profile: { type: 'string' }, analyzers: { type: 'string' }, lang: { type: 'string' }, tier: { type: 'string' }, data: { type: 'string' },
  embed: { type: 'boolean' }, json: { type: 'boolean' }, quiet: { type: 'boolean' },
} as const;

const isLanguage = (text: string | undefined): text is Language => text === 'de' || text === 'en';

/** The language of the terminal, English where it is another. */
export const languageOf = (env: Environment): Language => /^de/i.test(env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? '') ? 'de' : 'en';

/** `a,b` means just these; `-c` takes away from the profile (or from those named before). */
function chooseAnalyzers(profileName: string, list: string | undefined, language: Language): AnalyzerChoice[] {
  const texts = textsOf(language);
  const profile = profiles.find(({ name }) => name === profileName);
  if (!profile) throw new AppError('USAGE', texts.unknownProfile(profileName, profiles.map(({ name }) => name).join(', ')));
  const words = (list ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '');
  const known = new Set(analyzers.map(({ name }) => name));
  for (const word of words) {
    const name = word.replace(/^-/, '');
    if (!known.has(name)) throw new AppError('USAGE', texts.unknownAnalyzer(name, [...known].join(', ')));
  }
  const named = words.filter((word) => !word.startsWith('-'));
  const without = new Set(words.filter((word) => word.startsWith('-')).map((word) => word.slice(1)));
  const start = named.length > 0 ? named.map((name) => profile.analyzers.find((choice) => choice.name === name) ?? { name }) : profile.analyzers;
  const chosen = start.filter(({ name }) => !without.has(name));
  if (chosen.length === 0) throw new AppError('USAGE', texts.nothingSelected);
  return [...new Map(chosen.map((choice) => [choice.name, choice])).values()];
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
  const profile = values.profile ?? 'lite';
  const tier = values.tier ?? 'lite';
  if (tier !== 'lite' && tier !== 'full') throw new AppError('USAGE', textsOf(language).unknownTier(tier));
  return {
    inputs: positionals, out: path.resolve(values.out ?? 'results'), profile, language, tier,
    choices: chooseAnalyzers(profile, values.analyzers, language),
    embed: values.embed ?? false, json: values.json ?? false, quiet: values.quiet ?? false,
    data: dataFolder(values.data, env),
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
