/** The command `analyzers`: what can be reported, how, how fast, and whether it could run here. */
import { parseArgs } from 'node:util';
import type { Language } from '@aima/contract';
import { nearest } from '../../analysis/profile-problems.ts';
import { readSpeeds, type Speeds } from '../../analysis/speeds.ts';
import { analyzers as registered } from '../../analyzers/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { dataFolder, modelsFolder } from '../../kernel/data-folder.ts';
import type { CommandSurroundings } from '../analyze/analyze.ts';
import { languageOf } from '../analyze/options.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { table } from '../models/table.ts';
import { wrapped } from '../wrapped-lines.ts';
import { missingInWords, readStock } from './availability.ts';
import { factsOf, type AnalyzerFacts } from './facts.ts';
import { analyzerTextsOf, type AnalyzerTexts } from './texts.ts';

/** One letter a profile, so that six fit into a narrow column. */
const LETTERS: readonly (readonly [letter: string, profile: string])[] = [['L', 'lite'], ['F', 'full'], ['A', 'short-video-19'], ['B', 'short-video-21'], ['C', 'short-video-23'], ['S', 'safety']];

const times = (value: number, language: Language): string => value.toLocaleString(language, { minimumFractionDigits: 3, maximumFractionDigits: 3 });

const tierOf = ({ tier, fullTierModels }: AnalyzerFacts, { tiers }: AnalyzerTexts): string => (tier === 'full' ? tiers.full : fullTierModels ? tiers.both : tiers.lite);

function hereOf({ here: { lite, full } }: AnalyzerFacts, { here }: AnalyzerTexts): string {
  const ready = (missing: readonly unknown[] | undefined): boolean => missing?.length === 0;
  if (ready(full ?? lite)) return here.all;
  return ready(lite) ? here.lite : here.none;
}

const letters = ({ on, off }: AnalyzerFacts): string => LETTERS.map(([letter, profile]) => (on.includes(profile) ? letter : off.includes(profile) ? letter.toLowerCase() : '·')).join('');

function rowOf(facts: AnalyzerFacts, texts: AnalyzerTexts, language: Language): string[] {
  const { name, cost, speed } = facts;
  return [name, tierOf(facts, texts), texts.costs[cost], speed ? `${times(speed.timesRealTime, language).padStart(7)}${speed.where === 'reference' ? ' *' : ''}` : '      –', hereOf(facts, texts), letters(facts)];
}

/** What stands in the way, once for all analyzers that it stops. */
function missingLines(all: readonly AnalyzerFacts[], texts: AnalyzerTexts): string[] {
  const stopped = new Map<string, string[]>();
  for (const { name, here } of all) {
    for (const missing of [...here.lite ?? [], ...here.full ?? []]) {
      const line = missingInWords(missing, texts);
      stopped.set(line, [...stopped.get(line) ?? [], name]);
    }
  }
  return [...stopped].map(([line, names]) => wrapped(`${[...new Set(names)].join(', ')}: ${line}`, '  '));
}

function tableText(all: readonly AnalyzerFacts[], speeds: Speeds, texts: AnalyzerTexts, language: Language): string {
  const missing = missingLines(all, texts);
  const { film, machine, at } = speeds.reference;
  const notes = [
    texts.profileLetters(LETTERS.map(([letter, profile]) => `${letter} ${profile}`).join(', ')),
    texts.costMeaning,
    ...(all.some(({ speed }) => speed?.where === 'reference') ? [texts.speedReference(film, machine, at)] : []),
  ];
  return `${table([texts.columns, ...all.map((facts) => rowOf(facts, texts, language))])}\n${notes.map((note) => wrapped(note)).join('')}${missing.length > 0 ? `\n${texts.missingHead}\n${missing.join('')}` : ''}`;
}

function costInWords({ cost, speed }: AnalyzerFacts, texts: AnalyzerTexts, language: Language): string {
  const word = texts.costs[cost];
  return speed ? texts.costLine(word, times(speed.timesRealTime, language), speed.where === 'here' ? texts.whereHere : texts.whereReference) : texts.costUnknown(word);
}

function hereInWords({ here }: AnalyzerFacts, texts: AnalyzerTexts): string {
  const { available } = texts;
  const words = (missing: AnalyzerFacts['here']['lite']): string => (missing ?? []).map((each) => missingInWords(each, texts)).join('; ');
  return [
    ...(here.lite ? [here.lite.length === 0 ? available.lite : available.liteMissing(words(here.lite))] : []),
    ...(here.full ? [here.full.length === 0 ? available.full : available.fullMissing(words(here.full))] : []),
  ].join(' · ');
}

function oneText(facts: AnalyzerFacts, texts: AnalyzerTexts, language: Language): string {
  const { fields, none } = texts;
  const lines: [string, string][] = [
    [fields.reports, facts.reports], [fields.method, facts.how], [fields.source, facts.source], [fields.weak, facts.weak], [fields.needs, facts.reads.join(', ')],
    [fields.models, [...new Set([...facts.models, ...facts.fullTierModels ?? []])].join(', ') || none], [fields.tier, tierOf(facts, texts)], [fields.cost, costInWords(facts, texts, language)],
    [fields.here, hereInWords(facts, texts)], [fields.profiles, facts.on.join(', ') || none],
    [fields.parameters, Object.entries(facts.parameters).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(' ') || none],
  ];
  return `${facts.name} ${facts.version}\n${lines.map(([field, value]) => `\n${field}\n${wrapped(value, '  ')}`).join('')}`;
}

const flags = { json: { type: 'boolean' }, lang: { type: 'string' }, data: { type: 'string' } } as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: true });
  } catch (error) {
    throw new AppError('USAGE', error instanceof Error ? error.message : String(error), {}, error);
  }
}

/** @returns the exit code @throws AppError USAGE, MODEL_ENTRY_INVALID */
export async function analyzers(args: readonly string[], { env, stdout }: CommandSurroundings): Promise<number> {
  const { values, positionals } = parse(args);
  const language = values.lang ?? languageOf(env);
  if (language !== 'de' && language !== 'en') throw new AppError('USAGE', `--lang is de or en, not '${language}'.`);
  const texts = analyzerTextsOf(language);
  const names = registered.map(({ name }) => name);
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new AppError('USAGE', texts.unknownAnalyzer(unknown, nearest(unknown, names)));
  const data = dataFolder(values.data, env);
  const [stock, speeds] = await Promise.all([readStock(env, modelsFolder(data)), readSpeeds(data)]);
  const chosen = positionals.length > 0 ? registered.filter(({ name }) => positionals.includes(name)) : registered;
  const all = await Promise.all(chosen.map((analyzer) => factsOf(analyzer, { stock, speeds, language })));
  if (values.json === true) stdout.write(`${JSON.stringify(all, null, 1)}\n`);
  else stdout.write(positionals.length > 0 ? all.map((facts) => oneText(facts, texts, language)).join('\n') : tableText(all, speeds, texts, language));
  return exitCodes.done;
}
