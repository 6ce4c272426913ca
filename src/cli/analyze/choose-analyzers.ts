/** Which analyzers run, with which parameters: a profile by name or from a file, taken from or added to on the command line. */
import { existsSync, readFileSync } from 'node:fs';
import { AnalyzerChoice, type Language } from '@aima/contract';
import { z } from 'zod';
import { analyzers } from '../../analyzers/index.ts';
import { profiles, type Profile } from '../../analyzers/profiles.ts';
import { AppError } from '../../kernel/app-error.ts';
import { textsOf } from '../texts.ts';

const ProfileFile = z.strictObject({ name: z.string(), analyzers: z.array(AnalyzerChoice.strict()).min(1) });

/** A profile of one's own is a JSON file: `{"name": …, "analyzers": [{"name": …, "parameters": {…}}]}`. */
function readProfile(file: string, language: Language): Pick<Profile, 'name' | 'analyzers'> {
  try {
    return ProfileFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new AppError('USAGE', textsOf(language).badProfile(file, error instanceof z.ZodError ? z.prettifyError(error) : String(error)), {}, error);
  }
}

function profileOf(name: string, language: Language): Pick<Profile, 'name' | 'analyzers'> {
  const known = profiles.find((each) => each.name === name);
  if (known) return known;
  if (name.endsWith('.json') && existsSync(name)) return readProfile(name, language);
  throw new AppError('USAGE', textsOf(language).unknownProfile(name, profiles.map((each) => each.name).join(', ')));
}

function demandKnown(name: string, language: Language): void {
  if (!analyzers.some((analyzer) => analyzer.name === name)) throw new AppError('USAGE', textsOf(language).unknownAnalyzer(name, analyzers.map((analyzer) => analyzer.name).join(', ')));
}

/** JSON where it is JSON (`0.5`, `true`, `[1,2]`), else the text as it stands. */
function valueOf(text: string): z.infer<ReturnType<typeof z.json>> {
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    return text;
  }
}

/** `--set object_detection.minConfidence=0.5`, over what the profile says. */
function withSettings(choices: readonly AnalyzerChoice[], settings: readonly string[], language: Language): AnalyzerChoice[] {
  const chosen = new Map(choices.map((choice) => [choice.name, choice]));
  for (const setting of settings) {
    const [, name = '', parameter = '', text = ''] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(setting) ?? [];
    if (name === '') throw new AppError('USAGE', textsOf(language).badSetting(setting));
    demandKnown(name, language);
    const choice = chosen.get(name);
    if (!choice) throw new AppError('USAGE', textsOf(language).settingOfNone(name));
    chosen.set(name, { ...choice, parameters: { ...choice.parameters, [parameter]: valueOf(text) } });
  }
  return [...chosen.values()];
}

/** Names every wrong parameter before anything starts. */
function demandValid({ name, parameters }: AnalyzerChoice, language: Language): void {
  const analyzer = analyzers.find((each) => each.name === name);
  const schema = analyzer?.parameterSchema;
  if (!schema || parameters === undefined) return;
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const unknown = Object.keys(parameters).find((parameter) => schema instanceof z.ZodObject && !known.includes(parameter));
  if (unknown !== undefined) throw new AppError('USAGE', textsOf(language).unknownParameter(`${name}.${unknown}`, known.join(', ')));
  const parsed = schema.safeParse(parameters);
  if (!parsed.success) throw new AppError('USAGE', textsOf(language).badParameter(name, z.prettifyError(parsed.error)), {}, parsed.error);
}

/** `list`: `a,b` means just these; `-c` takes away from the profile (or from those named before). @throws AppError USAGE */
export function chooseAnalyzers(options: { profile: string; list: string | undefined; settings: readonly string[]; language: Language }): { profile: string; choices: AnalyzerChoice[] } {
  const { list, settings, language } = options;
  const profile = profileOf(options.profile, language);
  const words = (list ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '');
  for (const word of words) demandKnown(word.replace(/^-/, ''), language);
  const named = words.filter((word) => !word.startsWith('-'));
  const without = new Set(words.filter((word) => word.startsWith('-')).map((word) => word.slice(1)));
  for (const { name } of profile.analyzers) demandKnown(name, language);
  const start = named.length > 0 ? named.map((name) => profile.analyzers.find((choice) => choice.name === name) ?? { name }) : profile.analyzers;
  const chosen = start.filter(({ name }) => !without.has(name));
  if (chosen.length === 0) throw new AppError('USAGE', textsOf(language).nothingSelected);
  const choices = withSettings(chosen, settings, language);
  for (const choice of choices) demandValid(choice, language);
  return { profile: profile.name, choices };
}
