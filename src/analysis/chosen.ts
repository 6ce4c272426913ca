/** Which analyzers run, with which parameters and in which stages, as a profile and those named beside it say. */
import type { AnalyzerChoice, Profile, ProfileAnalyzer, Tier } from '@aima/contract';
import { runningStages } from '../analyzers/profiles.ts';

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

const choiceOf = ({ name, parameters }: ProfileAnalyzer): AnalyzerChoice => ({ name, ...(parameters === undefined ? {} : { parameters }) });

/** A member of the profile as it stands there but on, or somebody new. */
export const asMember = (profile: Pick<Profile, 'analyzers'>, name: string): ProfileAnalyzer => ({ ...profile.analyzers.find((each) => each.name === name) ?? { name }, on: true });

/** `members`: those of the profile, or whoever takes their place; who is off does not run. */
export function chosenOf(profile: Profile, members: readonly ProfileAnalyzer[]): Chosen {
  const stages = runningStages({ ...(profile.stages ? { stages: profile.stages } : {}), analyzers: [...members] });
  return {
    profile: profile.name, choices: stages.flatMap((stage) => stage.analyzers.map(choiceOf)), stages: profile.stages ? stages.map((stage) => stage.analyzers.map(({ name }) => name)) : [],
    stagesApart: profile.stagesApart ?? false, ...(profile.tier ? { tier: profile.tier } : {}),
  };
}
