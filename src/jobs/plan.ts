/** What a job's settings mean: a checked list of analyzers with parameters, stages and tier. Frozen when the job is started. */
import { AnalyzerChoice, Language, Tier, type JobSettings, type Profile } from '@aima/contract';
import { z } from 'zod';
import { chosenOf } from '../analysis/chosen.ts';
import { problemTextsOf, profileProblems } from '../analysis/profile-problems.ts';
import { analyzers } from '../analyzers/index.ts';
import { profiles } from '../analyzers/profiles.ts';
import { AppError } from '../kernel/app-error.ts';

export const JobPlan = z.object({
  profile: z.string(),
  choices: z.array(AnalyzerChoice),
  stages: z.array(z.array(z.string())),
  stagesApart: z.boolean(),
  tier: Tier,
  language: Language,
  windowMs: z.int().nonnegative(),
  fresh: z.boolean(),
  /** Runs that ended before say what was looked for then; they count only where their content key is the same. */
  since: z.iso.datetime(),
});
export type JobPlan = z.infer<typeof JobPlan>;

const WINDOW_SECONDS = 600;

const profileOf = (name: string): Profile => {
  const profile = profiles.find((each) => each.name === name);
  if (!profile) throw new AppError('INVALID_MESSAGE', `There is no profile '${name}'. There are: ${profiles.map((each) => each.name).join(', ')}.`, { profile: name });
  return profile;
};

/** @throws AppError INVALID_MESSAGE that names everything that is wrong */
export function planOf(settings: JobSettings, since = new Date().toISOString()): JobPlan {
  const profile = profileOf(settings.profile);
  const members = settings.analyzers ?? profile.analyzers;
  const problems = profileProblems({ analyzers: members, ...(profile.stages ? { stages: profile.stages } : {}) }, analyzers, problemTextsOf(settings.language));
  if (problems.length > 0) throw new AppError('INVALID_MESSAGE', problems.join(' '));
  const chosen = chosenOf(profile, members);
  return {
    profile: chosen.profile, choices: chosen.choices, stages: chosen.stages, stagesApart: chosen.stagesApart, tier: settings.tier ?? chosen.tier ?? 'lite',
    language: settings.language, windowMs: Math.round((settings.windowSeconds ?? WINDOW_SECONDS) * 1000), fresh: settings.fresh, since,
  };
}
