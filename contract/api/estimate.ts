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

const usd = z.number().nonnegative();

/** What the provider says of a machine; what is absent is not told. */
export const MachineOnOffer = z.object({
  gpu: z.string().describe('`RTX 4090`, `A100 PCIE`, `H100 SXM`'),
  gpuCount: z.int().nonnegative(),
  gpuMemoryGb: z.number().nonnegative().describe('Of one GPU, in GB (10^9 bytes)'),
  secure: z.boolean().describe("In a data centre that answers for it; else at somebody's home"),
  interruptible: z.boolean().describe('The provider may take it away at any time; the price is then a bid'),
  cudaVersion: z.number().optional().describe('The highest that its driver supports'),
  region: z.string().optional(),
  reliability: z.number().optional().describe('0..1: how much of the time it was there'),
  downMbps: z.number().optional(),
  upMbps: z.number().optional(),
  endsAt: z.iso.datetime().optional().describe('It is offered until then'),
}).meta({ id: 'MachineOnOffer' });
export type MachineOnOffer = z.infer<typeof MachineOnOffer>;

/** Where time and money go. */
export const OfferPart = z.object({
  part: z.string().describe('`boot`, `provision`, `transfer`, `work`, `end`, `bandwidth` (paid by the byte), `storage` (where it is not within the price by the hour)'),
  seconds: range,
  usd: range,
  basis: z.string().describe('`measured`: on machines of this kind before; `assumed`: a stated guess with a wide range; `told`: by the provider; `here`: as this machine'),
}).meta({ id: 'OfferPart' });
export type OfferPart = z.infer<typeof OfferPart>;

/** How many machines of this offer pay for the job. */
export const MachinePlan = z.object({
  machines: z.int().positive(),
  seconds: z.number().nonnegative().describe('From the first start to the last end, as likely'),
  usd: usd.describe('Of all of them, as likely'),
  load: z.number().min(0).max(1).describe('Share of its paid time in which the least busy one works on media'),
  because: z.string().describe('Why not one more: `most`, `limit`, `load`, `busy`, `media`'),
}).meta({ id: 'MachinePlan' });
export type MachinePlan = z.infer<typeof MachinePlan>;

/** The cheapest of this job first, the time that one waits weighed in. */
export const OfferEstimate = z.object({
  id: z.string().describe("What `startJob` takes: `PROVIDER:ID`, or `this-machine`"),
  provider: z.string(),
  description: z.string(),
  usdPerHour: usd.describe('All that is paid by time: GPU and disk'),
  usd: range.describe('Expected for this job, everything included'),
  seconds: range.optional().describe('From the start to the end of the machine, for this job'),
  parts: z.array(OfferPart).optional(),
  machine: MachineOnOffer.optional().describe('Absent for this machine'),
  machines: MachinePlan.optional(),
  risk: z.string().optional().describe('What may happen to it, in a sentence'),
}).meta({ id: 'OfferEstimate' });
export type OfferEstimate = z.infer<typeof OfferEstimate>;

export const LeftOutOffer = z.object({
  id: z.string(),
  provider: z.string(),
  description: z.string(),
  usdPerHour: usd,
  code: z.string().describe('`gpu_memory`, `not_secure`, `region`, `reliability`, `cuda`, `price`, `ends_too_soon`, `interruptible`, `cost_limit`, `failed_lately`'),
  message: z.string(),
}).meta({ id: 'LeftOutOffer' });
export type LeftOutOffer = z.infer<typeof LeftOutOffer>;

/** Which providers were asked, and what became of it. */
export const ProviderAnswer = z.object({
  provider: z.string(),
  state: z.string().describe('`answered`, `not_set_up` (no key), or the code of an error'),
  offers: z.int().nonnegative(),
  message: z.string().optional(),
}).meta({ id: 'ProviderAnswer' });
export type ProviderAnswer = z.infer<typeof ProviderAnswer>;

/** What the job needs of a machine. */
export const JobNeeds = z.object({
  gpuMemoryGb: z.number().nonnegative().describe('Of one GPU; 0 where no model needs one'),
  gpuMemoryFor: z.array(z.string()).describe('Kinds of models that need it'),
  diskGb: z.number().nonnegative(),
  mediaBytes: z.number().nonnegative(),
  weightBytes: z.number().nonnegative().describe('Of the models, sent to the machine or loaded by it'),
}).meta({ id: 'JobNeeds' });
export type JobNeeds = z.infer<typeof JobNeeds>;

export const Estimate = z.object({
  seconds: range.describe('From the start to the end of the machine, of what is known'),
  unknown: z.array(z.string()).describe('Analyzers of which nothing was measured: they come on top'),
  media: z.array(MediumEstimate),
  offers: z.array(OfferEstimate),
  warnings: z.array(z.object({ code: z.string(), analyzer: z.string().optional(), message: z.string() })).describe('Such as models that are missing'),
  needs: JobNeeds.optional(),
  leftOut: z.array(LeftOutOffer).optional().describe('Offers that were left out, each with why; at most 200'),
  leftOutCount: z.int().nonnegative().optional(),
  providers: z.array(ProviderAnswer).optional(),
}).meta({ id: 'Estimate' });
export type Estimate = z.infer<typeof Estimate>;

const yesOrNo = z.preprocess((given) => (given === 'true' || given === '1' ? true : given === 'false' || given === '0' ? false : given), z.boolean()).optional();

/** Narrows what the installation allows, never widens it. */
export const OfferFilter = z.strictObject({
  interruptible: yesOrNo.describe('Bids for machines that may be taken away, too; only where the installation allows them'),
  secure: yesOrNo.describe('Only machines in data centres'),
  region: z.string().max(200).optional().describe('Country or data centre, several separated by commas: `DE,FR,EU-RO-1`'),
  gpu: z.string().max(100).optional().describe('Part of the name of the GPU'),
  mostUsdPerHour: z.coerce.number().min(0).optional(),
  machines: z.coerce.number().int().min(1).max(100).optional().describe('Most machines at the same time'),
  costLimitUsd: z.coerce.number().min(0).max(100_000).optional().describe("By default the workspace's"),
});
export type OfferFilter = z.infer<typeof OfferFilter>;

export const EstimateRequest = z.strictObject({ mediaIds: MediaIds, settings: WantedSettings, offers: OfferFilter.optional() }).meta({ id: 'EstimateRequest' });
