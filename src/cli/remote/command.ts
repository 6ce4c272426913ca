/** What every command that speaks with a server has in common: its options, its two ways of telling, its errors. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Language } from '@aima/contract';
import type { Client } from '@aima/contract/client';
import { AppError } from '../../kernel/app-error.ts';
import type { CommandSurroundings } from '../analyze/analyze.ts';
import { languageOf } from '../analyze/options.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { asAppError, connect, type Connection } from './connection.ts';
import { openPrompt, type Prompt } from './prompt.ts';
import { remoteTextsOf, type RemoteTexts } from './texts.ts';

type Flags = NonNullable<ParseArgsConfig['options']>;

export interface Remote {
  /** Of the command line, without options. */
  words: readonly string[];
  texts: RemoteTexts;
  language: Language;
  json: boolean;
  around: CommandSurroundings;
  /** Of an option with a value. */
  option(name: string): string | undefined;
  options(name: string): readonly string[];
  flag(name: string): boolean;
  /** @throws AppError USAGE where it is no number of at least `least` */
  number(name: string, least: number): number | undefined;
  connection(): Promise<Connection>;
  client(): Promise<Client>;
  prompt(): Prompt;
  /** The answer, on standard output: JSON where it was asked for, else the text. */
  tell(json: unknown, text: string): void;
  /** What is not the answer, on standard error. */
  say(line: string): void;
}

export interface RemoteCommand {
  /** Beside those that every command has. */
  flags?: Flags;
  /** @returns the exit code */
  run(remote: Remote): Promise<number>;
}

const COMMON = { server: { type: 'string' }, workspace: { type: 'string' }, json: { type: 'boolean' }, lang: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const satisfies Flags;

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function parsed(args: readonly string[], flags: Flags): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options: { ...flags, ...COMMON }, allowPositionals: true });
  } catch (error) {
    throw new AppError('USAGE', error instanceof Error ? error.message : String(error), {}, error);
  }
}

function languageFrom(values: Values, env: CommandSurroundings['env']): Language {
  const language = values['lang'] ?? languageOf(env);
  if (language !== 'de' && language !== 'en') throw new AppError('USAGE', `--lang is de or en, not '${String(language)}'.`);
  return language;
}

function remoteOf(values: Values, words: readonly string[], around: CommandSurroundings): Remote & { close(): void } {
  const { env, stdout, stderr } = around;
  const language = languageFrom(values, env);
  const texts = remoteTextsOf(language);
  const option = (name: string): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined);
  const json = values['json'] === true;
  let connected: Promise<Connection> | undefined;
  const connection = (): Promise<Connection> => (connected ??= connect({ env, language, server: option('server'), workspace: option('workspace') }));
  let asking: Prompt | undefined;
  return {
    words, texts, language, json, around, option, connection,
    options: (name) => {
      const given = values[name];
      return Array.isArray(given) ? given.map(String) : [];
    },
    flag: (name) => values[name] === true,
    number(name, least) {
      const given = option(name);
      if (given === undefined) return undefined;
      const number = Number(given);
      if (given.trim() === '' || !(number >= least) || !Number.isFinite(number)) throw new AppError('USAGE', texts.badNumber(name, least, given));
      return number;
    },
    client: async () => (await connection()).client,
    prompt: () => (asking ??= openPrompt(around, texts.nobodyAnswers)),
    tell: (document, text) => void stdout.write(json ? `${JSON.stringify(document, null, 1)}\n` : text),
    say: (line) => void stderr.write(`${line}\n`),
    close: () => asking?.close(),
  };
}

/** @returns the exit code @throws AppError */
export async function runRemote(command: RemoteCommand, args: readonly string[], around: CommandSurroundings): Promise<number> {
  const { values, positionals } = parsed(args, command.flags ?? {});
  if (values['help'] === true) {
    around.stdout.write(`${remoteTextsOf(languageFrom(values, around.env)).usage}\n`);
    return exitCodes.done;
  }
  const remote = remoteOf(values, positionals, around);
  try {
    return await command.run(remote);
  } catch (error) {
    throw asAppError(error);
  } finally {
    remote.close();
  }
}

/** The only word of the command line. @throws AppError USAGE */
export function oneWord({ words, texts }: Remote, what: keyof RemoteTexts['needs']): string {
  const [word] = words;
  if (word === undefined || words.length > 1) throw new AppError('USAGE', texts.needs[what]);
  return word;
}
