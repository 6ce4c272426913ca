/**
 * Reads text in pictures: overlays, captions, signs. One observation is one block of lines that belong together.
 * Detection and recognition by PP-OCRv4 ("PP-OCR: A Practical Ultra Lightweight OCR System", 2020, and its successors).
 */
import { Box, Confidence } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields, tensorModel } from '@aima/sdk';
import { z } from 'zod';
import { blockFinding } from './lib/ocr/block-finding.ts';
import { textBlocks } from './lib/ocr/text-blocks.ts';
import { lineOfTrack, type TextTrack } from './lib/ocr/text-tracks.ts';
import { watchText } from './lib/ocr/watch-text.ts';

const EVERY_MS = 250;
const SIDE = 1280;

const Text = z.object({
  ...FindingFields,
  /** The lines of the block, joined by spaces. */
  text: z.string(),
  box: Box,
  trackId: z.string(),
  lines: z.array(z.object({ text: z.string(), box: Box, confidence: Confidence })),
  script: z.enum(['latin', 'cjk', 'digits', 'other']),
  /** Clockwise, as seen; absent for text that runs straight to the right. */
  angleDegrees: z.int().optional(),
  /** German text: the recogniser's table lacks ö, Ä, Ö, ß and €, so it wrote the nearest letters that it has. */
  uncertainCharacters: z.literal(true).optional(),
});

const fraction = (usual: number): z.ZodDefault<z.ZodNumber> => z.number().min(0).max(1).default(usual);

export const textOverlay = defineAnalyzer({
  name: 'text_overlay',
  version: 2,
  reads: { video: { everyMs: EVERY_MS, width: SIDE, height: SIDE, fit: 'inside' }, photo: true },
  models: { detector: tensorModel('ppocr-v4-det'), recogniser: tensorModel('ppocr-v4-rec') },
  parameters: z.object({
    /** Least mean probability of a line's characters; short texts need more. */
    minConfidence: fraction(0.7),
    /** Detector's probability from which a pixel counts as text, and a line's mean from which it is read. */
    pixelThreshold: fraction(0.3),
    boxThreshold: fraction(0.5),
    /** How far detected cores of lines are grown, as the area-to-perimeter factor of DB. */
    unclipRatio: z.number().min(1).max(3).default(1.6),
    /** Longer side, in pixels, of what the detector sees of films and of photos. */
    filmDetectorSide: z.int().min(320).max(1280).default(640),
    photoDetectorSide: z.int().min(320).max(1280).default(960),
    /** The same between the first look at a film's picture and its next cut. */
    filmRecheckSide: z.int().min(320).max(1280).default(512),
    /** While a film's picture changes a little, detection runs this often; where it moves as a whole, the second; where a part changes much, the third. */
    detectEveryMs: z.int().min(EVERY_MS).default(1000),
    detectMovingEveryMs: z.int().min(EVERY_MS).default(750),
    detectStrongEveryMs: z.int().min(EVERY_MS).default(500),
  }),
  finding: Text,
  sentence: {
    en: (f) => `The picture shows the text “${f.text}” (${certaintyWords(f.confidence, 'en')}${f.uncertainCharacters ? '; umlauts, ß and € are uncertain' : ''}).`,
    de: (f) => `Im Bild steht „${f.text}“ (${certaintyWords(f.confidence, 'de')}${f.uncertainCharacters ? '; Umlaute, ß und € sind unsicher' : ''}).`,
  },

  open: ({ parameters, models, medium, language, signal, emit }) => {
    const isPhoto = medium.kind === 'image';
    const watch = watchText(models, {
      ...parameters,
      recheckSide: parameters.filmRecheckSide,
      detector: { ...parameters, detectorSide: isPhoto ? parameters.photoDetectorSide : parameters.filmDetectorSide },
    });
    let ended: TextTrack[] = [];
    let blocks = 0;

    // Lines that were on screen together are handed over together.
    const flush = (latestMs: number): void => {
      const lines = ended.map((track) => lineOfTrack(track, isPhoto ? undefined : EVERY_MS)).filter((line) => line !== undefined);
      for (const block of textBlocks(lines)) {
        const finding = blockFinding(block, `text-${++blocks}`, language);
        emit({ ...finding, endMs: Math.max(finding.startMs, Math.min(finding.endMs, latestMs)) });
      }
      ended = [];
    };

    return {
      async frames({ width, height, frames }) {
        for (const frame of frames) {
          signal.throwIfAborted();
          ended.push(...await watch.sample(frame, { width, height, pixels: frame.pixels }));
          if (!watch.busy) flush(frame.atMs);
        }
      },
      finish: ({ analysedMs }) => {
        ended.push(...watch.finish());
        flush(analysedMs);
      },
    };
  },
});
