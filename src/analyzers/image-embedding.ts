/**
 * What a stretch looks like, as numbers: pictures with near numbers look alike. The lite tier takes the features of a
 * common image network before its last layer; they group and find similar pictures and know no words. The full tier
 * takes an encoder whose numbers can be compared with those of words.
 */
import type { Language } from '@aima/contract';
import { defineAnalyzer, FindingFields, roleModel, tensorModel, type Frame, type FrameBatch, type OpenContext, type Session, type TensorModel } from '@aima/sdk';
import { z } from 'zod';
import { base64, compactEmbedding, cosine, roundedEmbedding } from './lib/embedding/compact-embedding.ts';
import { stretched, stretchedTo } from './lib/view/letterbox.ts';
import { networkPicture, pictureSize } from './lib/view/network-picture.ts';
import { VIEW } from './lib/view/view.ts';
import { viewStretches } from './lib/view/view-stretches.ts';

/** Pixels; what the lite network was trained on. */
const SIDE = 224;

const Look = z.object({
  ...FindingFields,
  label: z.literal('look'),
  /** Base64 of one signed byte a number; compare by cosine, within one `space` only. */
  embedding: z.string(),
  dimensions: z.int().positive(),
  /** Which embeddings may be compared with each other. */
  space: z.string(),
  searchableByWords: z.boolean(),
});
type Look = z.infer<typeof Look>;

const Parameters = z.object({
  /** Between two looks, unless the picture becomes another one. */
  everyMs: z.int().min(500).max(60_000).default(4_000),
  /** Cosine from which on two pictures look alike; below it a new finding begins. 0.63 told scenes apart best. */
  sameFrom: z.number().min(0).max(1).default(0.63),
});
type Parameters = z.infer<typeof Parameters>;

const words: Readonly<Record<Language, (look: Look) => string>> = {
  en: ({ searchableByWords }) => `The look of this stretch as ${searchableByWords ? 'an embedding, searchable by words' : 'an embedding, for finding similar pictures; not searchable by words'}.`,
  de: ({ searchableByWords }) => `Das Aussehen dieses Abschnitts als Vektor, ${searchableByWords ? 'mit Wörtern durchsuchbar' : 'um ähnliche Bilder zu finden; nicht mit Wörtern durchsuchbar'}.`,
};

interface Encoder {
  space: string;
  searchableByWords: boolean;
  encode(frame: Frame, size: Pick<FrameBatch, 'width' | 'height'>): Promise<Int8Array>;
}

const liteEncoder = (model: TensorModel): Encoder => ({
  space: 'mobilenet-v2-features-256',
  searchableByWords: false,
  async encode(frame, size) {
    // input [1, 224, 224, 3] uint8 RGB → features [1, 1792]
    const { features } = await model.run({ input: { type: 'uint8', dims: [1, SIDE, SIDE, 3], data: stretched(frame, size, SIDE) } });
    if (features?.type !== 'float32') throw new Error('mobilenet-features gave no features');
    return compactEmbedding(features.data);
  },
});

/** The image side of CLIP, SigLIP and their kin: one picture in, one vector out, in the size and coding of its entry. */
const fullEncoder = (model: TensorModel): Encoder => ({
  space: model.inputs?.[0]?.name === undefined ? 'image-text' : `image-text ${model.inputs[0].dims.join('×')}`,
  searchableByWords: true,
  async encode({ pixels }, { width, height }) {
    const [input] = model.inputs ?? [];
    const size = input && pictureSize(input);
    if (input === undefined || size?.width === undefined || size.height === undefined) throw new Error('The entry of the image encoder states no size.');
    const picture = stretchedTo({ pixels, width, height }, size.width, size.height);
    const [output] = Object.values(await model.run({ [input.name]: networkPicture({ pixels: picture, width: size.width, height: size.height }, input) }));
    if (output?.type !== 'float32') throw new Error('The image encoder gave no vector.');
    return roundedEmbedding(output.data);
  },
});

function watch({ space, searchableByWords, encode }: Encoder, { parameters: { everyMs, sameFrom }, emit }: Pick<OpenContext<Parameters, Look, never>, 'parameters' | 'emit'>): Session {
  /** `least`: cosine of the picture of the stretch that is least like its first one. */
  const stretches = viewStretches<{ embedding: Int8Array; least: number }>({
    everyMs,
    look: async (frame, batch) => ({ embedding: await encode(frame, batch), least: 1 }),
    goesOn(current, next) {
      const alike = cosine(current.embedding, next.embedding);
      return alike < sameFrom ? undefined : { ...current, least: Math.min(current.least, alike) };
    },
    tell({ value: { embedding, least }, startMs, lastMs }) {
      emit({ label: 'look', startMs, endMs: lastMs, confidence: Math.min(1, Math.max(0, least)), embedding: base64(embedding), dimensions: embedding.length, space, searchableByWords });
    },
  });
  return { frames: stretches.frames, finish: stretches.end };
}

export const imageEmbedding = defineAnalyzer({
  name: 'image_embedding',
  version: 1,
  reads: { video: VIEW, photo: true },
  models: { features: tensorModel('mobilenet-features') },
  parameters: Parameters,
  finding: Look,
  sentence: words,
  open: (context) => watch(liteEncoder(context.models.features), context),
  full: { models: { encoder: roleModel('image-embedder') }, open: (context) => watch(fullEncoder(context.models.encoder), context) },
});
