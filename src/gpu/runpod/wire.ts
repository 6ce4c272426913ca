/** RunPod REST v2 as it is spoken: one function per call. What an answer means for a rental is decided elsewhere. */
import type { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { Answer } from '../http/answer.ts';
import type { ProviderHttp } from '../http/client.ts';
import { refusalError } from '../http/refusal.ts';
import { Billing, Catalogue, Pod, PodPage, type GpuType } from './pod.ts';

export type Cloud = 'SECURE' | 'COMMUNITY';

/** Bodies are closed: a field that RunPod does not know is refused with 422. */
export interface NewPod {
  name: string;
  image: string;
  cloud: Cloud;
  gpu: { id: string; count: number; minCudaVersion?: string };
  /** Preferred, not promised. */
  dataCenterIds?: string[];
  /** GB of container disk. */
  disk: number;
  /** Without `22/tcp` there is no direct SSH. */
  ports: string[];
  env: Record<string, string>;
  /** Takes the place of the image's command. */
  args: string;
}

export interface RunpodWire {
  gpuTypes(cloud: Cloud, signal?: AbortSignal): Promise<GpuType[]>;
  /** Whatever was answered; nothing is interpreted and nothing repeated. */
  create(pod: NewPod, signal?: AbortSignal): ReturnType<ProviderHttp['make']>;
  /** @returns undefined on 404 */
  pod(id: string, signal?: AbortSignal): Promise<Pod | undefined>;
  /** Every page, those in clusters too, or an error. */
  pods(signal?: AbortSignal): Promise<Pod[]>;
  /** The bare answer, below 500. */
  remove(id: string, signal?: AbortSignal): Promise<Answer>;
  unlock(id: string, signal?: AbortSignal): Promise<Answer>;
  act(id: string, action: 'stop' | 'terminate', signal?: AbortSignal): Promise<Answer>;
  /** USD that were booked for this pod so far; undefined before the first booking. */
  billed(id: string, signal?: AbortSignal): Promise<number | undefined>;
}

/** A hundred thousand pods: whoever goes on after that walks in a circle. */
const MOST_PAGES = 100;

/** @throws AppError PROVIDER_ANSWER_INVALID */
function parsed<T>(schema: z.ZodType<T>, what: string, { body }: Answer): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') ?? '';
  throw new AppError('PROVIDER_ANSWER_INVALID', `RunPod's ${what} has an unknown form${where === '' ? '.' : ` at ${where}.`}`);
}

function podPath(id: string): string {
  // An id such as '..' would address something else.
  if (!Pod.shape.id.safeParse(id).success) throw new AppError('PROVIDER_REFUSED', 'That is no id of a pod.');
  return `/v2/pods/${id}`;
}

export function runpodWire(http: ProviderHttp): RunpodWire {
  async function read(path: string, query: Record<string, string>, signal: AbortSignal | undefined): Promise<Answer> {
    const answer = await http.ask('read', { method: 'GET', path, query, signal });
    if (answer.status >= 400 && answer.status !== 404) throw refusalError('RunPod', answer);
    return answer;
  }

  async function found<T>(schema: z.ZodType<T>, what: string, path: string, query: Record<string, string>, signal: AbortSignal | undefined): Promise<T> {
    const answer = await read(path, query, signal);
    if (answer.status === 404) throw refusalError('RunPod', answer);
    return parsed(schema, what, answer);
  }

  return {
    gpuTypes: async (cloud, signal) => (await found(Catalogue, 'catalogue', '/v2/catalog/gpus', { include: 'AVAILABILITY', product: 'POD', count: '1', cloud }, signal)).gpus,
    create: (pod, signal) => http.make({ method: 'POST', path: '/v2/pods', body: pod, signal }),
    async pod(id, signal) {
      const answer = await read(podPath(id), {}, signal);
      return answer.status === 404 ? undefined : parsed(Pod, 'pod', answer);
    },
    async pods(signal) {
      const all = new Map<string, Pod>();
      const seen = new Set<string>();
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const answer = await found(PodPage, 'list of pods', '/v2/pods', { includeClusterPods: 'true', ...(cursor === undefined ? {} : { cursor }) }, signal);
        for (const pod of answer.pods) all.set(pod.id, pod);
        cursor = answer.pagination?.nextCursor;
        if (cursor === undefined) return [...all.values()];
        if (seen.has(cursor)) break;
        seen.add(cursor);
      }
      throw new AppError('PROVIDER_ANSWER_INVALID', "RunPod's list of pods does not come to an end.");
    },
    remove: async (id, signal) => http.ask('terminate', { method: 'DELETE', path: podPath(id), signal }),
    unlock: async (id, signal) => http.ask('terminate', { method: 'PATCH', path: podPath(id), body: { locked: false }, signal }),
    act: async (id, action, signal) => http.ask('terminate', { method: 'POST', path: `${podPath(id)}/action`, body: { action }, signal }),
    async billed(id, signal) {
      const { records } = await found(Billing, 'billing', '/v2/billing/pods', { podId: id, bucketSize: 'month' }, signal);
      // Unknown parameters are ignored without a word, so a filter is never trusted.
      const amounts = records.flatMap(({ podId, totalAmount }) => (podId === id && totalAmount !== undefined ? [totalAmount] : []));
      return amounts.length === 0 ? undefined : amounts.reduce((sum, amount) => sum + amount, 0);
    },
  };
}
