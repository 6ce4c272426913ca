/**
 * The worker protocol, version 1: HTTP with a bearer token, JSON bodies, an NDJSON stream of task events.
 *
 *   GET    /v1/status                     WorkerStatus
 *   GET    /v1/metrics                    WorkerMetrics
 *   GET    /v1/device                     DeviceReport: what computes here, proven anew
 *   POST   /v1/lease                      LeaseRequest → WorkerStatus; without one the worker wipes and ends itself
 *   GET    /v1/media/:sha256              MediaState: how many bytes are here
 *   PUT    /v1/media/:sha256?offset=N&size=S  raw bytes from offset N of S → MediaState; the last byte triggers the hash check
 *   POST   /v1/media/:sha256/local        LocalMedia → MediaState; only on a worker that was started for local files
 *   GET    /v1/media/:sha256/sealed       SealedState: how many bytes of its ciphertext are here
 *   PUT    /v1/media/:sha256/sealed?offset=N  raw bytes of the ciphertext from offset N → SealedState
 *   POST   /v1/media/:sha256/sealed       OpenSealed → MediaState: checks the ciphertext; the key stays in memory
 *   POST   /v1/tasks                      TaskRequest → TaskCreated
 *   GET    /v1/tasks/:id/events?after=N   TaskEvent per line, from N + 1 on, until `task_finished`
 *   POST   /v1/tasks/:id/cancel           → TaskCreated
 *   POST   /v1/wipe                       WipeReport
 *   POST   /v1/stop                       {} ; the process ends
 *
 * Errors are ErrorBody with the status of the error table.
 */
import { z } from 'zod';
import { Media } from './media.ts';
import { Observation } from './observation.ts';
import { Run } from './run.ts';
import { Fraction, Language, Milliseconds, Sha256, Tier } from './units.ts';

export const PROTOCOL_VERSION = 1;

export const WorkerStatus = z.object({
  protocol: z.literal(PROTOCOL_VERSION),
  version: z.string(),
  pid: z.int().positive(),
  device: z.string(),
  leaseEndsAt: z.iso.datetime(),
  tasks: z.array(z.object({ id: z.string(), mediaId: z.string(), state: z.enum(['running', 'finished']) })),
});
export type WorkerStatus = z.infer<typeof WorkerStatus>;

/** What its driver says; what it does not say is absent and never 'idle'. */
export const GpuMetrics = z.object({
  /** 0..1 of the time in which something computed. */
  load: Fraction.optional(),
  usedBytes: z.number().nonnegative().optional(),
  memoryBytes: z.number().positive().optional(),
  /** °C */
  temperature: z.number().optional(),
});
export type GpuMetrics = z.infer<typeof GpuMetrics>;

export const WorkerMetrics = z.object({
  /** Resident memory of the worker and all its children. */
  memoryBytes: z.int().nonnegative(),
  /** CPU time of the worker and all its children, finished ones included. */
  cpuSeconds: z.number().nonnegative(),
  processes: z.int().positive(),
  uptimeSeconds: z.number().nonnegative(),
  /** Processors that it may use. */
  cores: z.int().positive().optional(),
  /** One for each; empty where there is none. */
  gpus: z.array(GpuMetrics).optional(),
});
export type WorkerMetrics = z.infer<typeof WorkerMetrics>;

const Device = z.enum(['cpu', 'cuda']);

export const DeviceReport = z.object({
  /** What the worker's models run on, and why that. */
  device: Device,
  why: z.string(),
  /** The weights that are taken where an entry has both. */
  precision: z.enum(['float32', 'float16']),
  /** Rows that waiting calls of one network are joined up to, where its entry does not say; 1: each runs by itself. */
  batch: z.int().positive(),
  cores: z.int().positive(),
  /** Memory of the worker and its children from which on resting models are released. */
  memoryLimitBytes: z.number().positive(),
  gpu: z.object({ name: z.string(), driver: z.string(), memoryBytes: z.number().nonnegative(), freeBytes: z.number().nonnegative(), memoryLimitBytes: z.number().nonnegative() }).optional(),
  /** One for each device and number of threads that was tried: which device ONNX Runtime's profiler saw computing, and how fast. */
  proofs: z.array(z.object({
    asked: Device,
    threads: z.int().positive(),
    computed: Device.optional(),
    /** 10^9 operations a second of a matrix product in 32 and in 16 bits. */
    gigaflops: z.number().nonnegative().optional(),
    halfGigaflops: z.number().nonnegative().optional(),
    problem: z.string().optional(),
  })),
  /** Absent where no model server is set. */
  server: z.object({ baseUrl: z.string(), models: z.array(z.string()), missing: z.array(z.string()), problem: z.string().optional() }).optional(),
});
export type DeviceReport = z.infer<typeof DeviceReport>;

export const LeaseRequest = z.object({ seconds: z.number().min(1).max(3600) });
export type LeaseRequest = z.infer<typeof LeaseRequest>;

export const MediaState = z.object({ sha256: Sha256, receivedBytes: z.int().nonnegative(), complete: z.boolean() });
export type MediaState = z.infer<typeof MediaState>;

