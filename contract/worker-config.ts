/** How a worker is started: one JSON line on its standard input, one line back on its standard output. */
import { z } from 'zod';
import { PROTOCOL_VERSION } from './worker-protocol.ts';

/** A server that speaks OpenAI's protocol (vLLM and others), and the names under which it serves models. */
export const ModelServer = z.object({
  /** Up to and including `/v1`. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  apiKey: z.string().optional(),
  speechModel: z.string().optional(),
  textModel: z.string().optional(),
  visionModel: z.string().optional(),
});
export type ModelServer = z.infer<typeof ModelServer>;

export const WorkerConfig = z.object({
  /** One-time secret that every request must carry. */
  token: z.string().min(32),
  /** Where media and findings lie until the wipe; made by the worker. On a rented machine a folder in memory. */
  folder: z.string(),
  /** Where media lie that come as ciphertext; by default in `folder`. */
  sealedFolder: z.string().optional(),
  /** By default any that is free. */
  port: z.int().min(1).max(65_535).optional(),
  /** Present: it outlives whoever started it, writes `WorkerReady` there too, and ends by its lease or when it is told to. */
  statusFile: z.string().optional(),
  modelsFolder: z.string(),
  localMedia: z.boolean(),
  /** Entries of the user's own models, as they passed the check where the worker was started; the worker checks them again. */
  ownModels: z.array(z.json()).optional(),
  /** By default `auto`: a GPU that proves that it computes, else the CPU. */
  device: z.enum(['auto', 'cpu', 'cuda']).optional(),
  /** Rows that waiting calls of one network are joined up to, 1 for none; by default 32 on a GPU, else 1. */
  batch: z.int().min(1).max(1024).optional(),
  modelServer: ModelServer.optional(),
  /** Without a renewal for this long the worker wipes and ends itself. */
  leaseSeconds: z.number().min(1).max(3600),
});
export type WorkerConfig = z.infer<typeof WorkerConfig>;

export const WorkerReady = z.object({ protocol: z.literal(PROTOCOL_VERSION), port: z.int().positive(), pid: z.int().positive() });
export type WorkerReady = z.infer<typeof WorkerReady>;
