/** What `aima models` was asked to do. */
import { parseArgs } from 'node:util';
import type { Language } from '@aima/contract';
import { AppError } from '../../kernel/app-error.ts';
import { dataFolder, modelsFolder } from '../../kernel/data-folder.ts';
import { languageOf } from '../analyze/options.ts';
import { modelTextsOf } from './texts.ts';

const commands = ['list', 'pull', 'verify', 'remove', 'rollback', 'import'] as const;
export type ModelCommand = (typeof commands)[number];

export interface ModelOptions {
  command: ModelCommand;
  /** Ids of models; for `import` the folder. */
  names: string[];
  accepted: string[];
  tier?: 'lite' | 'full';
  json: boolean;
  language: Language;
  modelsFolder: string;
}

const flags = {
  'accept-licence': { type: 'string', multiple: true }, tier: { type: 'string' }, lang: { type: 'string' }, data: { type: 'string' }, json: { type: 'boolean' },
} as const;

const isCommand = (word: string | undefined): word is ModelCommand => commands.some((command) => command === word);

function checkNames(command: ModelCommand, names: readonly string[], language: Language): void {
  const texts = modelTextsOf(language);
  if ((command === 'pull' || command === 'remove') && names.length === 0) throw new AppError('USAGE', texts.needsId);
  if (command === 'rollback' && names.length !== 1) throw new AppError('USAGE', texts.needsOne(texts.model));
  if (command === 'import' && names.length !== 1) throw new AppError('USAGE', texts.needsOne(texts.folder));
  if (command === 'list' && names.length > 0) throw new AppError('USAGE', texts.unknownCommand(`list ${names.join(' ')}`));
}

/** @throws AppError USAGE with a sentence that names what is wrong */
export function parseModelOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): ModelOptions {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: flags, allowPositionals: true });
  } catch (error) {
    throw new AppError('USAGE', error instanceof Error ? error.message : String(error), {}, error);
  }
  const { values, positionals: [command, ...given] } = parsed;
  const names = [...new Set(given)];
  const language = values.lang ?? languageOf(env);
  if (language !== 'de' && language !== 'en') throw new AppError('USAGE', `--lang is de or en, not '${language}'.`);
  const texts = modelTextsOf(language);
  if (!isCommand(command)) throw new AppError('USAGE', `${texts.unknownCommand(command ?? '')}\n\n${texts.usage}\n`);
  checkNames(command, names, language);
  const { tier } = values;
  if (tier !== undefined && tier !== 'lite' && tier !== 'full') throw new AppError('USAGE', texts.unknownTier(tier));
  return {
    command, names, language, json: values.json ?? false, accepted: values['accept-licence'] ?? [],
    modelsFolder: modelsFolder(dataFolder(values.data, env)), ...(tier === undefined ? {} : { tier }),
  };
}
