/** Finds hard cuts: the first frame of each new shot. Fades and dissolves are told by scene_segmentation. */
import { certaintyWords, clockTime, defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import type { Cut } from './lib/cuts/cut-detector.ts';
import { watchCuts } from './lib/cuts/shared-cuts.ts';
import { round } from './lib/rounding.ts';

const CutFinding = z.object({
  ...FindingFields,
  /** How large the change is, 0..1: 1 for pictures that have nothing in common. */
  strength: z.number().min(0).max(1),
  /** Share of the picture that movement cannot explain, 0..1. */
  unexplained: z.number().min(0).max(1),
  /** Share of colours that changed, 0..1. */
  colourChange: z.number().min(0).max(1),
});
type CutFinding = z.infer<typeof CutFinding>;

/** A layout difference of this much counts as full strength. */
const FULL_DIFFERENCE = 2;

const findingOf = (cut: Cut): CutFinding => ({
  startMs: cut.atMs,
  endMs: cut.atMs,
  label: 'cut',
  confidence: round(Math.min(1, cut.confidence), 3),
  strength: round(Math.min(1, cut.difference / FULL_DIFFERENCE), 3),
  unexplained: round(cut.unexplained, 3),
  colourChange: round(cut.colourChange, 3),
});

export const cutAnalysis = defineAnalyzer({
  name: 'cut_analysis',
  version: 1,
  reads: { everyFrame: true },
  parameters: z.object({
    /** Cuts below this are not reported. */
    minConfidence: z.number().min(0).max(1).default(0.6),
  }),
  finding: CutFinding,
  sentence: {
    en: (cut) => `A cut at ${clockTime(cut.startMs)}, ${certaintyWords(cut.confidence, 'en')}.`,
    de: (cut) => `Ein Schnitt bei ${clockTime(cut.startMs)}, ${certaintyWords(cut.confidence, 'de')}.`,
  },

  open: ({ parameters, emit }) => {
    const watch = watchCuts();
    const report = (cut: Cut): void => {
      if (cut.confidence >= parameters.minConfidence) emit(findingOf(cut));
    };
    return {
      everyFrame: (batch) => { watch.push(batch).forEach(report); },
      finish: () => { watch.end().forEach(report); },
    };
  },
});
