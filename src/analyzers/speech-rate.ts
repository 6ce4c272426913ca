/**
 * How fast somebody talks: words and syllables a minute with the pauses in between (speech rate), and syllables a second
 * of voice alone (articulation rate), for each passage, each known speaker and the whole medium. Words come from the
 * transcription, voiced time from voice activity, syllables from the spelling. Where nothing could be transcribed there
 * is no rate, and the run ends for the transcription's reason.
 */
import { certaintyWords, defineAnalyzer, FindingFields } from '@aima/sdk';
import type { Language } from '@aima/contract';
import { z } from 'zod';
import { type Pace, paceOf, usualRates } from './lib/speech/rate-ranges.ts';
import { passagesOf, type Phrase, phrasesOf, wordsOf, writesWordsApart } from './lib/speech/passages.ts';
import { syllablesOf } from './lib/speech/syllables.ts';
import { evenlySpread } from './lib/evenly-spread.ts';
import { round } from './lib/rounding.ts';

const Rate = z.object({
  ...FindingFields,
  /** Against what is usual in the language; `unrated` where that is not known here. */
  label: z.enum(['slow', 'normal', 'fast', 'unrated']),
  scope: z.enum(['passage', 'speaker', 'medium']),
  language: z.string().optional(),
  wordCount: z.int(),
  /** Pauses within passages included. */
  wordsPerMinute: z.number(),
  /** English and German alone. */
  syllablesPerMinute: z.number().optional(),
  /** Pauses left out. */
  articulationSyllablesPerSecond: z.number().optional(),
  articulationWordsPerMinute: z.number(),
  /** Passages from their first to their last word, and the time with voice in it. */
  talkMs: z.int(),
  voicedMs: z.int(),
  usual: z.object({ measure: z.string(), from: z.number(), to: z.number(), source: z.string() }).optional(),
  basedOn: z.array(z.string()).min(1),
});
type Rate = z.infer<typeof Rate>;

/** What the spelling and the borders of voice activity leave uncertain, even where every word is right. */
const MOST_CERTAIN = 0.9;
/** Over fewer words a rate says little: this many more make it certain. */
const CERTAIN_WORDS = 25;

const share = (a: number, b: number, digits: number): number => round(a / Math.max(1, b), digits);

/** Rate over passages of one language; nothing where there are too few words or their script does not divide them. */
function rateOf(passages: readonly (readonly Phrase[])[], minWords: number): Omit<Rate, 'scope'> | undefined {
  const phrases = passages.flat();
  const [first] = phrases;
  const text = phrases.map((phrase) => phrase.text).join(' ');
  const words = wordsOf(text);
  if (!first || words.length < minWords || !writesWordsApart(text)) return undefined;
  const talkMs = passages.reduce((sum, passage) => sum + (passage.at(-1)?.endMs ?? 0) - (passage[0]?.startMs ?? 0), 0);
  const voicedMs = phrases.reduce((sum, phrase) => sum + phrase.voicedMs, 0);
  if (talkMs <= 0 || voicedMs <= 0) return undefined;
  const { language } = first;
  const syllables = syllablesOf(words, language ?? '');
  const wordsPerMinute = share(words.length * 60_000, talkMs, 1);
  const articulation = syllables === undefined ? undefined : share(syllables * 1000, voicedMs, 2);
  const usual = usualRates[language ?? ''];
  const measured = usual?.measure === 'words_per_minute' ? wordsPerMinute : articulation;
  const heard = phrases.reduce((sum, { confidence, voicedMs: ms }) => sum + confidence * ms, 0) / voicedMs;
  return {
    label: usual && measured !== undefined ? paceOf(measured, usual) : 'unrated',
    ...(language === undefined ? {} : { language }),
    wordCount: words.length, wordsPerMinute, articulationWordsPerMinute: share(words.length * 60_000, voicedMs, 1),
    ...(syllables === undefined || articulation === undefined ? {} : { syllablesPerMinute: share(syllables * 60_000, talkMs, 1), articulationSyllablesPerSecond: articulation }),
    talkMs, voicedMs, ...(usual ? { usual } : {}),
    startMs: first.startMs, endMs: Math.max(...phrases.map(({ endMs }) => endMs)),
    confidence: round(Math.min(1, MOST_CERTAIN * heard * Math.min(1, 0.5 + words.length / (2 * CERTAIN_WORDS))), 3),
    basedOn: evenlySpread([...new Set(phrases.flatMap(({ id, voiceIds }) => [id, ...voiceIds]))]),
  };
}

/** Passages by a key, in the order in which the keys come first. */
function grouped(passages: readonly Phrase[][], key: (phrase: Phrase) => string | undefined): Map<string, Phrase[][]> {
  const groups = new Map<string, Phrase[][]>();
  for (const passage of passages) {
    const of = passage[0] && key(passage[0]);
    if (of !== undefined) groups.set(of, [...groups.get(of) ?? [], passage]);
  }
  return groups;
}

const paces: Readonly<Record<Language, Record<Pace, string>>> = {
  en: { slow: 'slower than usual', normal: 'as fast as usual', fast: 'faster than usual' },
  de: { slow: 'langsamer als üblich', normal: 'so schnell wie üblich', fast: 'schneller als üblich' },
};
const numberOf = (speakerId = ''): string => speakerId.replace('speaker-', '');

function sentence({ label, scope, speakerId, wordsPerMinute, confidence }: Rate, language: Language): string {
  const pace = label === 'unrated' ? '' : `, ${paces[language][label]}`;
  const figure = Math.round(wordsPerMinute);
  const sure = certaintyWords(confidence, language);
  if (language === 'de') return `${{ passage: 'Sprechtempo', speaker: `Sprechtempo von Sprecher ${numberOf(speakerId)}`, medium: 'Sprechtempo insgesamt' }[scope]}: ${figure} Wörter pro Minute${pace} (${sure}).`;
  return `${{ passage: 'Speech rate', speaker: `Speech rate of speaker ${numberOf(speakerId)}`, medium: 'Speech rate overall' }[scope]}: ${figure} words a minute${pace} (${sure}).`;
}

export const speechRate = defineAnalyzer({
  name: 'speech_rate',
  version: 2,
  method: 'rule',
  reads: { after: ['speech_transcription', 'voice_activity'] },
  parameters: z.object({
    /** Passages of fewer words have no rate of their own; they count for the speaker and the medium. */
    minWords: z.int().min(2).default(5),
  }),
  finding: Rate,
  sentence: { en: (finding) => sentence(finding, 'en'), de: (finding) => sentence(finding, 'de') },
  open: ({ parameters: { minWords }, upstream, emit }) => ({
    finish() {
      const passages = passagesOf(phrasesOf(upstream('speech_transcription'), upstream('voice_activity')));
      const say = (of: readonly Phrase[][], scope: Rate['scope'], speakerId?: string): void => {
        const rate = rateOf(of, minWords);
        if (rate) emit({ ...rate, scope, ...(speakerId === undefined ? {} : { speakerId }) });
      };
      for (const passage of passages) say([passage], 'passage', passage[0]?.speakerId);
      // Words of two languages are not added up.
      for (const spoken of grouped(passages, ({ language }) => language ?? '').values()) {
        for (const [speakerId, own] of grouped(spoken, (phrase) => phrase.speakerId)) say(own, 'speaker', speakerId);
        say(spoken, 'medium');
      }
    },
  }),
});
