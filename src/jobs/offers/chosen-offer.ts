/** The offer that a person started a job on, as it lies in the job's row. */
import { MachinePlan } from '@aima/contract';
import { z } from 'zod';
import type { Offer } from '../../gpu/provider.ts';

const Machine = z.object({
  gpu: z.string(), gpuCount: z.number(), gpuMemoryGb: z.number(), secure: z.boolean(), usdPerGbIn: z.number(), usdPerGbOut: z.number(), interruptible: z.boolean(),
  cudaVersion: z.number().exactOptional(), region: z.string().exactOptional(), reliability: z.number().exactOptional(), machineId: z.string().exactOptional(),
  downMbps: z.number().exactOptional(), upMbps: z.number().exactOptional(), endsAt: z.number().exactOptional(),
});

const OfferAsStored = z.object({ id: z.string(), provider: z.string(), description: z.string(), usdPerHour: z.number(), machine: Machine.exactOptional() }) satisfies z.ZodType<Offer>;

/** What is wished of other machines, where this one fails or several pay. */
const Wish = z.object({ interruptible: z.boolean().default(false), mostMachines: z.int().min(1).exactOptional() });

export const ChosenOffer = OfferAsStored.extend({
  wish: Wish.prefault({}),
  /** As told before the start; absent for this machine. */
  expected: z.object({ usd: z.number(), seconds: z.number(), machines: MachinePlan.exactOptional() }).exactOptional(),
});
export type ChosenOffer = z.infer<typeof ChosenOffer>;
