/** What can be looked for: analyzers, and the profiles that group them. */
import { z } from 'zod';
import { Profile } from '../profile.ts';
import { Tier } from '../units.ts';

export const AnalyzerDescription = z.object({
  name: z.string(),
  version: z.int().positive(),
  tier: Tier,
  hasFullTier: z.boolean(),
  method: z.string().describe('How the result is reached'),
  reports: z.string().describe('In the language of the request'),
  how: z.string(),
  source: z.string(),
  weak: z.string().describe('Where it fails'),
  models: z.array(z.string()),
  weights: z.array(z.object({
    id: z.string(), task: z.string().describe('What it is for, in the words of the field'), tier: Tier, licence: z.string().describe('SPDX identifier'),
  })).optional().describe('What may stand behind `models`; roles are filled by whichever of these is on the machine'),
  reads: z.object({ pictures: z.boolean(), sound: z.boolean(), photos: z.boolean(), findingsOf: z.array(z.string()) }),
  profiles: z.array(z.string()).describe('In which it runs'),
  defaults: z.record(z.string(), z.unknown()).describe('Parameters at their usual values'),
  parameters: z.record(z.string(), z.unknown()).describe('JSON Schema of its parameters'),
  timesRealTime: z.number().nonnegative().optional().describe("Own time as a multiple of a medium's length, as it was measured last"),
  measured: z.enum(['here', 'reference']).optional(),
}).meta({ id: 'AnalyzerDescription' });
export type AnalyzerDescription = z.infer<typeof AnalyzerDescription>;

export const ProfileDescription = Profile.omit({ comment: true, title: true, note: true }).extend({
  title: z.string(),
  note: z.string(),
}).meta({ id: 'ProfileDescription' });
export type ProfileDescription = z.infer<typeof ProfileDescription>;
