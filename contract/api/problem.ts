/** Errors of the API: RFC 9457 problem documents, `application/problem+json`, made from the one error table. */
import { z } from 'zod';

export const Problem = z.object({
  /** `/errors/CODE`, relative to the server. */
  type: z.string(),
  /** The code of the error table. */
  code: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  /** What happened and what was kept, in the language of the request. */
  detail: z.string(),
  /** What to do next, in the language of the request. */
  next: z.string(),
  /** Names the request in the log. */
  instance: z.string().optional(),
  /** Facts of this error, such as `offset` or `version`. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** What is wrong in which part of the request; `path` is a JSON pointer below `body`, `query` or `params`. */
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
}).meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
