/** One machine of one job, as it is written down: everything that whoever goes on after a crash has to know. */
import { z } from 'zod';
import type { Offer } from '../gpu/provider.ts';

export const RentalState = z.enum([
  /** Written down, its money reserved; nobody was asked for it yet. */
  'intended',
  /** The call that makes it may be on its way. */
  'requesting',
  /** Nobody knows whether it was made; it is looked for by its name. */
  'unknown',
  /** It exists and lets nobody in yet. */
  'booting',
  /** It let us in and is set up. */
  'provisioning',
  /** A worker answers. */
  'ready',
  'wiping',
  /** The provider is asked to end it, again and again. */
  'terminating',
  /** The provider said yes; its complete lists have to say so too. */
  'confirming',
  /** Two complete lists did not show it, or it never existed (`created` is false). */
  'gone',
]);
export type RentalState = z.infer<typeof RentalState>;

export const EndReason = z.enum([
  'finished', 'cancelled', 'failed',
  /** It never let us in; its setting up failed. */
  'unreachable', 'provisioning_failed',
  /** It costs more than it was offered for; it is not what was ordered. */
  'price', 'not_as_ordered',
  /** It is not there any more, or does not answer; somebody else bid more, or it was stopped without us. */
  'lost', 'outbid',
  /** Its money is used up. */
  'limit',
  'emergency',
  /** Nobody uses it: its job is over or its process gone. A machine of ours that nobody wrote down; a second one of the same name. */
  'abandoned', 'orphan', 'duplicate',
  /** Nothing was made: the provider said no. */
  'refused',
]);
export type EndReason = z.infer<typeof EndReason>;

/** The offer as it stood when it was chosen. */
const OfferSnapshot = z.object({
  id: z.string(), description: z.string(), usdPerHour: z.number(), gpu: z.string().optional(), gpuCount: z.int().optional(), region: z.string().optional(),
  secure: z.boolean().optional(), interruptible: z.boolean(), usdPerGbIn: z.number(), usdPerGbOut: z.number(), machineId: z.string().optional(),
});
export type OfferSnapshot = z.infer<typeof OfferSnapshot>;

/** Proof that nothing of ours was left; `skipped` where the machine did not answer. */
export const WipeReport = z.object({ filesLeft: z.int().optional(), skipped: z.string().optional(), detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional() });
export type WipeReport = z.infer<typeof WipeReport>;

const Moment = z.number(); // milliseconds since 1970

/** What is kept beside the columns that are searched for. */
export const RentalFacts = z.object({
  attempt: z.int(),
  offer: OfferSnapshot,
  /** Sealed by the caller: SSH key, worker token. Never looked into here. */
  keyMaterial: z.string(),
  hostKey: z.string().optional(),
  instanceId: z.string().optional(),
  machineId: z.string().optional(),
  /** What is really paid, once told. */
  usdPerHour: z.number().optional(),
  /** From this moment on the machine ends itself, whatever else happens. */
  hardEndAt: Moment,
  /** Until when the machine lives without hearing of us, as last told to it. */
  leaseUntil: Moment.optional(),
  /** Part of what is reserved: traffic, at most. */
  trafficUsd: z.number(),
  /** Paid by time until `spentAt`, as we count it. */
  spentUsd: z.number(),
  spentAt: Moment.optional(),
  /** When each state was entered last. */
  at: z.partialRecord(RentalState, Moment),
  /** False as long as nothing can exist, and again once that is certain. */
  created: z.boolean(),
  /** In a list or by its id, whenever last. */
  seenAt: Moment.optional(),
  /** In complete lists, in a row. */
  absentSince: Moment.optional(),
  absentAt: Moment.optional(),
  absences: z.int(),
  logins: z.int(),
  wipes: z.int(),
  deletes: z.int(),
  deletedAt: Moment.optional(),
  /** When the provider first said yes to ending it. */
  acceptedAt: Moment.optional(),
  /** The provider refuses to end it, or says yes and does not, since then. */
  refusedSince: Moment.optional(),
  /** All such times that are over, in ms. */
  refusedMs: z.number(),
  /** Other machines of the same name that have to go. */
  duplicates: z.array(z.string()),
  endReason: EndReason.optional(),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  wipe: WipeReport.optional(),
  /** Alarms that were told already. */
  alerts: z.array(z.string()),
});
export type RentalFacts = z.infer<typeof RentalFacts>;

export interface Rental extends RentalFacts {
  id: string;
  /** Absent for a machine of ours that no ledger knew: nobody can be told to pay it. */
  workspaceId?: string | undefined;
  jobId?: string | undefined;
  provider: string;
  name: string;
  state: RentalState;
  /** One more with every writing; who writes an older one is refused. */
  version: number;
  /** Counts as spent until the machine is gone. */
  reservedUsd: number;
  /** Somebody wants it ended; whoever drives it looks at this. Never written by `update`. */
  endWanted?: EndReason | undefined;
}

/** On its way out: nothing leads back from here to being used. */
export const ENDING_STATES: readonly RentalState[] = ['wiping', 'terminating', 'confirming', 'gone'];

export const offerSnapshot = ({ id, description, usdPerHour, machine }: Offer): OfferSnapshot => ({
  id, description, usdPerHour, interruptible: machine?.interruptible ?? false, usdPerGbIn: machine?.usdPerGbIn ?? 0, usdPerGbOut: machine?.usdPerGbOut ?? 0,
  ...(machine && { gpu: machine.gpu, gpuCount: machine.gpuCount, secure: machine.secure }),
  ...(machine?.region !== undefined && { region: machine.region }), ...(machine?.machineId !== undefined && { machineId: machine.machineId }),
});
