/** A profile as a file to be edited: every analyzer with all its parameters at their usual values, those that are off too. */
import type { Language, Profile } from '@aima/contract';
import type { Analyzer } from '@aima/sdk';
import { profileTextsOf } from './texts.ts';

const inOne = (words: Profile['title'], language: Language): string | undefined => (typeof words === 'object' ? words[language] : words);

/** Analyzers that the profile does not name are added as off, so that turning one on is one word. */
export function profileCopy(profile: Profile, name: string, analyzers: readonly Analyzer[], language: Language): Profile {
  const texts = profileTextsOf(language);
  const title = inOne(profile.title, language);
  const others = analyzers.filter((each) => !profile.analyzers.some((member) => member.name === each.name)).map((each) => ({ name: each.name, on: false }));
  return {
    comment: texts.explanation, name, ...(title === undefined ? {} : { title }), ...(profile.tier ? { tier: profile.tier } : {}),
    ...(profile.stages ? { stages: profile.stages.map((stage) => ({ ...stage, ...(stage.title === undefined ? {} : { title: inOne(stage.title, language) ?? '' }) })) } : {}),
    stagesApart: profile.stagesApart ?? false,
    analyzers: [...profile.analyzers, ...others].map((member) => {
      const parameters = analyzers.find((each) => each.name === member.name)?.parseParameters('parameters' in member ? member.parameters : undefined) ?? {};
      const { name: analyzer, on = true, ...rest } = member;
      return { name: analyzer, on, ...rest, ...(Object.keys(parameters).length > 0 ? { parameters } : {}) };
    }),
  };
}

/** JSON with one analyzer a line where it has no parameters: easier to read and to edit than one value a line. */
export function profileJson(profile: Profile): string {
  const { analyzers, ...head } = profile;
  const open = JSON.stringify(head, null, 2).replace(/\n}$/, '');
  return `${open},\n  "analyzers": [\n${analyzers.map((each) => `    ${JSON.stringify(each, null, 1).replaceAll(/\n\s*/g, ' ')}`).join(',\n')}\n  ]\n}\n`;
}
