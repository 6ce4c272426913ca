/**
 * How speech flows: pauses, fillers, repetitions and restarts with their words, and, where speakers are told apart,
 * overlaps and turns. Pauses come from voice activity, which hears none under half a second; words from the
 * transcription, whose recogniser leaves many fillers out.
 */
import type { Language } from '@aima/contract';
import { defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { evenlySpread, MOST_NAMED } from './lib/evenly-spread.ts';
import { round } from './lib/rounding.ts';
import { type Disfluency, disfluenciesOf } from './lib/speech/disfluencies.ts';
import { LONGEST_PAUSE_MS, type Phrase, phrasesOf } from './lib/speech/passages.ts';
import { overlapsOf, type Pause, pausesOf, turnsOf } from './lib/speech/silences.ts';

const Flow = z.object({
  ...FindingFields,
  /** `flow` sums up the medium; of pauses only the long ones are findings of their own. */
  label: z.enum(['flow', 'long_pause', 'filler', 'discourse_marker', 'repetition', 'restart', 'overlap']),
  /** `flow`: who talks. `unknown` where speakers are not told apart. */
  form: z.enum(['monologue', 'dialogue', 'unknown']).optional(),
  speakers: z.int().optional(),
  turns: z.int().optional(),
  overlaps: z.int().optional(),
  overlapMs: z.int().optional(),
  longPauses: z.int().optional(),
  shortPauses: z.int().optional(),
  pauseMs: z.int().optional(),
  /** Of voice and pauses together. */
  pauseShare: z.number().optional(),
  fillers: z.int().optional(),
  /** Of voiced time. */
  fillersPerMinute: z.number().optional(),
  discourseMarkers: z.int().optional(),
  repetitions: z.int().optional(),
  restarts: z.int().optional(),
  basedOn: z.array(z.string()).min(1),
});
type Flow = z.infer<typeof Flow>;

/** Where within a phrase a word is said is not known, and spelling tells hesitation from grammar only mostly. */
const CERTAINTY: Readonly<Record<Disfluency['kind'], number>> = { filler: 0.85, discourse_marker: 0.5, repetition: 0.6, restart: 0.5 };
const OVERLAP_LEAST_MS = 200;
const COUNTING = 0.7;

const names: Readonly<Record<Language, Readonly<Record<Flow['label'], string>>>> = {
  en: { flow: 'Flow of speech', long_pause: 'Long pause', filler: 'Filler', discourse_marker: 'Filling words', repetition: 'Repeated', restart: 'Broken off', overlap: 'Two people talk at once' },
  de: { flow: 'Redefluss', long_pause: 'Lange Pause', filler: 'Füllaut', discourse_marker: 'Füllwörter', repetition: 'Wiederholt', restart: 'Abgebrochen', overlap: 'Zwei reden gleichzeitig' },
};
const forms: Readonly<Record<Language, Readonly<Record<NonNullable<Flow['form']>, string>>>> = {
  en: { monologue: 'one speaker', dialogue: 'several speakers', unknown: 'speakers not told apart' },
  de: { monologue: 'ein Sprecher', dialogue: 'mehrere Sprecher', unknown: 'Sprecher nicht unterschieden' },
};

function sentence(finding: Flow, language: Language): string {
  const name = names[language][finding.label];
  const { text, startMs, endMs = startMs, form = 'unknown', longPauses = 0, shortPauses = 0, pauseShare = 0, fillers = 0, repetitions = 0 } = finding;
  const de = language === 'de';
  if (finding.label === 'flow') {
    const percent = Math.round(pauseShare * 100);
    return de
      ? `${name}: ${forms.de[form]}; lange Pausen: ${longPauses}, kurze: ${shortPauses} (${percent} % der Zeit); Füllaute: ${fillers}, Wiederholungen: ${repetitions}, soweit mitgeschrieben.`
      : `${name}: ${forms.en[form]}; long pauses: ${longPauses}, short ones: ${shortPauses} (${percent} % of the time); fillers: ${fillers}, repetitions: ${repetitions}, as far as transcribed.`;
  }
  if (text !== undefined) return de ? `${name}: „${text}“.` : `${name}: “${text}”.`;
  const seconds = ((endMs - startMs) / 1000).toFixed(1);
  return de ? `${name}: ${seconds.replace('.', ',')} s.` : `${name}: ${seconds} s.`;
}

interface Heard {
  phrases: readonly Phrase[];
  pauses: readonly Pause[];
  long: readonly Pause[];
  disfluencies: readonly Disfluency[];
  overlaps: readonly { startMs: number; endMs: number }[];
}

const lengthOf = (spans: readonly { startMs: number; endMs: number }[]): number => spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);

