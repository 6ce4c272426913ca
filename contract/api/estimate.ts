/** What a job will take, in time and money, before anything starts. */
import { z } from 'zod';
import { MediaIds, WantedSettings } from './jobs.ts';

const range = z.object({ low: z.number().nonnegative(), likely: z.number().nonnegative(), high: z.number().nonnegative() });

export const EstimateRange = range.meta({ id: 'EstimateRange' });
export type EstimateRange = z.infer<typeof range>;

/** `here`: measured on this machine. `reference`: on another, so the range is wide. `unknown`: nowhere. */
export const EstimateBasis = z.enum(['here', 'reference', 'unknown']);

export const AnalyzerEstimate = z.object({
  analyzer: z.string(),
  basis: EstimateBasis,
  seconds: range.optional().describe('Own time; absent where unknown'),
}).meta({ id: 'AnalyzerEstimate' });
export type AnalyzerEstimate = z.infer<typeof AnalyzerEstimate>;

export const MediumEstimate = z.object({
  mediaId: z.string(),
  seconds: range.describe('Of what is known'),
  analyzers: z.array(AnalyzerEstimate),
}).meta({ id: 'MediumEstimate' });
export type MediumEstimate = z.infer<typeof MediumEstimate>;

export const OfferEstimate = z.object({
  id: z.string(),
  provider: z.string(),
  description: z.string(),
  usdPerHour: z.number().nonnegative(),
  usd: range,
}).meta({ id: 'OfferEstimate' });
export type OfferEstimate = z.infer<typeof OfferEstimate>;

export const Estimate = z.object({
  seconds: range.describe('From the start to the end of the machine, of what is known'),
  unknown: z.array(z.string()).describe('Analyzers of which nothing was measured: they come on top'),
  media: z.array(MediumEstimate),
  offers: z.array(OfferEstimate),
  warnings: z.array(z.object({ code: z.string(), analyzer: z.string().optional(), message: z.string() })).describe('Such as models that are missing'),
}).meta({ id: 'Estimate' });
export type Estimate = z.infer<typeof Estimate>;

export const EstimateRequest = z.strictObject({ mediaIds: MediaIds, settings: WantedSettings }).meta({ id: 'EstimateRequest' });
