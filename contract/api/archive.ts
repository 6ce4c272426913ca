/** Completed jobs: without their media, with everything else; and templates made from jobs. */
import { z } from 'zod';
import { JobMetadata, JobPriority, JobSettings, JobType, MediaIds } from './jobs.ts';

/** A new job with the settings of an earlier one; its media are gone, so others are named. */
export const ReuseJob = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  mediaIds: MediaIds.default([]),
  metadata: z.boolean().default(false).describe('Takes context, notes and known names along'),
}).meta({ id: 'ReuseJob' });
export type ReuseJob = z.infer<typeof ReuseJob>;

export const JobTemplate = z.object({
  id: z.uuid(),
  name: z.string(),
  type: JobType,
  priority: JobPriority,
  settings: JobSettings,
  metadata: JobMetadata,
  fromJobId: z.uuid().optional(),
  createdAt: z.iso.datetime(),
}).meta({ id: 'JobTemplate' });
export type JobTemplate = z.infer<typeof JobTemplate>;

export const NewTemplate = z.strictObject({
  name: z.string().trim().min(1).max(200),
  fromJobId: z.uuid(),
  metadata: z.boolean().default(false).describe('Takes context and notes along, never known names'),
}).meta({ id: 'NewTemplate' });
export type NewTemplate = z.infer<typeof NewTemplate>;

export const TemplateParams = z.object({ templateId: z.uuid() });
