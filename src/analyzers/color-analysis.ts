/** Tells the colours of pictures and films: palette with plain names, brightness, saturation, warmth, contrast. */
import { clockTime, defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { moodOf } from './lib/colour/colour-mood.ts';
import { COLOUR_NAMES, colourName, germanColour } from './lib/colour/colour-names.ts';
import { hexOf } from './lib/colour/colour-space.ts';
import { addCounts, countColours, emptyCounts, paletteOf, type ColourCounts } from './lib/colour/palette.ts';
import { round } from './lib/rounding.ts';

const SIDE = 96; // pixels; colours survive any shrinking
const EVERY_MS = 500;

const ColourFinding = z.object({
  ...FindingFields,
  label: z.enum(['colours', 'overall']),
  endMs: z.int().nonnegative(),
  /** Largest share first. */
  palette: z.array(z.object({ hex: z.string(), name: z.enum(COLOUR_NAMES), share: z.number().min(0).max(1) })),
  brightness: z.number().min(0).max(1),
  saturation: z.number().min(0).max(1),
  /** −1 cold .. 1 warm. */
  warmth: z.number().min(-1).max(1),
  contrast: z.number().min(0).max(1),
});
type ColourFinding = z.infer<typeof ColourFinding>;

/** Names in the sentence: the largest ones, each once. */
const SPOKEN = 3;
const spokenNames = (f: ColourFinding): ColourFinding['palette'][number]['name'][] => [...new Set(f.palette.map(({ name }) => name))].slice(0, SPOKEN);

const listed = (words: readonly string[], and: string): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${and} ${words.at(-1) ?? ''}`);

function sentenceEn(f: ColourFinding): string {
  const mood = f.warmth > 0.25 ? 'warm' : f.warmth < -0.25 ? 'cold' : 'neutral';
  const light = f.brightness < 0.35 ? 'dark' : f.brightness > 0.72 ? 'bright' : 'of medium brightness';
  const where = f.label === 'overall' ? 'Overall' : `From ${clockTime(f.startMs)} to ${clockTime(f.endMs)}`;
  return `${where} the picture is ${light} and ${mood}, mostly ${listed(spokenNames(f), 'and')}.`;
}

function sentenceDe(f: ColourFinding): string {
  const mood = f.warmth > 0.25 ? 'warm' : f.warmth < -0.25 ? 'kühl' : 'neutral';
  const light = f.brightness < 0.35 ? 'dunkel' : f.brightness > 0.72 ? 'hell' : 'mittelhell';
  const where = f.label === 'overall' ? 'Insgesamt' : `Von ${clockTime(f.startMs)} bis ${clockTime(f.endMs)}`;
  return `${where} ist das Bild ${light} und ${mood}, vor allem ${listed(spokenNames(f).map(germanColour), 'und')}.`;
}

interface Segment {
  startMs: number;
  counts: ColourCounts;
}

/** Share of pixels that the two have in different colours, 0..1. */
function change(a: ColourCounts, b: ColourCounts): number {
  let shared = 0;
  for (let bin = 0; bin < a.bins.length; bin += 4) shared += Math.min((a.bins[bin] ?? 0) / a.pixels, (b.bins[bin] ?? 0) / b.pixels);
  return 1 - shared;
}

export const colorAnalysis = defineAnalyzer({
  name: 'color_analysis',
  version: 1,
  reads: { video: { everyMs: EVERY_MS, width: SIDE, height: SIDE, fit: 'inside' }, photo: true },
  parameters: z.object({
    /** Most colours in a palette. */
    paletteSize: z.int().min(1).max(12).default(6),
    /** Smaller colours join their nearest. */
    minShare: z.number().min(0).max(0.5).default(0.03),
    /** Share of pixels that must change colour for a new segment. */
    minChange: z.number().min(0).max(1).default(0.5),
  }),
  finding: ColourFinding,
  sentence: { en: sentenceEn, de: sentenceDe },

  open: ({ parameters, medium, emit }) => {
    const whole = emptyCounts();
    let segment: Segment | undefined;

    const report = (label: ColourFinding['label'], counts: ColourCounts, startMs: number, endMs: number): void => {
      const mood = moodOf(counts);
      emit({
        startMs,
        endMs,
        label,
        confidence: 1,
        palette: paletteOf(counts, parameters.paletteSize, parameters.minShare).map(({ colour, share }) => ({
          hex: hexOf(colour),
          name: colourName(colour),
          share: round(share, 3),
        })),
        brightness: round(mood.brightness, 3),
        saturation: round(mood.saturation, 3),
        warmth: round(mood.warmth, 3),
        contrast: round(mood.contrast, 3),
      });
    };

    return {
      frames(batch) {
        for (const { atMs, pixels } of batch.frames) {
          const counts = emptyCounts();
          countColours(counts, pixels);
          addCounts(whole, counts);
          if (segment && change(segment.counts, counts) < parameters.minChange) {
            addCounts(segment.counts, counts);
            continue;
          }
          if (segment) report('colours', segment.counts, segment.startMs, atMs);
          segment = { startMs: atMs, counts };
        }
      },
      finish({ analysedMs }) {
        if (!segment) return;
        const endMs = medium.kind === 'video' ? analysedMs : 0;
        if (medium.kind === 'video') report('colours', segment.counts, segment.startMs, Math.max(endMs, segment.startMs));
        report('overall', whole, 0, endMs);
      },
    };
  },
});
