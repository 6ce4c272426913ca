/** How a rented machine is set up, as data: the plan that follows from a job and a machine, and what an administrator changed of it. */
import { z } from 'zod';
import { Sha256 } from '../units.ts';

const StepId = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
/** POSIX sh; `$AIMA_HOME`, `$AIMA_RUNTIME` (Node) and `$AIMA_WORKER` (the unpacked bundle) are set. */
const ShellText = z.string().min(1).max(8_000);

export const WeightFile = z.object({
  model: z.string(),
  /** Below the folder of the models, or below the bundle for weights that come with packages. */
  place: z.enum(['models', 'bundle']),
  path: z.string(),
  sha256: Sha256,
  sizeBytes: z.int().nonnegative(),
  /** Where the machine may fetch it by itself. */
  url: z.url({ protocol: /^https$/ }).optional(),
});
export type WeightFile = z.infer<typeof WeightFile>;

export const StackAction = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shell'), command: ShellText }),
  /** An archive of ours, sent and unpacked under the name of its content. */
  z.object({ kind: z.literal('unpack'), archive: z.enum(['runtime', 'worker']), folder: z.string() }),
  /** `push`: from our own store. `pull`: by the machine itself. Both are hashed there. */
  z.object({ kind: z.literal('weights'), how: z.enum(['push', 'pull']), files: z.array(WeightFile) }),
  z.object({ kind: z.literal('worker') }),
]);
export type StackAction = z.infer<typeof StackAction>;

export const StackStep = z.object({
  id: StepId,
  /** For people. */
  what: z.string(),
  /** Succeeds where nothing has to be done. */
  check: ShellText.optional(),
  action: StackAction.optional(),
  /** Has to succeed afterwards. */
  verify: ShellText.optional(),
  undo: ShellText.optional(),
  limitSeconds: z.int().min(1).max(7_200),
  /** At most, where nothing is there yet. */
  sendBytes: z.int().nonnegative(),
  diskBytes: z.int().nonnegative(),
});
export type StackStep = z.infer<typeof StackStep>;

export const ServedModel = z.object({
  /** What the worker asks it for. */
  uses: z.array(z.enum(['vision', 'text', 'speech'])).min(1),
  /** `ORG/NAME` on the hub, at a full commit. */
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  revision: z.string().regex(/^[0-9a-f]{40}$/),
  /** Memory of one GPU that it needs, weights and cache, in GB (10^9 bytes). */
  gpuMemoryGb: z.number().positive(),
  /** Of its files. */
  sizeGb: z.number().positive(),
});
export type ServedModel = z.infer<typeof ServedModel>;

export const StackPlan = z.object({
  version: z.literal(1),
  /** What the machine is and why the plan is as it is, one sentence each. */
  notes: z.array(z.string()),
  steps: z.array(StackStep),
  /** Asked while it runs; a failure is told. */
  health: z.array(z.object({ id: StepId, command: ShellText })),
  /** Of one GPU, in GB. */
  gpuMemoryGb: z.number().nonnegative(),
});
export type StackPlan = z.infer<typeof StackPlan>;

/** What an administrator changes of every plan of this installation. Whoever may write this may run anything on rented machines. */
export const StackEdits = z.strictObject({
  /** Container image for rented machines. */
  image: z.string().regex(/^[\w./:@-]{1,300}$/).optional(),
  weights: z.enum(['auto', 'push', 'pull']).optional(),
  vllmVersion: z.string().regex(/^\d+(\.\d+){1,3}(\.?(post|rc)\d+)?$/).optional(),
  /** One, since a worker asks one model server. */
  served: ServedModel.optional(),
  skip: z.array(StepId).max(20).optional(),
  /** In place of the step of that name, or behind the step `after`. */
  steps: z.array(z.strictObject({
    id: StepId, after: StepId.optional(), what: z.string().min(1).max(200), check: ShellText.optional(), command: ShellText.optional(), verify: ShellText.optional(), undo: ShellText.optional(),
    limitSeconds: z.int().min(1).max(7_200).optional(),
  })).max(20).optional(),
});
export type StackEdits = z.infer<typeof StackEdits>;

/** How a step of a machine went. */
export const StackStepRecord = z.object({
  id: StepId,
  what: z.string(),
  outcome: z.enum(['begun', 'skipped', 'done', 'failed', 'undone']),
  at: z.iso.datetime(),
  seconds: z.number().nonnegative(),
  /** The last words of its output, without secrets. */
  tail: z.string().optional(),
});
export type StackStepRecord = z.infer<typeof StackStepRecord>;
