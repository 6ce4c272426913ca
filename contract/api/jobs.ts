/** Jobs: media that are analysed together, from creation to the archive. */
import { z } from 'zod';
import { Language, Tier } from '../units.ts';
import { ProfileAnalyzer } from '../profile.ts';
import { Run } from '../run.ts';
import { MOST_PER_PAGE, PageQuery } from './paging.ts';

/** The card on which a job lies; `done` means confirmed by a person. */
export const JobStage = z.enum(['created', 'ml_done', 'llm', 'done']);
export type JobStage = z.infer<typeof JobStage>;

export const JobState = z.enum(['preparing', 'ready', 'queued', 'analysing', 'paused', 'awaiting_review', 'failed', 'cancelled', 'held', 'wiping', 'archived', 'idle']);
export type JobState = z.infer<typeof JobState>;

export const JobType = z.enum(['single', 'batch']);
export type JobType = z.infer<typeof JobType>;

export const JobPriority = z.enum(['urgent', 'standard', 'low']);
export type JobPriority = z.infer<typeof JobPriority>;

const text = (most: number) => z.string().trim().max(most);

/** What people know beforehand. */
export const JobMetadata = z.strictObject({
  knownNames: z.array(text(200).min(1)).max(100).default([]).describe('Names of persons who appear; nobody is recognised by them. Like `context` and `notes` they are told to models that describe pictures in words: the first 50'),
  context: text(10_000).default('').describe('What the media show, where and when; the first 2000 characters are told to models that describe'),
  notes: text(10_000).default('').describe('Whatever else helps; the first 2000 characters are told to models that describe'),
}).meta({ id: 'JobMetadata' });
export type JobMetadata = z.infer<typeof JobMetadata>;

/** What is looked for, and how. */
export const JobSettings = z.strictObject({
  profile: text(64).min(1).default('lite'),
  analyzers: z.array(ProfileAnalyzer).max(200).optional().describe('In place of the analyzers of the profile'),
  tier: Tier.optional().describe("By default the profile's, else lite"),
  language: Language.default('en').describe('Of the sentences of findings'),
  windowSeconds: z.number().min(10).max(86_400).optional().describe('Length of the parts in which long films are analysed; 600 by default'),
  fresh: z.boolean().default(false).describe('Nothing is taken over from other jobs'),
}).meta({ id: 'JobSettings' });
export type JobSettings = z.infer<typeof JobSettings>;

/** Settings as they are asked for. */
export const WantedSettings = JobSettings.extend({ profile: JobSettings.shape.profile.unwrap().optional().describe("By default the workspace's") }).meta({ id: 'WantedSettings' });
export type WantedSettings = z.infer<typeof WantedSettings>;

export const MediaIds = z.array(z.string().min(1).max(100)).max(10_000);

export const NewJob = z.strictObject({
  name: text(200).min(1),
  type: JobType.default('single'),
  priority: JobPriority.default('standard'),
  mediaIds: MediaIds.default([]),
  settings: WantedSettings.prefault({}),
  metadata: JobMetadata.prefault({}),
}).meta({ id: 'NewJob' });
export type NewJob = z.infer<typeof NewJob>;

/** What is absent stays. `settings` can be changed as long as nothing was started. */
export const JobChange = z.strictObject({
  name: text(200).min(1).optional(),
  type: JobType.optional(),
  priority: JobPriority.optional(),
  settings: WantedSettings.optional(),
  metadata: JobMetadata.optional(),
}).meta({ id: 'JobChange' });
export type JobChange = z.infer<typeof JobChange>;

const at = z.iso.datetime();
const usd = z.number().nonnegative();

export const JobFailure = z.object({ code: z.string(), message: z.string(), next: z.string().optional() }).meta({ id: 'JobFailure' });
export type JobFailure = z.infer<typeof JobFailure>;

export const JobProgress = z.object({
  fraction: z.number().min(0).max(1),
  mediaId: z.string().optional().describe('The medium that is analysed now'),
  mediaFraction: z.number().min(0).max(1).optional(),
  step: z.enum(['launch', 'transfer', 'open', 'analyse', 'finish', 'wipe', 'release']).optional().describe('`release`: its machines are being ended, and all else is done'),
  remainingMs: z.number().nonnegative().optional(),
  at,
}).meta({ id: 'JobProgress' });
export type JobProgress = z.infer<typeof JobProgress>;

/** A job as lists show it (DAT-03). */
export const AnalysisJob = z.object({
  id: z.uuid(),
  name: z.string(),
  type: JobType,
  stage: JobStage,
  state: JobState,
  priority: JobPriority,
  version: z.int().positive(),
  userId: z.string().optional(),
  settings: JobSettings,
  metadata: JobMetadata,
  mediaCount: z.int().nonnegative(),
  progress: JobProgress.optional(),
  cost: z.object({ spentUsd: usd, machineSeconds: z.number().nonnegative(), limitUsd: usd.optional() }),
  attempts: z.int().nonnegative().describe('Machines that were lost since the last finished run'),
  retries: z.int().nonnegative().describe('How often a person had it try again'),
  failure: JobFailure.optional(),
  onMachine: z.boolean().describe('A machine works for it, or is being ended'),
  anonymised: z.boolean(),
  createdAt: at,
  updatedAt: at,
  queuedAt: at.optional(),
  startedAt: at.optional(),
  finishedAt: at.optional(),
  completedAt: at.optional().describe('Confirmed by a person'),
}).meta({ id: 'AnalysisJob' });
export type AnalysisJob = z.infer<typeof AnalysisJob>;

