/** What a profile can do on this machine as it is, and how long it takes for a minute of film. */
import { JobSettings, type Language, type ProfileHere } from '@aima/contract';
import type { Stock } from '../analysis/availability.ts';
import { readMeasuredTimes } from '../analysis/measured-times.ts';
import { readSpeeds } from '../analysis/speeds.ts';
import { analyzers } from '../analyzers/index.ts';
import { profiles } from '../analyzers/profiles.ts';
import { rounded, scaled, sum } from './estimate-range.ts';
import { missingModels } from './missing-models.ts';
import { planMembers } from './plan-members.ts';
import { planOf, type JobPlan } from './plan.ts';
import { analyzerHere, clockShare } from './time-here.ts';

const MINUTE_OF_FILM = { kind: 'video', durationMs: 60_000 } as const;

const needsFull: Readonly<Record<Language, (analyzer: string) => string>> = {
  en: (analyzer) => `${analyzer} needs the full tier.`,
  de: (analyzer) => `${analyzer} braucht die volle Stufe.`,
};

/** Whoever has no lite method does not run in a lite profile, whatever lies on this machine. */
const fullOnly = ({ choices, tier }: Pick<JobPlan, 'choices' | 'tier'>, language: Language): ProfileHere['missing'] =>
  (tier === 'full' ? [] : choices.filter(({ name }) => analyzers.find((each) => each.name === name)?.tier === 'full').map(({ name }) => ({ code: 'needs_full_tier', analyzer: name, message: needsFull[language](name) })));

/** Of every profile, in the order in which they are offered. */
export async function profilesHere({ data, stock }: { data: string; stock: Stock }, language: Language): Promise<ProfileHere[]> {
  const [measured, speeds] = await Promise.all([readMeasuredTimes(data), readSpeeds(data)]);
  return Promise.all(profiles.map(async ({ name, title }): Promise<ProfileHere> => {
    const plan = planOf(JobSettings.parse({ profile: name, language }));
    const missing = [...fullOnly(plan, language), ...await missingModels(plan, stock, language)];
    const cannot = new Set(missing.map(({ analyzer }) => analyzer));
    const times = planMembers(plan).filter((member) => !cannot.has(member.name)).map((member) => analyzerHere(member.name, MINUTE_OF_FILM, member.tier, measured, speeds));
    const count = (basis: (typeof times)[number]['basis']): number => times.filter((each) => each.basis === basis).length;
    return {
      name, title: typeof title === 'string' ? title : title[language], analyzers: plan.choices.length, ready: plan.choices.length - cannot.size, missing,
      secondsPerMinute: rounded(scaled(sum(times.flatMap(({ seconds }) => seconds ?? [])), clockShare(measured))),
      basis: { here: count('here'), reference: count('reference'), unknown: count('unknown') },
    };
  }));
}
