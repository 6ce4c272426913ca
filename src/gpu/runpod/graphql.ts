/**
 * RunPod's older API, deprecated and to be retired early in 2027, for what REST v2 does not have: the balance, machines that
 * may be taken away, their provider-side end (`terminateAfter`), and why a machine was stopped.
 */
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import type { Answer } from '../http/answer.ts';
import type { ProviderHttp } from '../http/client.ts';
import { refusalError } from '../http/refusal.ts';
import { listOf, maybe, numeric, text } from '../http/tolerant.ts';
import type { Cloud } from './wire.ts';

const GraphqlError = z.object({ message: text, extensions: maybe(z.object({ code: text })) });
const Envelope = z.object({ data: z.unknown().optional(), errors: listOf(GraphqlError) });

interface GraphqlAnswer {
  data: unknown;
  /** Code and words of each error, joined; empty where there is none. */
  errors: string;
}

const Account = z.object({ myself: z.object({ clientBalance: z.union([z.number(), z.string().min(1).pipe(z.coerce.number())]), currentSpendPerHr: numeric, spendLimit: numeric }) });
const SpotPrices = z.object({ gpuTypes: listOf(z.object({ id: z.string(), lowestPrice: maybe(z.object({ minimumBidPrice: numeric, stockStatus: text })) })) });
const LastChange = z.object({ pod: z.object({ lastStatusChange: text }) });

/** Values of an input that GraphQL writes without quotes. */
class EnumValue {
  readonly word: string;

  constructor(word: string) {
    this.word = word;
  }
}

type Literal = string | number | boolean | EnumValue | Literal[] | { [name: string]: Literal | undefined };

/** A value as it stands in a query; strings of GraphQL are escaped as those of JSON. */
function literal(value: Literal): string {
  if (value instanceof EnumValue) return value.word;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : [`${name}: ${literal(part)}`])).join(', ')}}`;
}

/** @returns undefined for what is no answer of GraphQL */
export function graphqlAnswer(answer: Answer): GraphqlAnswer | undefined {
  const envelope = Envelope.safeParse(answer.body);
  if (!envelope.success) return undefined;
  // The words were redacted where they were read; a code is a word of capitals and holds no key.
  const codes = envelope.data.errors.flatMap(({ extensions }) => (/^[A-Z_]{1,40}$/.test(extensions?.code ?? '') ? [extensions?.code] : []));
  const failed = envelope.data.errors.length > 0;
  return { data: envelope.data.data, errors: failed ? [...codes, answer.says === '' ? 'no words' : answer.says].join(': ') : '' };
}

const UNAUTHORIZED = /unauthenticated|unauthorized|not authorized|forbidden|invalid api key/i;

export interface SpotPod {
  name: string;
  imageName: string;
  gpuTypeId: string;
  cloudType: Cloud;
  dataCenterId?: string;
  bidPerGpu: number;
  containerDiskInGb: number;
  env: { key: string; value: string }[];
  dockerArgs: string;
  /** Exactly these; any where absent. */
  allowedCudaVersions?: string[];
  /** RFC 3339. */
  terminateAfter?: string;
}

export interface RunpodGraphql {
  /** USD, USD an hour, USD an hour. */
  account(signal?: AbortSignal): Promise<{ clientBalance: number; currentSpendPerHr?: number | undefined; spendLimit?: number | undefined }>;
  /** The lowest bid for one GPU in USD an hour, by the GPU's id, where there is stock. */
  spotPrices(cloud: Cloud, signal?: AbortSignal): Promise<Map<string, number>>;
  /** The bare answer of a launch; nothing is repeated. */
  rentSpot(pod: SpotPod, signal?: AbortSignal): ReturnType<ProviderHttp['make']>;
  /** `Outbid: …`, `Exited by user: …`: the only words on why a pod stopped. */
  lastStatusChange(id: string, signal?: AbortSignal): Promise<string | undefined>;
}

export function runpodGraphql(http: ProviderHttp): RunpodGraphql {
  async function query<T>(schema: z.ZodType<T>, text: string, signal: AbortSignal | undefined): Promise<T> {
    const answer = await http.ask('read', { method: 'POST', path: '', body: { query: text }, signal });
    if (answer.status >= 400) throw refusalError('RunPod', answer);
    const { data, errors } = graphqlAnswer(answer) ?? { data: undefined, errors: '' };
    const found = schema.safeParse(data);
    if (found.success) return found.data;
    if (UNAUTHORIZED.test(errors)) throw refusalError('RunPod', { status: 401, says: errors });
    if (errors !== '') throw refusalError('RunPod', { status: answer.status, says: errors });
    throw new AppError('PROVIDER_ANSWER_INVALID', "RunPod's GraphQL answered in an unknown form.");
  }

  return {
    account: async (signal) => (await query(Account, 'query { myself { clientBalance currentSpendPerHr spendLimit } }', signal)).myself,
    async spotPrices(cloud, signal) {
      const input = literal({ gpuCount: 1, secureCloud: cloud === 'SECURE' });
      const { gpuTypes } = await query(SpotPrices, `query { gpuTypes { id lowestPrice(input: ${input}) { minimumBidPrice stockStatus } } }`, signal);
      return new Map(gpuTypes.flatMap(({ id, lowestPrice }) => {
        const inStock = lowestPrice?.stockStatus !== undefined && lowestPrice.stockStatus.toLowerCase() !== 'none';
        return inStock && lowestPrice.minimumBidPrice !== undefined && lowestPrice.minimumBidPrice > 0 ? [[id, lowestPrice.minimumBidPrice] as const] : [];
      }));
    },
    rentSpot(pod, signal) {
      const input = literal({
        ...pod, cloudType: new EnumValue(pod.cloudType), gpuCount: 1, volumeInGb: 0, ports: '22/tcp', supportPublicIp: true, startSsh: false, startJupyter: false,
      });
      return http.make({ method: 'POST', path: '', body: { query: `mutation { podRentInterruptable(input: ${input}) { id costPerHr } }` }, signal });
    },
    async lastStatusChange(id, signal) {
      return (await query(LastChange, `query { pod(input: ${literal({ podId: id })}) { lastStatusChange } }`, signal)).pod.lastStatusChange;
    },
  };
}