export const JobMedium = z.object({
  mediaId: z.string(),
  position: z.int().nonnegative(),
  fileName: z.string(),
  kind: z.string().optional(),
  durationMs: z.int().nonnegative(),
  sizeBytes: z.int().nonnegative(),
  mediaState: z.string().describe('`stored`, `wiping` or `wiped`'),
  failure: JobFailure.optional(),
  runs: z.array(Run),
}).meta({ id: 'JobMedium' });
export type JobMedium = z.infer<typeof JobMedium>;

/** What the orchestrator did for a job, written before it was done. */
export const JobStep = z.object({
  kind: z.enum(['launch', 'provision', 'lend', 'transfer', 'analyse', 'wipe', 'terminate', 'confirm_gone', 'wipe_media']),
  mediaId: z.string().optional(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  begunAt: at,
  endedAt: at.optional(),
  outcome: z.enum(['done', 'failed', 'lost']).optional(),
  code: z.string().optional(),
}).meta({ id: 'JobStep' });
export type JobStep = z.infer<typeof JobStep>;

export const AnalysisJobDetail = AnalysisJob.extend({
  media: z.array(JobMedium).max(MOST_PER_PAGE).describe('The first ones; `mediaCount` says how many there are'),
  mediaNext: z.string().optional().describe('Where there are more: the cursor of `listJobMedia` for those'),
  runCounts: z.record(z.string(), z.int().positive()).describe('Runs by status, of all media'),
  steps: z.array(JobStep),
}).meta({ id: 'AnalysisJobDetail' });
export type AnalysisJobDetail = z.infer<typeof AnalysisJobDetail>;

/** One word or several, separated by commas, as a query may carry them. */
const listOf = <Item extends z.ZodType>(item: Item) => z.preprocess((given) => (typeof given === 'string' ? given.split(',').filter((word) => word !== '') : given), z.array(item).max(50)).optional();

export const JobSort = z.enum(['newest', 'oldest', 'changed', 'name', 'queue']);
export type JobSort = z.infer<typeof JobSort>;

export const JobQuery = PageQuery.extend({
  stage: listOf(JobStage),
  state: listOf(JobState),
  type: JobType.optional(),
  priority: JobPriority.optional(),
  profile: z.string().max(64).optional(),
  analyzer: z.string().max(100).optional().describe('Ran in the job'),
  kind: z.enum(['video', 'image', 'audio']).optional().describe('Of one of its media'),
  mediaId: z.string().max(100).optional(),
  text: z.string().max(500).optional().describe('In name, context, notes or known names; an id finds its job'),
  from: z.iso.datetime({ offset: true }).optional().describe('Created at or after'),
  to: z.iso.datetime({ offset: true }).optional().describe('Created before'),
  sort: JobSort.default('newest'),
});
export type JobQuery = z.infer<typeof JobQuery>;

export const JobParams = z.object({ jobId: z.uuid() });

/** Names what may be spent; only now does a machine start. */
export const StartJob = z.strictObject({
  offerId: z.string().min(1).max(200).describe('One of the offers of the estimate'),
  costLimitUsd: z.number().min(0).max(100_000).optional().describe("The job stops there and keeps what it has; by default the workspace's limit"),
  usdPerHour: z.number().min(0).optional().describe('The price that was seen: refused with PRICE_CHANGED where the offer costs more by now'),
  interruptible: z.boolean().optional().describe('True: it is understood that this machine may be taken away at any time; such offers are refused without it'),
  mostMachines: z.int().min(1).max(100).optional().describe('Most machines at the same time; by default as many as pay, and never more than the installation allows'),
}).meta({ id: 'StartJob' });
export type StartJob = z.infer<typeof StartJob>;

/** Looks again, at all or in another way; has to be started like a new job. */
export const RerunJob = z.strictObject({ settings: WantedSettings.optional() }).meta({ id: 'RerunJob' });

export const CompletionChoice = z.strictObject({
  anonymise: z.boolean().default(false).describe('Known names become "Person 1" and so on, in metadata, names, findings and corrections'),
}).meta({ id: 'CompletionChoice' });
export type CompletionChoice = z.infer<typeof CompletionChoice>;

/** First of the two steps: what completion will do. Nothing is changed yet. */
export const CompletionRequest = z.object({
  confirmationToken: z.string().describe('Good once, for the job as it is now'),
  expiresAt: at,
  deletes: z.object({ mediaIds: z.array(z.string()), sizeBytes: z.int().nonnegative() }),
  keeps: z.object({
    mediaIds: z.array(z.string()).describe('Another job that is not completed uses them'),
    runs: z.int().nonnegative(),
    observations: z.int().nonnegative(),
  }),
  anonymises: z.boolean(),
}).meta({ id: 'CompletionRequest' });
export type CompletionRequest = z.infer<typeof CompletionRequest>;

export const ConfirmCompletion = z.strictObject({ confirmationToken: z.string().min(20).max(200) }).meta({ id: 'ConfirmCompletion' });
