/** Which analyzers run, with which parameters and in which stages: a profile, taken from or added to on the command line. */
import type { AnalyzerChoice, Language, ProfileAnalyzer, Tier } from '@aima/contract';
import { analyzers } from '../../analyzers/index.ts';
import { runningStages } from '../../analyzers/profiles.ts';
import { AppError } from '../../kernel/app-error.ts';
import { findProfile } from '../profiles/find-profile.ts';
import { nearest, parameterProblems } from '../profiles/profile-problems.ts';
import { profileTextsOf } from '../profiles/texts.ts';
import { textsOf } from '../texts.ts';
import { settingValue } from './setting-value.ts';

export interface Chosen {
  profile: string;
  /** In the order of the stages. */
  choices: AnalyzerChoice[];
  /** Names, stage by stage; nothing where the profile has no stages. */
  stages: string[][];
  /** Each stage is a task of its own. */
  stagesApart: boolean;
  /** The tier that the profile asks for. */
  tier?: Tier;
}

function demandKnown(name: string, language: Language): void {
  const known = analyzers.map((analyzer) => analyzer.name);
  if (!known.includes(name)) throw new AppError('USAGE', profileTextsOf(language).unknownAnalyzer(name, nearest(name, known), known.join(', ')));
}

const choiceOf = ({ name, parameters }: ProfileAnalyzer): AnalyzerChoice => ({ name, ...(parameters === undefined ? {} : { parameters }) });

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
  const problems = analyzer ? parameterProblems(analyzer, parameters, profileTextsOf(language)) : [];
  if (problems.length > 0) throw new AppError('USAGE', problems.join(' '));
}

/**
 * `list`: `a,b` means just these, also where the profile has them off; `-c` takes away from the profile (or from those named before).
 * @throws AppError USAGE
 */
export function chooseAnalyzers(options: { profile: string; list: string | undefined; settings: readonly string[]; language: Language; data: string }): Chosen {
  const { list, settings, language, data } = options;
  const { profile } = findProfile(options.profile, { language, data });
  const words = (list ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '');
  for (const word of words) demandKnown(word.replace(/^-/, ''), language);
  const named = words.filter((word) => !word.startsWith('-'));
  const without = new Set(words.filter((word) => word.startsWith('-')).map((word) => word.slice(1)));
  const asNamed = named.map((name): ProfileAnalyzer => ({ ...profile.analyzers.find((each) => each.name === name) ?? { name }, on: true }));
  const members = (named.length > 0 ? asNamed : profile.analyzers).filter(({ name }) => !without.has(name));
  const stages = runningStages({ ...(profile.stages ? { stages: profile.stages } : {}), analyzers: members });
  const chosen = stages.flatMap((stage) => stage.analyzers.map(choiceOf));
  if (chosen.length === 0) throw new AppError('USAGE', textsOf(language).nothingSelected);
  const choices = withSettings(chosen, settings, language);
  for (const choice of choices) demandValid(choice, language);
  return {
    profile: profile.name, choices, stages: profile.stages ? stages.map((stage) => stage.analyzers.map(({ name }) => name)) : [],
    stagesApart: profile.stagesApart ?? false, ...(profile.tier ? { tier: profile.tier } : {}),
  };
}