/** The medium summed up; counts of speakers only where every phrase has one. */
function summary({ phrases, pauses, long, disfluencies, overlaps }: Heard): Omit<Flow, 'startMs' | 'endMs' | 'basedOn'> {
  const voicedMs = phrases.reduce((sum, phrase) => sum + phrase.voicedMs, 0);
  const pauseMs = lengthOf(pauses);
  const count = (kind: Disfluency['kind']): number => disfluencies.filter((each) => each.kind === kind).length;
  const speakers = phrases.every(({ speakerId }) => speakerId !== undefined) ? new Set(phrases.map(({ speakerId }) => speakerId)).size : undefined;
  return {
    label: 'flow',
    form: speakers === undefined ? 'unknown' : speakers > 1 ? 'dialogue' : 'monologue',
    ...(speakers === undefined ? {} : { speakers, turns: turnsOf(phrases), overlaps: overlaps.length, overlapMs: lengthOf(overlaps) }),
    longPauses: long.length, shortPauses: pauses.length - long.length, pauseMs, pauseShare: round(pauseMs / Math.max(1, pauseMs + voicedMs), 3),
    fillers: count('filler'), fillersPerMinute: round(count('filler') * 60_000 / Math.max(1, voicedMs), 1),
    discourseMarkers: count('discourse_marker'), repetitions: count('repetition'), restarts: count('restart'),
    confidence: round(COUNTING * phrases.reduce((sum, { confidence }) => sum + confidence, 0) / phrases.length, 3),
  };
}

export const speechFlow = defineAnalyzer({
  name: 'speech_flow',
  version: 2,
  method: 'rule',
  reads: { after: ['speech_transcription', 'voice_activity'] },
  parameters: z.object({
    shortPauseMs: z.int().min(200).default(500),
    /** After Campione and Véronis (2002): silences over a second are long pauses. */
    longPauseMs: z.int().min(300).default(1000),
    /** Longer silences are no pauses: nobody talks. */
    longestPauseMs: z.int().min(1000).default(LONGEST_PAUSE_MS),
  }),
  finding: Flow,
  sentence: { en: (finding) => sentence(finding, 'en'), de: (finding) => sentence(finding, 'de') },
  open: ({ parameters, upstream, emit }) => ({
    finish() {
      const voice = upstream('voice_activity');
      const phrases = phrasesOf(upstream('speech_transcription'), voice);
      const [first] = phrases;
      if (!first) return;
      const pauses = pausesOf(voice, { leastMs: parameters.shortPauseMs, mostMs: parameters.longestPauseMs });
      const long = pauses.filter(({ startMs, endMs }) => endMs - startMs >= parameters.longPauseMs);
      const overlaps = overlapsOf(phrases, OVERLAP_LEAST_MS);
      const spoken = phrases.map((phrase) => ({ phrase, found: disfluenciesOf(phrase.text, phrase.language ?? '') }));

      for (const pause of long) emit({ label: 'long_pause', ...pause, confidence: CERTAINTY.filler });
      for (const { phrase: { id, startMs, endMs, confidence, speakerId }, found } of spoken) {
        for (const { kind, words } of found) emit({ label: kind, text: words, startMs, endMs, confidence: round(CERTAINTY[kind] * confidence, 3), basedOn: [id], ...(speakerId === undefined ? {} : { speakerId }) });
      }
      for (const overlap of overlaps) emit({ label: 'overlap', ...overlap, confidence: CERTAINTY.restart });
      emit({
        ...summary({ phrases, pauses, long, overlaps, disfluencies: spoken.flatMap(({ found }) => found) }),
        startMs: first.startMs, endMs: Math.max(...phrases.map(({ endMs }) => endMs)), basedOn: [...evenlySpread(phrases, MOST_NAMED / 2), ...evenlySpread(voice, MOST_NAMED / 2)].map(({ id }) => id),
      });
    },
  }),
});
