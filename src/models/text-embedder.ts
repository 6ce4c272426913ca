/**
 * The text side of image-text embeddings (CLIP, SigLIP and their kin): words become a vector that is compared with
 * those of pictures by cosine. The tokenizer is the model's own `tokenizer.json`, as published beside its weights.
 */
import * as tokenizers from '@huggingface/tokenizers';
import { tensorModel, type Tensor, type TensorInput, type TensorModel } from '@aima/sdk';
import type { ModelFacts } from '@aima/contract';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import type { Engine } from './engine.ts';
import type { ModelEntry } from './model-entry.ts';
import { fileOf } from './model-files.ts';
import { readVerified } from './package-files.ts';
import { locateModel } from './store/locate-model.ts';

export interface TextEmbedder {
  facts: readonly ModelFacts[];
  /** The vector of a query; only its direction means something. @throws AppError of the engine, MODEL_UNSUPPORTED */
  embed(text: string): Promise<Float32Array>;
}

/** The part of the package that is used here; the paths in its own types are not those that Node resolves. */
interface TokenizerPackage {
  Tokenizer: new (tokenizer: object, config: object) => { encode(text: string): unknown };
}
const loaded: unknown = tokenizers;
const isTokenizerPackage = (given: unknown): given is TokenizerPackage => typeof given === 'object' && given !== null && 'Tokenizer' in given;

/** Words that a vocabulary has no place for may come out without a number. */
const Encoded = z.object({ ids: z.array(z.int().nonnegative()) });

const Words = z.looseObject({ padding: z.looseObject({ pad_id: z.int().nonnegative() }).nullish() });

interface Encoding {
  ids: number[];
  pad: number;
}

/** @throws AppError MODEL_UNSUPPORTED for a file that is no tokenizer */
function readTokenizer(bytes: Uint8Array, id: string): (text: string) => Encoding {
  const refusal = (error: unknown): AppError => new AppError('MODEL_UNSUPPORTED', `The tokenizer of ${id} cannot be used: ${error instanceof Error ? error.message : String(error)}`, { model: id }, error);
  try {
    if (!isTokenizerPackage(loaded)) throw new Error('the package @huggingface/tokenizers has no Tokenizer');
    const words = Words.parse(JSON.parse(new TextDecoder().decode(bytes)));
    const tokenizer = new loaded.Tokenizer(words, {});
    const pad = words.padding?.pad_id ?? 0;
    return (text) => {
      const encoded = Encoded.safeParse(tokenizer.encode(text));
      if (!encoded.success) throw refusal(new Error('it has no number for some of the words', { cause: encoded.error }));
      return { ids: encoded.data.ids, pad };
    };
  } catch (error) {
    throw refusal(error);
  }
}

/** As many as the input takes: cut behind the words but before the token that ends them, or filled up. */
function fitted({ ids, pad }: Encoding, { dims }: TensorInput): { ids: number[]; mask: number[] } {
  const length = dims[1];
  if (typeof length !== 'number') return { ids, mask: ids.map(() => 1) };
  const kept = ids.length > length ? [...ids.slice(0, length - 1), ...ids.slice(-1)] : ids;
  const fill = Array.from({ length: length - kept.length }, () => pad);
  return { ids: [...kept, ...fill], mask: [...kept.map(() => 1), ...fill.map(() => 0)] };
}

function tensorOf({ type, name }: TensorInput, numbers: readonly number[]): Tensor {
  const dims = [1, numbers.length];
  if (type === 'int64') return { type, dims, data: BigInt64Array.from(numbers, BigInt) };
  if (type === 'int32') return { type, dims, data: Int32Array.from(numbers) };
  throw new AppError('MODEL_UNSUPPORTED', `The input ${name} of a text embedder takes tokens: int64 or int32.`, { input: name });
}

async function vectorOf(model: TensorModel, encoding: Encoding): Promise<Float32Array> {
  const inputs = model.inputs ?? [];
  const [tokens, mask] = [inputs.find(({ name }) => !name.includes('mask')), inputs.find(({ name }) => name.includes('mask'))];
  if (!tokens) throw new AppError('MODEL_UNSUPPORTED', 'The entry of the text embedder names no input.');
  const fit = fitted(encoding, tokens);
  const [output] = Object.values(await model.run({ [tokens.name]: tensorOf(tokens, fit.ids), ...(mask ? { [mask.name]: tensorOf(mask, fit.mask) } : {}) }));
  if (output?.type !== 'float32') throw new AppError('MODEL_UNSUPPORTED', 'The text embedder gave no vector.');
  return output.data;
}

/**
 * What embeds queries for pictures that `imageModel` embedded (the id in their run's provenance).
 * @throws AppError MODEL_MISSING where no entry is comparable with it or none is here; as `Engine.get`
 */
export async function openTextEmbedder(engine: Pick<Engine, 'get'>, imageModel: string, { entries, modelsFolder }: { entries: readonly ModelEntry[]; modelsFolder: string }): Promise<TextEmbedder> {
  const entry = entries.find(({ role, comparableWith }) => role === 'text-embedder' && comparableWith === imageModel);
  if (!entry) throw new AppError('MODEL_MISSING', `No text embedder is known whose vectors can be compared with those of ${imageModel}; docs/guides/models.md says how to bring one.`, { model: imageModel });
  const located = await locateModel(entry, modelsFolder);
  const tokens = readTokenizer(await readVerified(fileOf(located, 'tokenizer'), modelsFolder), entry.id);
  const { model, facts } = await engine.get(tensorModel(entry.id));
  return { facts, embed: async (text) => vectorOf(model, tokens(text)) };
}
