/** What AIMA does for whoever begins: measures its machine, and makes a sample to look at. */
import { z } from 'zod';
import { EstimateRange } from './estimate.ts';

const bytes = z.number().nonnegative();

/** Of one profile on this machine as it is. */
export const ProfileHere = z.object({
  name: z.string(),
  title: z.string(),
  analyzers: z.int().nonnegative().describe('That it turns on'),
  ready: z.int().nonnegative().describe('Of them, those that can run here'),
  missing: z.array(z.object({ code: z.string(), analyzer: z.string().optional(), message: z.string() })).describe('Why each of the others cannot'),
  secondsPerMinute: EstimateRange.describe('On the clock, for a minute of film with sound, of what is known'),
  basis: z.object({ here: z.int().nonnegative(), reference: z.int().nonnegative(), unknown: z.int().nonnegative() }).describe('Analyzers whose speed was measured here, on another machine, nowhere'),
}).meta({ id: 'ProfileHere' });
export type ProfileHere = z.infer<typeof ProfileHere>;

/** A part that could not be measured says so in `problem`, and is no fault of the others. */
export const SelfTest = z.object({
  at: z.iso.datetime(),
  machine: z.object({ processor: z.string(), cores: z.int().positive(), memoryBytes: bytes.describe('That AIMA may use') }),
  disk: z.object({ freeBytes: bytes.optional(), totalBytes: bytes.optional(), writeBytesPerSecond: bytes.optional().describe('Of a file that was forced to the disk'), problem: z.string().optional() }).describe('Where AIMA keeps its data'),
  ffmpeg: z.object({
    version: z.string().optional().describe('Absent: there is none, and films and sound cannot be read'),
    decoders: z.array(z.string()).describe('Of the usual ones, those that are there'),
    missing: z.array(z.string()),
    timesRealTime: z.number().nonnegative().optional().describe('How much faster than it plays a film of 1280 x 720 is decoded'),
    problem: z.string().optional(),
  }),
  device: z.object({
    kind: z.enum(['cpu', 'cuda']).optional().describe('What computes models, proven in a process of its own'),
    gigaflops: z.number().nonnegative().optional(),
    gpu: z.object({ name: z.string(), memoryBytes: bytes, freeBytes: bytes }).optional(),
    why: z.string().optional().describe('Why this one'),
    problem: z.string().optional(),
  }),
  profiles: z.array(ProfileHere),
}).meta({ id: 'SelfTest' });
export type SelfTest = z.infer<typeof SelfTest>;

/** A film that AIMA made itself, and the job that looks into it. */
export const Sample = z.object({
  jobId: z.uuid(),
  mediaId: z.string(),
  kind: z.enum(['video', 'image']).describe('A picture where this machine cannot make films'),
  spoken: z.boolean().describe('Somebody speaks in it, made by a program of this machine'),
  analyzers: z.array(z.string()).describe('That look into it'),
  leftOut: z.array(z.object({ analyzer: z.string(), message: z.string() })).describe('That would have something to find, and cannot run here'),
}).meta({ id: 'Sample' });
export type Sample = z.infer<typeof Sample>;

export const SampleState = z.object({ sample: Sample.optional().describe('Absent: there is none in this workspace') }).meta({ id: 'SampleState' });
export type SampleState = z.infer<typeof SampleState>;
