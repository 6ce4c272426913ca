/** Machines that were rented for jobs, what they cost, and the stop for all of them. */
import { z } from 'zod';
import { PageQuery } from './paging.ts';

const at = z.iso.datetime();
const usd = z.number().nonnegative();

/** Where it stands, in words that a page can rely on; `state` says it exactly. */
export const MachinePhase = z.enum(['planned', 'starting', 'setting_up', 'working', 'ending', 'gone']);
export type MachinePhase = z.infer<typeof MachinePhase>;

export const MachineView = z.object({
  id: z.uuid(),
  jobId: z.uuid().nullable(),
  provider: z.string(),
  name: z.string().describe('As in the account of the provider'),
  phase: MachinePhase,
  state: z.string(),
  description: z.string(),
  gpu: z.string().optional(),
  region: z.string().optional(),
  interruptible: z.boolean(),
  attempt: z.int().positive(),
  usdPerHour: usd.describe('What is paid, as far as that is known, else what was offered'),
  usdPerMinute: usd,
  spentUsd: usd.describe('As we count it, until now'),
  reservedUsd: usd.describe('The most that it may still come to'),
  seconds: z.number().nonnegative().describe('That were paid so far'),
  startedAt: at.optional().describe('It was asked for'),
  readyAt: at.optional().describe('A worker answered'),
  goneAt: at.optional().describe('Confirmed by two complete lists of the provider without it'),
  endsAt: at.describe('It ends itself then, whatever else happens'),
  leaseUntil: at.optional().describe('It ends itself then unless it hears of us'),
  endWanted: z.string().optional(),
  endReason: z.string().optional().describe('`finished`, `cancelled`, `limit`, `emergency`, …'),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  wipe: z.object({ filesLeft: z.int().optional(), skipped: z.string().optional() }).optional().describe('Proof that nothing of ours was left'),
  refusedSince: at.optional().describe('The provider does not end it, since then'),
  alerts: z.array(z.string()),
}).meta({ id: 'MachineView' });
export type MachineView = z.infer<typeof MachineView>;

export const MachineLogEntry = z.object({ at, kind: z.string().describe('`state`, `step`, `alert`'), what: z.string(), detail: z.string().optional() }).meta({ id: 'MachineLogEntry' });
export type MachineLogEntry = z.infer<typeof MachineLogEntry>;

export const MachineDetail = MachineView.extend({ log: z.array(MachineLogEntry).describe('States, steps of setting it up, alarms; the newest 500') }).meta({ id: 'MachineDetail' });
export type MachineDetail = z.infer<typeof MachineDetail>;

export const MachineQuery = PageQuery.extend({
  open: z.preprocess((given) => (given === 'true' ? true : given === 'false' ? false : given), z.boolean()).optional().describe('Only those that are not gone, or only those that are'),
  jobId: z.uuid().optional(),
});
export type MachineQuery = z.infer<typeof MachineQuery>;
export const MachineParams = z.object({ machineId: z.uuid() });

/** The word that has to be typed; a slip of a finger stops nothing. */
export const STOP_WORD = 'STOP';

export const EmergencyStopRequest = z.strictObject({
  confirm: z.literal(STOP_WORD),
  /** `installation`: every workspace's, and whatever of ours the providers list; for administrators. */
  scope: z.enum(['workspace', 'installation']).default('workspace'),
}).meta({ id: 'EmergencyStopRequest' });

export const EmergencyStopReport = z.object({
  jobs: z.array(z.string()).describe('Jobs that were paused; what is finished is kept'),
  machines: z.array(z.object({
    provider: z.string(), name: z.string(), id: z.string(), outcome: z.string().describe('`accepted`: the provider ends it; `absent`: it does not know it; `refused`: it is asked again until it does'), message: z.string().optional(),
  })),
  told: z.int().nonnegative().nullable().describe('Machines whose drivers were told to end them; null where the database could not be asked'),
  unlisted: z.array(z.string()).describe('Providers that gave no complete list: look into the account by hand'),
}).meta({ id: 'EmergencyStopReport' });
export type EmergencyStopReport = z.infer<typeof EmergencyStopReport>;

/** What one machine cost, to the second. */
export const MachineCost = z.object({
  machineId: z.uuid(), provider: z.string(), description: z.string(), attempt: z.int().positive(), usdPerHour: usd, seconds: z.number().nonnegative(), ourUsd: usd,
  providerUsd: usd.nullable().describe('As the provider has booked it so far, which may lag by a day; null: not told'),
  goneAt: at.optional(), endReason: z.string().optional(), confirmedGone: z.boolean(),
}).meta({ id: 'MachineCost' });
export type MachineCost = z.infer<typeof MachineCost>;

export const JobCosts = z.object({
  jobId: z.uuid(),
  limitUsd: usd.nullable(),
  estimatedUsd: usd.nullable().describe('As likely, told before the start'),
  estimatedSeconds: z.number().nonnegative().nullable(),
  ourUsd: usd,
  providerUsd: usd.nullable().describe('Null unless all machines were booked'),
  reservedUsd: usd.describe('The most that it may still come to'),
  seconds: z.number().nonnegative().describe('Of all machines'),
  machines: z.array(MachineCost),
  confirmedGone: z.boolean().describe('Every machine is gone, by two complete lists of its provider'),
}).meta({ id: 'JobCosts' });
export type JobCosts = z.infer<typeof JobCosts>;

export const CostQuery = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });

const Cap = z.object({ usd, spentUsd: usd.describe('What was spent or is reserved'), since: at });

export const WorkspaceCosts = z.object({
  days: z.array(z.object({ day: z.iso.date(), provider: z.string(), machines: z.int().nonnegative(), seconds: z.number().nonnegative(), usd })).describe('By the day (UTC) on which a machine was asked for; newest first'),
  usd: usd.describe('Of all these days'),
  today: Cap,
  month: Cap,
  usdPerMinute: usd.describe('What runs now'),
}).meta({ id: 'WorkspaceCosts' });
export type WorkspaceCosts = z.infer<typeof WorkspaceCosts>;
