/** What RunPod says of pods and of what it offers (REST v2), read tolerantly: only an id must be there. */
import { z } from 'zod';
import { flag, listOf, maybe, numeric, text, timestamp } from '../http/tolerant.ts';

/** Becomes part of a path, so nothing else may be in it. */
const PodId = z.string().regex(/^[\w-]{1,100}$/);

const Login = z.object({ host: z.string().trim().min(1), port: z.coerce.number().int().min(1).max(65_535), username: text });

export const Pod = z.object({
  id: PodId,
  name: text,
  /** PROVISIONING STARTING RUNNING EXITED ERROR TERMINATED, and whatever comes. */
  status: text,
  /** GB of container disk. */
  disk: numeric,
  mounts: maybe(z.object({ persistent: maybe(z.object({ size: numeric })) })),
  gpu: maybe(z.object({ id: text, count: numeric })),
  /** Null until it is placed. */
  dataCenterId: text,
  ssh: maybe(z.object({ direct: maybe(Login), proxy: maybe(Login) })),
  /** USD an hour for the whole pod; 0 when it is stopped, although its disk goes on costing. */
  cost: numeric,
  locked: flag,
  /** `{}`, null or absent while nothing was measured. */
  runtime: maybe(z.object({ gpus: listOf(z.object({ util: numeric, memoryUtil: numeric })) })),
  createdAt: timestamp,
});
export type Pod = z.infer<typeof Pod>;

/** One page of all pods. An entry without an id makes the page unreadable: a list must be complete. */
export const PodPage = z.object({ pods: z.array(Pod), pagination: maybe(z.object({ nextCursor: text })) });

export const GpuType = z.object({
  id: z.string().min(1),
  name: text,
  /** `AMD` or `NVIDIA`. */
  manufacturer: text,
  /** GB of one GPU. */
  memory: numeric,
  secure: flag,
  community: flag,
  /** USD for one GPU and hour. */
  price: maybe(z.object({ secure: numeric, community: numeric })),
  /** NONE LOW MEDIUM HIGH: a hint, no reservation. */
  availability: text,
  /** Absent where there is nothing anywhere. */
  dataCenters: listOf(z.object({ id: z.string().min(1), availability: text })),
  cudaVersions: listOf(z.object({ version: text, available: flag })),
});
export type GpuType = z.infer<typeof GpuType>;

export const Catalogue = z.object({ gpus: z.array(z.unknown()).transform((gpus) => listOf(GpuType).parse(gpus)) });

/** Half-open buckets of a pod's costs, in USD. */
export const Billing = z.object({ records: z.array(z.object({ podId: text, totalAmount: numeric })) });
