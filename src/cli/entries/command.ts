/** The command `analyze-frame`: the bodies of `/analyze/frame` and `/analyze/batch` from a file, for trying them out. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { AppError } from '../../kernel/app-error.ts';
import type { CommandSurroundings } from '../analyze/analyze.ts';
import { languageOf } from '../analyze/options.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { textsOf } from '../texts.ts';
import { analyzeFrame, analyzeFrameBatch } from './analyze-frames.ts';
import type { EntryOptions } from './run-files.ts';

const flags = { analyzers: { type: 'string' }, profile: { type: 'string' }, tier: { type: 'string' }, lang: { type: 'string' }, data: { type: 'string' } } as const;

async function bodyOf(file: string): Promise<unknown> {
  try {
    return JSON.parse(file === '-' ? await text(process.stdin) : await readFile(file, 'utf8'));
  } catch (error) {
    throw new AppError('USAGE', `${file}: ${error instanceof Error ? error.message : String(error)}`, {}, error);
  }
}

/** @returns the exit code @throws AppError USAGE, INVALID_MESSAGE, CANCELLED and those of a job */
export async function analyzeFrameCommand(args: readonly string[], { env, stdout, signal }: CommandSurroundings): Promise<number> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: flags, allowPositionals: true });
  } catch (error) {
    throw new AppError('USAGE', error instanceof Error ? error.message : String(error), {}, error);
  }
  const { values: { analyzers, profile, tier, data, lang }, positionals: [file, ...more] } = parsed;
  const language = lang ?? languageOf(env);
  if (language !== 'de' && language !== 'en') throw new AppError('USAGE', `--lang is de or en, not '${language}'.`);
  const texts = textsOf(language);
  if (tier !== undefined && tier !== 'lite' && tier !== 'full') throw new AppError('USAGE', texts.unknownTier(tier));
  if (file === undefined || more.length > 0) throw new AppError('USAGE', texts.needsFrameFile);
  const options: EntryOptions = {
    env, signal, language, ...(analyzers === undefined ? {} : { analyzers: analyzers.split(',') }), ...(profile === undefined ? {} : { profile }), ...(tier === undefined ? {} : { tier }), ...(data === undefined ? {} : { data }),
  };
  const body = await bodyOf(file);
  const answer = typeof body === 'object' && body !== null && 'frames' in body ? await analyzeFrameBatch(body, options) : await analyzeFrame(body, options);
  stdout.write(`${JSON.stringify(answer)}\n`);
  return exitCodes.done;
}
