/**
 * Products: things of everyday trade that are shown prominently or held, and what on-screen text says of prices, offers
 * and brands. Brands are read as words; no logo is recognised, and nothing tells which product of a kind it is.
 */
import { Box } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { germanCocoNames } from './lib/detection/coco-german.ts';
import { evenlySpread, MOST_NAMED } from './lib/evenly-spread.ts';
import { productWords, wordKinds, type WordKind } from './lib/products/product-words.ts';
import { shownThings } from './lib/products/shown-things.ts';
import { VIEW } from './lib/view/view.ts';

const Product = z.object({
  ...FindingFields,
  /** The class of the thing, or the kind of words. */
  label: z.string(),
  box: Box,
  evidence: z.enum(['thing', 'text']),
  /** Things: 0..1 from size, place, time and whether it is held. */
  prominence: z.number().min(0).max(1).optional(),
  /** Track of the person who seems to hold it. */
  heldBy: z.string().optional(),
  /** Words about products that are on screen at the same time. */
  wordsBeside: z.array(z.string()).optional(),
  basedOn: z.array(z.string()).min(1),
});
type Product = z.infer<typeof Product>;

const kindWords: Readonly<Record<WordKind, { en: string; de: string }>> = {
  price: { en: 'Price on screen', de: 'Preis im Bild' },
  offer: { en: 'Words of an offer on screen', de: 'Worte eines Angebots im Bild' },
  brand: { en: 'Brand name on screen, read as text and not recognised by its logo', de: 'Markenname im Bild, als Text gelesen und nicht am Logo erkannt' },
  web_address: { en: 'Web address on screen', de: 'Internetadresse im Bild' },
};

const textSentence = ({ label, text, confidence }: Product, language: 'en' | 'de'): string => {
  const kind = wordKinds.find((known) => known === label) ?? 'offer';
  const quoted = language === 'en' ? `“${text ?? ''}”` : `„${text ?? ''}“`;
  return `${kindWords[kind][language]}: ${quoted} (${certaintyWords(confidence, language)}).`;
};

export const productDetection = defineAnalyzer({
  name: 'product_detection',
  version: 2,
  method: 'rule',
  reads: { after: ['object_detection', 'text_overlay'] },
  parameters: z.object({
    /** From which a thing counts as shown, not only as being there. */
    minProminence: z.number().min(0).max(1).default(0.5),
  }),
  finding: Product,
  sentence: {
    en: (f) => (f.evidence === 'text' ? textSentence(f, 'en') : `Product: a ${f.label} is ${f.heldBy === undefined ? 'shown prominently' : 'held or worn by a person'} (${certaintyWords(f.confidence, 'en')}; the brand is not recognised).`),
    de: (f) => (f.evidence === 'text' ? textSentence(f, 'de') : `Produkt: ${germanCocoNames[f.label] ?? f.label}, ${f.heldBy === undefined ? 'auffällig gezeigt' : 'von einer Person gehalten oder getragen'} (${certaintyWords(f.confidence, 'de')}; die Marke wird nicht erkannt).`),
  },

  open: ({ parameters, medium, upstream, emit }) => ({
    finish() {
      const texts = upstream('text_overlay').flatMap((seen) => productWords(seen.text ?? '').map(({ kind, words }) => ({ seen, kind, words })));
      for (const { seen: { id, startMs, endMs, box, confidence }, kind, words } of texts) {
        if (box) emit({ evidence: 'text', label: kind, text: words, startMs, endMs, box, confidence, basedOn: [id] });
      }
      const photo = medium.kind === 'image';
      for (const { basedOn, ...thing } of shownThings(upstream('object_detection'), { photo, sampleMs: photo ? 0 : VIEW.everyMs, ...parameters })) {
        const beside = texts.filter(({ seen }) => seen.startMs <= thing.endMs && seen.endMs >= thing.startMs);
        emit({
          evidence: 'thing', ...thing, basedOn: [...basedOn, ...evenlySpread([...new Set(beside.map(({ seen }) => seen.id))], MOST_NAMED / 2)],
          ...(beside.length > 0 ? { wordsBeside: [...new Set(beside.map(({ words }) => words))] } : {}),
        });
      }
    },
  }),
});
