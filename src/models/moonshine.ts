/**
 * English speech to text by Moonshine (Jeffries et al., 'Moonshine: Speech Recognition for Live Transcription
 * and Voice Commands', 2024): one pass of the encoder, then greedy decoding with a key/value cache. The merged
 * decoder holds two branches: the first step fills the cache (also from the encoder), later steps only read
 * what the encoder gave and add one token.
 */
import './no-telemetry.ts';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { SpokenToken } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import type { Calls } from './inference-protocol.ts';
import { MOONSHINE_END, MOONSHINE_START, tokenTexts } from './moonshine-tokens.ts';

const SAMPLE_RATE = 16_000;
/** The makers' bound on tokens a second of speech; decoding that runs longer repeats itself. */
const TOKENS_PER_SECOND = 6.5;
/** The encoder's convolutions need this much sound to give a single step. */
const MIN_SAMPLES = 1024;
const HEADS = 8;
const HEAD_SIZE = 36;
const LAYERS = 6;

export interface MoonshineSessions {
  encoder: InferenceSession;
  decoder: InferenceSession;
}

type Tensors = Record<string, Tensor>;
type Part = 'decoder' | 'encoder';

const cacheNames = (prefix: 'past_key_values' | 'present', part: Part): string[] =>
  Array.from({ length: LAYERS }, (_, layer) => [`${prefix}.${layer}.${part}.key`, `${prefix}.${layer}.${part}.value`]).flat();

const DECODER_CACHE = cacheNames('present', 'decoder');
const ENCODER_CACHE = cacheNames('present', 'encoder');

const asPast = (present: Readonly<Tensors>): Tensors =>
  Object.fromEntries(Object.entries(present).filter(([name]) => name !== 'logits').map(([name, tensor]) => [name.replace('present', 'past_key_values'), tensor]));

const emptyCache = (): Tensors => Object.fromEntries(
  [...cacheNames('past_key_values', 'decoder'), ...cacheNames('past_key_values', 'encoder')]
    .map((name) => [name, new Tensor('float32', new Float32Array(0), [1, HEADS, 0, HEAD_SIZE])]),
);

/** The likeliest token and the logarithm of its softmax probability. */
export function greedy(logits: Float32Array): { id: number; logProb: number } {
  let id = 0;
  for (let i = 1; i < logits.length; i++) if ((logits[i] ?? 0) > (logits[id] ?? 0)) id = i;
  const best = logits[id] ?? 0;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - best);
  return { id, logProb: -Math.log(sum) };
}

interface Decoding {
  hidden: Tensor;
  cache: Tensors;
  ids: number[];
  logProbs: number[];
  ended: boolean;
}

async function decodeStep(decoder: InferenceSession, decoding: Decoding): Promise<void> {
  const first = decoding.ids.length === 0;
  const outputs = await decoder.run({
    ...decoding.cache,
    input_ids: new Tensor('int64', BigInt64Array.of(BigInt(decoding.ids.at(-1) ?? MOONSHINE_START)), [1, 1]),
    encoder_hidden_states: decoding.hidden,
    use_cache_branch: new Tensor('bool', Uint8Array.of(first ? 0 : 1), [1]),
  }, first ? ['logits', ...DECODER_CACHE, ...ENCODER_CACHE] : ['logits', ...DECODER_CACHE]);
  const logits = outputs['logits']?.data;
  if (!(logits instanceof Float32Array)) throw new AppError('MODEL_UNSUPPORTED', 'The speech decoder gives no logits.');
  const { id, logProb } = greedy(logits);
  decoding.cache = { ...decoding.cache, ...asPast(outputs) };
  decoding.ended = id === MOONSHINE_END;
  if (decoding.ended) return;
  decoding.ids.push(id);
  decoding.logProbs.push(logProb);
}

/** Text of one stretch of speech; runs in an inference process. Too short a stretch has none. */
export async function transcribe({ encoder, decoder }: MoonshineSessions, tokens: readonly string[], samples: Float32Array): Promise<Calls['speech_to_text']['reply']> {
  if (samples.length < MIN_SAMPLES) return { text: '', tokens: [] };
  const { last_hidden_state: hidden } = await encoder.run({ input_values: new Tensor('float32', samples, [1, samples.length]) });
  if (hidden === undefined) throw new AppError('MODEL_UNSUPPORTED', 'The speech encoder gives no hidden state.');
  const limit = Math.max(1, Math.ceil((samples.length / SAMPLE_RATE) * TOKENS_PER_SECOND));
  const decoding: Decoding = { hidden, cache: emptyCache(), ids: [], logProbs: [], ended: false };
  while (!decoding.ended && decoding.ids.length < limit) await decodeStep(decoder, decoding);
  const spoken = tokenTexts(decoding.ids, tokens).map((text, i): SpokenToken => ({ text, logProb: decoding.logProbs[i] ?? 0 }));
  return { text: spoken.map(({ text }) => text).join('').trim(), tokens: spoken };
}
