/** Thin entries onto jobs, for programs that only want a medium analysed: they make a job and start it on this machine at once. */
import { z } from 'zod';
import { ResultDocument } from '../document.ts';
import { AnalyzeBatchRequest, AnalyzeBatchResponse, AnalyzeFrameRequest } from '../frame-request.ts';
import { Language, Tier } from '../units.ts';
import { JobState } from './jobs.ts';

/** The longest that a request may wait for its document, in seconds. */
export const LONGEST_WAIT_S = 600;

const choices = {
  analyzers: z.array(z.string().min(1).max(100)).min(1).max(100).optional().describe('In place of those of the profile'),
  profile: z.string().min(1).max(64).optional(),
  tier: Tier.optional(),
  language: Language.optional(),
};

export const EntryQuery = z.object({
  wait: z.coerce.number().int().min(0).max(LONGEST_WAIT_S).optional().describe('Seconds to wait for the document, as `Prefer: wait=N` says it'),
});

export const AnalyzeRequest = z.strictObject({
  video_path: z.string().min(1).max(4096).optional().describe('Of the server, below one of its import folders'),
  url: z.string().min(1).max(4096).optional().describe('Where the server opens addresses at all'),
  right_confirmed: z.boolean().optional().describe('I have the right to use what lies behind the address'),
  ...choices,
}).refine(({ video_path, url }) => (video_path === undefined) !== (url === undefined), 'either video_path or url').meta({ id: 'AnalyzeRequest' });
export type AnalyzeRequest = z.infer<typeof AnalyzeRequest>;

export const AnalyzeFrameEntry = AnalyzeFrameRequest.extend(choices).meta({ id: 'AnalyzeFrameEntry' });
export type AnalyzeFrameEntry = z.infer<typeof AnalyzeFrameEntry>;
export const AnalyzeBatchEntry = AnalyzeBatchRequest.extend(choices).meta({ id: 'AnalyzeBatchEntry' });
export type AnalyzeBatchEntry = z.infer<typeof AnalyzeBatchEntry>;

/** 202: it is analysed; where to look. */
export const EntryAccepted = z.object({
  jobId: z.uuid(),
  state: JobState,
  job: z.string().describe('Path of the job'),
  documents: z.array(z.string()).describe('Paths of the result documents'),
}).meta({ id: 'EntryAccepted' });
export type EntryAccepted = z.infer<typeof EntryAccepted>;

/** 200 with the document where the request waited long enough, 202 otherwise. */
export const EntryAnswer = z.union([ResultDocument, EntryAccepted]);
export const BatchEntryAnswer = z.union([AnalyzeBatchResponse, EntryAccepted]);
