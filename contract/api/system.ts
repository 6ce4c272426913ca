/** How the server is: for everybody as far as it works, for administrators in numbers. */
import { z } from 'zod';

const Part = z.enum(['ok', 'unreachable']);

export const Health = z.object({
  /** `aima`: tells a port that AIMA holds from one that another program holds. */
  product: z.literal('aima'),
  status: z.enum(['ok', 'degraded', 'stopping']).describe('`degraded`: some part does not answer; what was confirmed is kept'),
  version: z.string(),
  database: Part,
  storage: Part,
  orchestrator: z.enum(['running', 'not_here']).describe('`not_here`: this process only answers the API; another one works on jobs'),
}).meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;

export const SystemAlert = z.object({
  alert: z.string().describe('Such as `api_slow`, `database_unreachable`, `provider_unusable`, `machine_not_ended`; of the last 24 hours `sign_ins_locked`, `session_reused`'),
  object: z.string().optional().describe('Provider or machine that it is about'),
  severity: z.enum(['warning', 'critical']),
  value: z.number().optional().describe('What was measured, or how often it happened'),
  limit: z.number().optional(),
}).meta({ id: 'SystemAlert' });
export type SystemAlert = z.infer<typeof SystemAlert>;

export const SystemStatus = z.object({
  health: Health,
  versions: z.object({ aima: z.string(), node: z.string(), database: z.string() }),
  process: z.object({
    pid: z.int(), startedAt: z.iso.datetime(), uptimeSeconds: z.number(),
    memoryBytes: z.int().describe('Resident'), heapBytes: z.int(), cpuSeconds: z.number(),
    eventLoopDelayMs: z.number().describe('99th percentile since the last time somebody asked'),
  }),
  queue: z.record(z.string(), z.int().nonnegative()).describe('Jobs by state, over all workspaces'),
  storage: z.object({ kind: z.enum(['folder', 's3']), mediaCount: z.int(), storedBytes: z.number(), uploadBytes: z.number(), freeBytes: z.number().optional().describe('Of the disk, for a folder') }),
  api: z.object({ requests: z.int(), p50Ms: z.number(), p95Ms: z.number(), p99Ms: z.number() }).describe('Answers of the last five minutes; percentiles are exact within a half'),
  machines: z.object({ open: z.int().nonnegative(), usdPerMinute: z.number().nonnegative() }).optional().describe('Rented ones that are not gone, of all workspaces'),
  watchers: z.int().nonnegative().describe('Open WebSockets of this process'),
  alerts: z.array(SystemAlert),
}).meta({ id: 'SystemStatus' });
export type SystemStatus = z.infer<typeof SystemStatus>;
