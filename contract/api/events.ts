/** What happens in a workspace, as numbered messages; a client that lost its connection reads on from the last number. */
import { z } from 'zod';

/** Bodies carry ids, states and numbers; never names, texts or media. Fields beyond the named ones may come later. */
const id = z.string().min(1).max(200);
const state = z.string().min(1).max(50);
const fraction = z.number().min(0).max(1);

export const eventBodies = {
  'upload.changed': z.looseObject({ uploadId: id, state, offsetBytes: z.int().nonnegative().optional(), sizeBytes: z.int().nonnegative().optional(), mediaId: id.optional(), code: state.optional() }),
  'media.changed': z.looseObject({ mediaId: id, state, code: state.optional() }),
  'job.changed': z.looseObject({ jobId: id, stage: state.optional(), state, version: z.int().nonnegative().optional(), code: state.optional() }),
  'run.changed': z.looseObject({ jobId: id, runId: id.optional(), mediaId: id.optional(), analyzer: z.string().max(200).optional(), status: state, reason: z.string().max(200).optional() }),
  'job.progress': z.looseObject({ jobId: id, mediaId: id.optional(), progress: fraction.optional(), remainingMs: z.number().nonnegative().optional() }),
  'machine.changed': z.looseObject({ machineId: id, jobId: id.optional(), state, provider: state, code: state.optional() }),
  'metrics': z.looseObject({ jobId: id.optional(), machineId: id.optional(), usdPerMinute: z.number().optional(), spentUsd: z.number().optional() }),
  'alert': z.looseObject({ alert: state, severity: z.enum(['info', 'warning', 'critical']), jobId: id.optional(), mediaId: id.optional(), value: z.number().optional(), limit: z.number().optional() }),
  'results.changed': z.looseObject({ jobId: id, mediaId: id.optional(), observationId: id.optional() }),
} as const satisfies Record<string, z.ZodType>;

export const EventKind = z.enum(['upload.changed', 'media.changed', 'job.changed', 'run.changed', 'job.progress', 'machine.changed', 'metrics', 'alert', 'results.changed']);
export type EventKind = z.infer<typeof EventKind>;

/** Kinds that only matter at their moment: kept for an hour, and nobody has to start anew for having missed one. */
export const passingEventKinds: readonly EventKind[] = ['job.progress', 'metrics'];

export type EventBody<Kind extends EventKind> = z.input<(typeof eventBodies)[Kind]>;

/** A new event, its body of the shape that its kind demands. */
export type NewEvent = { [Kind in EventKind]: { kind: Kind; body: EventBody<Kind> } }[EventKind];

export const EventMessage = z.object({
  seq: z.int().positive().describe('Number of the event in its workspace; they rise, with gaps'),
  kind: EventKind,
  at: z.iso.datetime(),
  body: z.record(z.string(), z.unknown()).describe('Ids, states and numbers; its shape follows from the kind'),
}).meta({ id: 'EventMessage' });
export type EventMessage = z.infer<typeof EventMessage>;

/** In place of events: what the client knows is too old to be continued; it reads everything anew and goes on after `seq`. */
export const EventReset = z.object({ reset: z.literal(true), seq: z.int().nonnegative() }).meta({ id: 'EventReset' });
export type EventReset = z.infer<typeof EventReset>;
