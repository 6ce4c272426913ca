/** What the process of the crowd bench tells the one that started it. */
import { z } from 'zod';

export const SAGAS = 200;

const Phase = z.object({
  phase: z.string(), seconds: z.number(), delayP95Ms: z.number(), delayMaxMs: z.number(), statements: z.number(), transactions: z.number(),
  /** Cores in use; peak memory so far. */
  cpu: z.number(), mib: z.number(),
});
export type Phase = z.infer<typeof Phase>;

export const CrowdReport = z.object({ failed: z.array(z.string()), startMib: z.number(), peakMib: z.number(), phases: z.array(Phase), acceptedP95: z.number() });
export type CrowdReport = z.infer<typeof CrowdReport>;
