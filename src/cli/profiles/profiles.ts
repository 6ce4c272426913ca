/** The command `profiles`: lists, shows and copies them. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Language, Profile } from '@aima/contract';
import { analyzers } from '../../analyzers/index.ts';
import { profiles as builtIns, runningStages } from '../../analyzers/profiles.ts';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { dataFolder } from '../../kernel/data-folder.ts';
import type { CommandSurroundings } from '../analyze/analyze.ts';
import { languageOf } from '../analyze/options.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { table } from '../models/table.ts';
import { wrapped } from '../wrapped-lines.ts';
import { findProfile, isBuiltIn, ownProfileFile, ownProfiles, type FoundProfile } from './find-profile.ts';
import { profileCopy, profileJson } from './profile-copy.ts';
import { profileTextsOf, type ProfileTexts } from './texts.ts';

interface Bench {
  names: readonly string[];
  language: Language;
  data: string;
  texts: ProfileTexts;
  json: boolean;
  stdout: CommandSurroundings['stdout'];
  tell(json: unknown, text: string): void;
}

const wordsIn = (words: Profile['title'], language: Language): string => (typeof words === 'object' ? words[language] : words ?? '');
const isOn = ({ on }: { on?: boolean | undefined }): boolean => on !== false;

interface Listed { name: string; source: 'built_in' | 'own'; file?: string; on: number; off: number; title: string; problem?: string }

function listed(name: string, { language, data, texts }: Bench, file?: string): Listed {
  const source = file === undefined ? 'built_in' : 'own';
  const place = file === undefined ? {} : { file };
  if (file !== undefined && isBuiltIn(name)) return { name, source, ...place, on: 0, off: 0, title: '', problem: texts.hidden(file) };
  try {
    const { profile } = findProfile(name, { language, data });
    return { name, source, ...place, on: profile.analyzers.filter(isOn).length, off: profile.analyzers.filter((each) => !isOn(each)).length, title: wordsIn(profile.title, language) };
  } catch (error) {
    return { name, source, ...place, on: 0, off: 0, title: '', problem: toAppError(error).message };
  }
}

function list(bench: Bench): void {
  const { texts, data } = bench;
  const all = [...builtIns.map(({ name }) => listed(name, bench)), ...ownProfiles(data).map((name) => listed(name, bench, ownProfileFile(name, data)))];
  const rows = all.map(({ name, source, on, off, title, problem }) => [name, problem === undefined ? texts.count(on, off) : texts.unusable, source === 'own' && title === '' ? texts.own : title]);
  const problems = all.flatMap(({ problem }) => (problem === undefined ? [] : [`${problem}\n`]));
  bench.tell({ profiles: all }, `${table([texts.columns, ...rows])}${problems.length > 0 ? `\n${problems.join('')}` : ''}`);
}

function shownAsText({ profile, file }: FoundProfile, { texts, language }: Bench): string {
  const head = [`${profile.name} (${file ?? texts.builtIn}${profile.tier ? `, ${texts.tier(profile.tier)}` : ''})`, ...[wordsIn(profile.title, language), wordsIn(profile.note, language)].filter((line) => line !== '')];
  const titleOf = (stage: string): string => wordsIn(profile.stages?.find(({ name }) => name === stage)?.title, language);
  const heading = (stage: string): string => (profile.stages ? [stage, titleOf(stage) || texts.defaultStage].join(': ') : texts.noStages);
  const names = (members: readonly { name: string }[]): string => members.map(({ name }) => name).join(', ');
  const sections: [string, string][] = [
    ...runningStages(profile).map((stage): [string, string] => [heading(stage.stage), names(stage.analyzers)]),
    [texts.off, names(profile.analyzers.filter((each) => !isOn(each)))],
  ];
  const body = sections.filter(([, members]) => members !== '').map(([title, members]) => `\n${title}\n${wrapped(members, '  ')}`);
  return `${head.map((line) => wrapped(line)).join('')}${body.join('')}${profile.stagesApart === true ? `\n${wrapped(texts.apart)}` : ''}`;
}

function show(bench: Bench): void {
  const [name] = bench.names;
  if (name === undefined || bench.names.length > 1) throw new AppError('USAGE', bench.texts.needsName);
  const found = findProfile(name, bench);
  bench.tell(found.profile, shownAsText(found, bench));
}

/** Where a copy goes, and the word by which `--profile` finds it. */
function targetOf(target: string, { data, texts }: Bench): { file: string; handle: string; name: string } {
  if (target.endsWith('.json')) return { file: path.resolve(target), handle: target, name: path.basename(target, '.json') };
  const file = ownProfileFile(target, data);
  if (file === undefined) throw new AppError('USAGE', texts.badName(target));
  if (isBuiltIn(target)) throw new AppError('USAGE', texts.nameTaken(target));
  return { file, handle: target, name: target };
}

async function copy(bench: Bench): Promise<void> {
  const [from, target] = bench.names;
  const { texts, language } = bench;
  if (from === undefined || target === undefined || bench.names.length > 2) throw new AppError('USAGE', texts.needsTarget);
  const { profile } = findProfile(from, bench);
  const { file, handle, name } = targetOf(target, bench);
  if (existsSync(file)) throw new AppError('USAGE', texts.exists(file));
  const made = profileCopy(profile, name, analyzers, language);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, profileJson(made), { flag: 'wx' }).catch((error: unknown) => { throw new AppError('OUTPUT_UNWRITABLE', `${file}: ${error instanceof Error ? error.message : String(error)}`, {}, error); });
  bench.tell({ file, profile: handle }, `${texts.copied(file, handle)}\n`);
}

const flags = { json: { type: 'boolean' }, lang: { type: 'string' }, data: { type: 'string' } } as const;

/** @returns the exit code @throws AppError USAGE, OUTPUT_UNWRITABLE */
export async function profiles(args: readonly string[], { env, stdout }: CommandSurroundings): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    stdout.write(`${profileTextsOf(languageOf(env)).usage}\n`);
    return exitCodes.done;
  }
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: flags, allowPositionals: true });
  } catch (error) {
    throw new AppError('USAGE', error instanceof Error ? error.message : String(error), {}, error);
  }
  const { values, positionals: [command = 'list', ...names] } = parsed;
  const language = values.lang ?? languageOf(env);
  if (language !== 'de' && language !== 'en') throw new AppError('USAGE', `--lang is de or en, not '${language}'.`);
  const texts = profileTextsOf(language);
  const bench: Bench = {
    names, language, texts, stdout, json: values.json ?? false, data: dataFolder(values.data, env),
    tell: (json, text) => void stdout.write(values.json === true ? `${JSON.stringify(json, null, 1)}\n` : text),
  };
  switch (command) {
    case 'list': list(bench); break;
    case 'show': show(bench); break;
    case 'copy': await copy(bench); break;
    default: throw new AppError('USAGE', `${texts.unknownCommand(command)}\n\n${texts.usage}\n`);
  }
  return exitCodes.done;
}