/** A medium that this machine has already: a file, or a source on loopback that answers ranges (the server decrypts on the way). */
export const LocalMedia = z.union([
  z.strictObject({ path: z.string() }),
  z.strictObject({ url: z.url({ protocol: /^http$/, hostname: /^127\.0\.0\.1$/ }) }),
]);
export type LocalMedia = z.infer<typeof LocalMedia>;

export const SealedState = z.object({ receivedBytes: z.int().nonnegative() });
export type SealedState = z.infer<typeof SealedState>;

/** What turns the ciphertext of a medium that lies on the instance into one that can be read there. Travels in a tunnel only. */
export const OpenSealed = z.object({
  /** Of the ciphertext. */
  sizeBytes: z.int().positive(),
  sealedSha256: Sha256,
  /** 32 bytes in base64. */
  fileKey: z.base64(),
  /** Whose file it is: bound to every block. */
  context: z.object({ workspaceId: z.string(), fileId: z.string() }),
});
export type OpenSealed = z.infer<typeof OpenSealed>;

export const AnalyzerChoice = z.object({ name: z.string(), parameters: z.record(z.string(), z.json()).optional() });
export type AnalyzerChoice = z.infer<typeof AnalyzerChoice>;

/** A shot that runs from one part of a film into the next, as the minors' gate needs to know it; of nobody in it anything is told. */
export const OpenShot = z.object({
  /** Where it began, on the time axis of the whole. */
  fromMs: Milliseconds,
  explicit: z.boolean(),
  /** Somebody in it was clearly judged an adult. */
  adults: z.boolean(),
  /** The gravest of what stands against telling of it, should it be explicit. */
  worst: z.enum(['possible_minor', 'age_unknown', 'age_uncertain']).optional(),
});
export type OpenShot = z.infer<typeof OpenShot>;

/** A part of a long film or of a live source, analysed as if it were a medium of its own. */
export const TaskWindow = z.object({
  /** The part of the file that is decoded. */
  fromMs: Milliseconds,
  toMs: Milliseconds,
  /** What is added to the times of all that is found. */
  offsetMs: Milliseconds,
  /** The last `open_shot` of the part before. */
  before: OpenShot.optional(),
  /** Something follows: the gate then tells of the shot that is open at the end. */
  goesOn: z.boolean(),
});
export type TaskWindow = z.infer<typeof TaskWindow>;

export const TaskRequest = z.object({
  media: z.object({ sha256: Sha256, fileName: z.string() }),
  analyzers: z.array(AnalyzerChoice),
  /** Names of analyzers in the order in which their models are opened, stage by stage; who is in none comes last. By default all at once. */
  stages: z.array(z.array(z.string())).optional(),
  language: Language,
  /** By default `lite`. */
  tier: Tier.optional(),
  /** Longest side of the keyframes that come back, in pixels; 0 for none. */
  keyframeSide: z.int().min(0).max(1920),
  /** What is already there from an earlier attempt, so that analyzers resting on it need not run it again. */
  finished: z.array(z.object({ run: Run, observations: z.array(Observation) })).optional(),
  /** The whole medium where absent. */
  window: TaskWindow.optional(),
  /** Shots that their owner released as 'not explicit', on the time axis of the whole: only analyzers that describe no body, clothing or act may tell of them. */
  released: z.array(z.object({ startMs: Milliseconds, endMs: Milliseconds })).max(100_000).optional(),
});
export type TaskRequest = z.infer<typeof TaskRequest>;

export const TaskCreated = z.object({ id: z.string(), state: z.enum(['running', 'finished']) });
export type TaskCreated = z.infer<typeof TaskCreated>;

export const TaskStage = z.enum(['open', 'analyse', 'finish']);
export type TaskStage = z.infer<typeof TaskStage>;

const seq = z.int().positive();

export const TaskEvent = z.discriminatedUnion('type', [
  z.object({ seq, type: z.literal('media'), media: Media }),
  z.object({ seq, type: z.literal('run'), run: Run }),
  z.object({ seq, type: z.literal('observations'), runId: z.string(), items: z.array(Observation) }),
  z.object({ seq, type: z.literal('progress'), stage: TaskStage, fraction: Fraction, atMs: Milliseconds }),
  z.object({ seq, type: z.literal('keyframe'), atMs: Milliseconds, width: z.int().positive(), height: z.int().positive(), jpegBase64: z.string() }),
  z.object({ seq, type: z.literal('open_shot'), shot: OpenShot }),
  z.object({ seq, type: z.literal('warning'), code: z.string(), message: z.string() }),
  z.object({ seq, type: z.literal('task_finished'), state: z.enum(['done', 'failed', 'cancelled']), code: z.string().optional(), message: z.string().optional(), seconds: z.number().nonnegative() }),
]);
export type TaskEvent = z.infer<typeof TaskEvent>;

export const WipeReport = z.object({ filesRemoved: z.int().nonnegative(), bytesRemoved: z.int().nonnegative(), filesLeft: z.int().nonnegative() });
export type WipeReport = z.infer<typeof WipeReport>;

export const ErrorBody = z.object({ code: z.string(), message: z.string(), next: z.string() });
export type ErrorBody = z.infer<typeof ErrorBody>;
