/** The command `doctor`: looks at everything that AIMA needs, and says what to do about what is wrong. */
import { parseArgs } from 'node:util';
import { AppError, toAppError } from '../../kernel/app-error.ts';
import { dataFolder, modelsFolder } from '../../kernel/data-folder.ts';
import type { CommandSurroundings } from '../analyze/analyze.ts';
import { languageOf } from '../analyze/options.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { workerSettings, type WorkerSettings } from '../worker-settings.ts';
import type { Check } from './check.ts';
import { deviceChecks } from './device-checks.ts';
import { machineChecks } from './machine-checks.ts';
import { modelChecks } from './model-checks.ts';
import { doctorTextsOf, type DoctorTexts } from './texts.ts';

const flags = { json: { type: 'boolean' }, lang: { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;

function parse(args: readonly string[]): { json?: boolean; lang?: string; data?: string; help?: boolean } {
  try {
    return parseArgs({ args: [...args], options: flags }).values;
  } catch (error) {
    throw new AppError('USAGE', error instanceof Error ? error.message : String(error), {}, error);
  }
}

/** Wrong settings are a finding of the doctor, not its end; an own entry that is wrong is told with the models. */
async function settingsOf(env: CommandSurroundings['env'], models: string, texts: DoctorTexts): Promise<{ settings: WorkerSettings; checks: Check[] }> {
  try {
    return { settings: await workerSettings(env, models), checks: [] };
  } catch (error) {
    const known = toAppError(error);
    if (known.code === 'MODEL_ENTRY_INVALID') return settingsOf({ ...env, AIMA_MODEL_ENTRIES: '' }, '', texts);
    return { settings: {}, checks: [{ id: 'settings', state: 'problem', text: known.message, next: texts.checkServer }] };
  }
}

/** @returns 0 where nothing is wrong, else 1 @throws AppError USAGE, CANCELLED */
export async function doctor(args: readonly string[], { env, stdout, signal }: CommandSurroundings): Promise<number> {
  const values = parse(args);
  const language = values.lang ?? languageOf(env);
  if (language !== 'de' && language !== 'en') throw new AppError('USAGE', `--lang is de or en, not '${language}'.`);
  const texts = doctorTextsOf(language);
  if (values.help) {
    stdout.write(`${texts.usage}\n`);
    return exitCodes.done;
  }
  const data = dataFolder(values.data, env);
  const models = modelsFolder(data);
  const width = Math.max(...Object.values(texts.states).map((word) => word.length));
  const all: Check[] = [];
  const say = (checks: readonly Check[]): void => {
    all.push(...checks);
    if (values.json) return;
    for (const { state, text, next } of checks) stdout.write(`${texts.states[state].padEnd(width)}  ${text}\n${next === undefined ? '' : `${' '.repeat(width + 2)}${texts.nextStep(next)}\n`}`);
  };

  say(await machineChecks(data, env, texts));
  say(await modelChecks(models, env, texts, signal));
  const { settings, checks } = await settingsOf(env, models, texts);
  say(checks);
  const homeless = all.some(({ id, state }) => id === 'data_folder' && state === 'problem');
  if (!homeless) say(await deviceChecks(data, settings, texts, signal));

  const count = (state: Check['state']): number => all.filter((check) => check.state === state).length;
  const healthy = count('problem') === 0;
  if (values.json) stdout.write(`${JSON.stringify({ healthy, checks: all }, null, 1)}\n`);
  else stdout.write(`\n${texts.verdict(count('problem'), count('warning'))}\n`);
  return healthy ? exitCodes.done : exitCodes.internal;
}
