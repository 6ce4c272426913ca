/**
 * This medium against a summary of earlier ones of its kind, handed in with the run: which of its measures lie outside of
 * what they usually are, which have been rising or falling, which labels are new or missing. Each comparison has its
 * effect size, and what remains after allowing for the number of tests is told; the rest is counted, not told.
 */
import type { Language, MediaKind } from '@aima/contract';
import { defineAnalyzer, FindingFields, type NotRun } from '@aima/sdk';
import { z } from 'zod';
import { round } from './lib/rounding.ts';
import { compare, FEWEST_MEDIA, type Compared } from './lib/trend/compare.ts';
import { TrendHistory, type KindHistory } from './lib/trend/history.ts';
import { LABELLED, labelsOf, MEASURED, MEASURES, measuresOf } from './lib/trend/measures.ts';
import { trendSentence } from './lib/trend/trend-sentences.ts';

const LABELS = ['compared', 'above', 'below', 'rising', 'falling', 'new_label', 'missing_label'] as const;

const Trend = z.object({
  ...FindingFields,
  /** `compared` sums up; `above` and `below` are deviations, `rising` and `falling` courses that reach up to this medium. */
  label: z.enum(LABELS),
  kind: z.enum(['video', 'image', 'audio']),
  /** Earlier media that were compared with. */
  media: z.int().nonnegative(),
  measure: z.enum(MEASURES).optional(),
  value: z.number().optional(),
  median: z.number().optional(),
  lowerQuartile: z.number().optional(),
  upperQuartile: z.number().optional(),
  /** `above`, `below`: standard deviations from the mean (of ratios: of logarithms). `rising`, `falling`: Kendall's tau. Labels: Cohen's h. */
  effectSize: z.number().optional(),
  /** Adjusted for the number of tests (Benjamini, Hochberg). */
  p: z.number().optional(),
  /** Whose label is new or missing, and which. */
  analyzer: z.string().optional(),
  what: z.string().optional(),
  /** `compared` */
  measures: z.int().nonnegative().optional(),
  tests: z.int().nonnegative().optional(),
  deviations: z.int().nonnegative().optional(),
});
type Trend = z.infer<typeof Trend>;

const NEEDED = ['scene_segmentation', 'audio_analysis', 'color_analysis'] as const;
const HEARD = [...new Set<string>([...MEASURED, ...LABELLED])].filter((name) => !NEEDED.some((needed) => needed === name));
const MOST_NAMED = 50;
/** One number against few is never quite certain. */
const MOST_CERTAIN = 0.95;

const WITHOUT: Readonly<Record<Language, (kind: MediaKind, media: number) => string>> = {
  en: (_, media) => (media === 0 ? 'No history of earlier media of this kind was handed in (parameter history).' : `The history holds ${media} earlier media of this kind; at least ${FEWEST_MEDIA} are needed.`),
  de: (_, media) => (media === 0 ? 'Es wurde keine Vorgeschichte mit Medien dieser Art mitgegeben (Parameter history).' : `Die Vorgeschichte enthält ${media} frühere Medien dieser Art; nötig sind mindestens ${FEWEST_MEDIA}.`),
};

const noHistory = (kind: MediaKind, language: Language, media = 0): NotRun => ({ notRun: 'no_history', message: WITHOUT[language](kind, media) });

const rounded = (value: number | undefined): number | undefined => (value === undefined ? undefined : round(value, 4));

function finding({ of, measure, what, label, media, value, median, lowerQuartile, upperQuartile, effectSize, p, sureness, basedOn }: Compared, kind: MediaKind, endMs: number): Trend {
  return {
    label, kind, media, startMs: 0, endMs, confidence: round(Math.min(MOST_CERTAIN, sureness), 3), effectSize: round(effectSize, 3),
    value: rounded(value), median: rounded(median), lowerQuartile: rounded(lowerQuartile), upperQuartile: rounded(upperQuartile), p: rounded(p),
    ...(measure ? { measure } : { analyzer: of }), ...(what === undefined ? {} : { what }), ...(basedOn.length > 0 ? { basedOn } : {}),
  };
}

export const trendAnalysis = defineAnalyzer({
  name: 'trend_analysis',
  version: 1,
  method: 'statistics',
  reads: { afterAny: NEEDED, hears: HEARD },
  parameters: z.object({
    /** What earlier media were like; made by `historyOf`. Must not hold the medium itself. */
    history: TrendHistory.optional(),
    /** Deviations whose adjusted chance is larger are not told. */
    maxP: z.number().gt(0).max(0.5).default(0.05),
  }),
  finding: Trend,
  sentence: { en: (found) => trendSentence({ ...found }, 'en'), de: (found) => trendSentence({ ...found }, 'de') },
  open: ({ parameters, medium, language, upstream, emit }) => ({
    finish({ analysedMs }) {
      const history: KindHistory | undefined = parameters.history?.kinds[medium.kind];
      if (!history || history.media < FEWEST_MEDIA) return noHistory(medium.kind, language, history?.media);
      const endMs = medium.kind === 'image' ? 0 : medium.durationMs > 0 ? medium.durationMs : analysedMs;
      const measures = measuresOf({ kind: medium.kind, durationMs: endMs, found: upstream });
      const compared = compare(measures, labelsOf(upstream), history, parameters.maxP);
      const ids = compared.standOut.map((each) => emit(finding(each, medium.kind, endMs)));
      const used = Object.values(measures).flatMap(({ basedOn }) => basedOn.slice(0, 3));
      emit({
        label: 'compared', kind: medium.kind, media: history.media, startMs: 0, endMs, confidence: 1,
        measures: compared.measures, tests: compared.tests, deviations: compared.standOut.length, basedOn: [...ids, ...used].slice(0, MOST_NAMED),
      });
      return undefined;
    },
  }),
});
