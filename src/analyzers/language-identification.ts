/**
 * Which language is spoken. The lite tier knows English from anything else, no more: its recogniser's own evidence
 * (see english-plausibility.ts) tells speech that is plausibly English. It rests on `speech_transcription`, which has
 * weighed that evidence already: where most of the speech is not English, that run ends as
 * `not_run: language_needs_full_tier`, and this one with it.
 */
import { defineAnalyzer, FindingFields, type OpenContext, type Session } from '@aima/sdk';
import { z } from 'zod';
import { evenlySpread } from './lib/evenly-spread.ts';

const UPSTREAM = 'speech_transcription';

const Finding = z.object({
  ...FindingFields,
  /** `language`: one of the languages that can be told. `language_unknown`: speech in none of them, or not understood. */
  label: z.enum(['language', 'language_unknown']),
  /** BCP 47. */
  language: z.literal('en').optional(),
});
type Finding = z.infer<typeof Finding>;

/** Stretches of the same answer with less than this between them are one. */
const JOIN_MS = 3000;

interface Stretch {
  english: boolean;
  startMs: number;
  endMs: number;
  /** Confidence times length, and length; of the observations joined here. */
  weighted: number;
  lengthMs: number;
  basedOn: string[];
}

export const languageIdentification = defineAnalyzer({
  name: 'language_identification',
  version: 2,
  reads: { after: [UPSTREAM] },
  method: 'rule',
  finding: Finding,
  sentence: {
    en: ({ label }) => (label === 'language' ? 'The language spoken is English.' : 'Speech in a language that could not be told.'),
    de: ({ label }) => (label === 'language' ? 'Gesprochen wird Englisch.' : 'Sprache, deren Sprache nicht erkannt wurde.'),
  },
  open({ upstream, emit }: OpenContext<Record<string, never>, Finding, Record<never, never>>): Session {
    return {
      finish() {
        const stretches: Stretch[] = [];
        for (const { id, label, startMs, endMs, confidence } of upstream(UPSTREAM)) {
          const english = label === 'speech';
          const lengthMs = Math.max(1, endMs - startMs);
          const last = stretches.at(-1);
          if (last?.english === english && startMs - last.endMs <= JOIN_MS) {
            last.endMs = Math.max(last.endMs, endMs);
            last.weighted += confidence * lengthMs;
            last.lengthMs += lengthMs;
            last.basedOn.push(id);
          } else stretches.push({ english, startMs, endMs, weighted: confidence * lengthMs, lengthMs, basedOn: [id] });
        }
        for (const { english, startMs, endMs, weighted, lengthMs, basedOn } of stretches) {
          const confidence = Math.min(1, weighted / lengthMs);
          emit({ label: english ? 'language' : 'language_unknown', ...(english ? { language: 'en' as const } : {}), startMs, endMs, confidence, basedOn: evenlySpread(basedOn) });
        }
      },
    };
  },
});
