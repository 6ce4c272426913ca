/** Everything that is wrong with a profile, found before anything starts. */
import { DEFAULT_STAGE, type Language, type Profile, type ProfileAnalyzer } from '@aima/contract';
import type { Analyzer } from '@aima/sdk';
import { z } from 'zod';

/** What may be wrong, in the language of whoever reads it. */
export interface ProblemTexts {
  unknownAnalyzer(name: string, near: string | undefined, known: string): string;
  twice(name: string): string;
  unknownStage(analyzer: string, stage: string, known: string): string;
  stageTwice(name: string): string;
  unknownParameter(name: string, known: string): string;
  badParameter(name: string, why: string): string;
  nothingOn: string;
}

const en: ProblemTexts = {
  unknownAnalyzer: (name, near, known) => `There is no analyzer '${name}'. ${near === undefined ? `There are: ${known}.` : `Do you mean ${near}?`}`,
  twice: (name) => `${name} is named twice.`,
  unknownStage: (analyzer, stage, known) => `${analyzer} is in the stage '${stage}', which the profile does not list. There are: ${known}.`,
  stageTwice: (name) => `The stage '${name}' is listed twice.`,
  unknownParameter: (name, known) => `There is no parameter ${name}. ${known === '' ? 'This analyzer has none.' : `There are: ${known}.`}`,
  badParameter: (name, why) => `A parameter of ${name} is not valid: ${why}`,
  nothingOn: 'No analyzer is on.',
};

const de: ProblemTexts = {
  unknownAnalyzer: (name, near, known) => `Den Analysator '${name}' gibt es nicht. ${near === undefined ? `Es gibt: ${known}.` : `Ist ${near} gemeint?`}`,
  twice: (name) => `${name} ist zweimal genannt.`,
  unknownStage: (analyzer, stage, known) => `${analyzer} ist in der Stufe '${stage}', die das Profil nicht aufführt. Es gibt: ${known}.`,
  stageTwice: (name) => `Die Stufe '${name}' ist zweimal aufgeführt.`,
  unknownParameter: (name, known) => `Den Parameter ${name} gibt es nicht. ${known === '' ? 'Dieser Analysator hat keine.' : `Es gibt: ${known}.`}`,
  badParameter: (name, why) => `Ein Parameter von ${name} ist nicht gültig: ${why}`,
  nothingOn: 'Kein Analysator ist eingeschaltet.',
};

export const problemTextsOf = (language: Language): ProblemTexts => ({ en, de })[language];

/** Edits that turn one word into the other (Levenshtein 1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The name that was probably meant, if one is near enough. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known.map((each) => ({ each, edits: distance(name, each) })).sort((a, b) => a.edits - b.edits);
  return best && best.edits <= Math.max(2, name.length / 4) ? best.each : undefined;
}

export function parameterProblems(analyzer: Pick<Analyzer, 'name' | 'parameterSchema'>, parameters: ProfileAnalyzer['parameters'], texts: ProblemTexts): string[] {
  const { name, parameterSchema: schema } = analyzer;
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : undefined;
  const unknown = Object.keys(parameters ?? {}).filter((parameter) => known !== undefined && !known.includes(parameter));
  if (unknown.length > 0) return unknown.map((parameter) => texts.unknownParameter(`${name}.${parameter}`, (known ?? []).join(', ')));
  const parsed = schema.safeParse(parameters ?? {});
  return parsed.success ? [] : [texts.badParameter(name, z.prettifyError(parsed.error).replaceAll('\n', ' '))];
}

const repeated = (names: readonly string[]): string[] => [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];

export function profileProblems({ analyzers: members, stages = [] }: Pick<Profile, 'analyzers' | 'stages'>, analyzers: readonly Pick<Analyzer, 'name' | 'parameterSchema'>[], texts: ProblemTexts): string[] {
  const known = analyzers.map(({ name }) => name);
  const named = stages.map(({ name }) => name);
  const ofMember = (member: ProfileAnalyzer): string[] => {
    const analyzer = analyzers.find(({ name }) => name === member.name);
    if (!analyzer) return [texts.unknownAnalyzer(member.name, nearest(member.name, known), known.join(', '))];
    const stage = member.stage ?? DEFAULT_STAGE;
    const lost = stage !== DEFAULT_STAGE && !named.includes(stage);
    return [...(lost ? [texts.unknownStage(member.name, stage, [...named, DEFAULT_STAGE].join(', '))] : []), ...parameterProblems(analyzer, member.parameters, texts)];
  };
  return [
    ...repeated(named).map(texts.stageTwice),
    ...repeated(members.map(({ name }) => name)).map(texts.twice),
    ...members.flatMap(ofMember),
    ...(members.every(({ on }) => on === false) ? [texts.nothingOn] : []),
  ];
}
