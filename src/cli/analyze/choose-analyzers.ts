/** Which analyzers run, with which parameters and in which stages: a profile, taken from or added to on the command line. */
import type { AnalyzerChoice, Language } from '@aima/contract';
import { asMember, chosenOf, type Chosen } from '../../analysis/chosen.ts';
import { nearest, parameterProblems, problemTextsOf } from '../../analysis/profile-problems.ts';
import { analyzers } from '../../analyzers/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { listOf } from '../list-of.ts';
import { findProfile } from '../profiles/find-profile.ts';
import { textsOf } from '../texts.ts';
import { settingValue } from './setting-value.ts';

function demandKnown(name: string, language: Language): void {
  const known = analyzers.map((analyzer) => analyzer.name);
  if (!known.includes(name)) throw new AppError('USAGE', problemTextsOf(language).unknownAnalyzer(name, nearest(name, known), known.join(', ')));
}

/** `--set object_detection.minConfidence=0.5` or `=@file.json`, over what the profile says. */
function withSettings(choices: readonly AnalyzerChoice[], settings: readonly string[], language: Language): AnalyzerChoice[] {
  const chosen = new Map(choices.map((choice) => [choice.name, choice]));
  for (const setting of settings) {
    const [, name = '', parameter = '', text = ''] = /^([^.=]+)\.([^=]+)=(.*)$/s.exec(setting) ?? [];
    if (name === '') throw new AppError('USAGE', textsOf(language).badSetting(setting));
    demandKnown(name, language);
    const choice = chosen.get(name);
    if (!choice) throw new AppError('USAGE', textsOf(language).settingOfNone(name));
    chosen.set(name, { ...choice, parameters: { ...choice.parameters, [parameter]: settingValue(text, language) } });
  }
  return [...chosen.values()];
}

/** Names every wrong parameter before anything starts. */
function demandValid({ name, parameters }: AnalyzerChoice, language: Language): void {
  const analyzer = analyzers.find((each) => each.name === name);
  const problems = analyzer ? parameterProblems(analyzer, parameters, problemTextsOf(language)) : [];
  if (problems.length > 0) throw new AppError('USAGE', problems.join(' '));
}

/**
 * `list`: `a,b` means just these, also where the profile has them off; `-c` takes away from the profile (or from those named before).
 * @throws AppError USAGE
 */
export function chooseAnalyzers(options: { profile: string; list: string | undefined; settings: readonly string[]; language: Language; data: string }): Chosen {
  const { list, settings, language, data } = options;
  const { profile } = findProfile(options.profile, { language, data });
  const words = listOf(list);
  for (const word of words) demandKnown(word.replace(/^-/, ''), language);
  const named = words.filter((word) => !word.startsWith('-'));
  const without = new Set(words.filter((word) => word.startsWith('-')).map((word) => word.slice(1)));
  const members = (named.length > 0 ? named.map((name) => asMember(profile, name)) : profile.analyzers).filter(({ name }) => !without.has(name));
  const chosen = chosenOf(profile, members);
  if (chosen.choices.length === 0) throw new AppError('USAGE', textsOf(language).nothingSelected);
  const choices = withSettings(chosen.choices, settings, language);
  for (const choice of choices) demandValid(choice, language);
  return { ...chosen, choices };
}
