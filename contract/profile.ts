/** A profile: which analyzers run, with which parameters, in which stages. The built-in ones and the files of users have this one shape. */
import { z } from 'zod';
import { Tier } from './units.ts';

/** For people; programs pass over it. JSON has no comments of its own. */
const comment = z.union([z.string(), z.array(z.string())]).optional();

/** In both languages, or one text for both. */
const Words = z.union([z.string(), z.strictObject({ en: z.string(), de: z.string() })]);

/** The stage of analyzers that name none; it comes last unless the profile's own list of stages puts it elsewhere. */
export const DEFAULT_STAGE = 'default';

export const ProfileAnalyzer = z.strictObject({
  name: z.string(),
  /** False: it is part of the profile but does not run. */
  on: z.boolean().optional(),
  stage: z.string().optional(),
  parameters: z.record(z.string(), z.json()).optional(),
  comment,
});
export type ProfileAnalyzer = z.infer<typeof ProfileAnalyzer>;

export const Profile = z.strictObject({
  comment,
  name: z.string().min(1),
  title: Words.optional(),
  /** What one should know before choosing it. */
  note: Words.optional(),
  /** The tier where the caller names none. */
  tier: Tier.optional(),
  /** In the order in which models are opened. */
  stages: z.array(z.strictObject({ name: z.string().min(1), title: Words.optional(), comment })).optional(),
  /** True: the stages run one after the other, each from a decode of its own, for a GPU that cannot hold all models at once. */
  stagesApart: z.boolean().optional(),
  analyzers: z.array(ProfileAnalyzer).min(1),
});
export type Profile = z.infer<typeof Profile>;
