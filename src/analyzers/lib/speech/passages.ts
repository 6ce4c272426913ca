/** What was said, as the analyzers of talk see it: phrases of `speech_transcription`, joined into passages. */
import type { Observation } from '@aima/contract';
import { z } from 'zod';

export interface Span {
  startMs: number;
  endMs: number;
}

export interface Phrase extends Span {
  /** Of the observation of `speech_transcription`. */
  id: string;
  text: string;
  /** ISO 639-1; unknown where the transcription does not say. */
  language?: string;
  speakerId?: string;
  confidence: number;
  /** Time with voice in it, and the observations of `voice_activity` that say so. */
  voicedMs: number;
  voiceIds: string[];
}

/** Silences longer than this are no pauses in a talk. */
export const LONGEST_PAUSE_MS = 2000;
/** A pause of this length after the end of a sentence ends a passage. */
const SENTENCE_PAUSE_MS = 700;

const SENTENCE_END = /[.!?…]["'”“»)]*$/u;
const Said = z.object({ language: z.string().optional() });

const overlapMs = (a: Span, b: Span): number => Math.max(0, Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs));

/** Phrases with text in order of time. Where no voice activity is known, a phrase counts as voiced throughout. */
export function phrasesOf(transcription: readonly Observation[], voice: readonly Observation[]): Phrase[] {
  const said = transcription.filter(({ text = '' }) => text.trim() !== '').toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  const voiced = voice.toSorted((a, b) => a.startMs - b.startMs);
  let first = 0;
  return said.map(({ id, text = '', startMs, endMs, confidence, speakerId, attributes }) => {
    while ((voiced[first]?.endMs ?? Infinity) < startMs - 60_000) first += 1;
    const within: Observation[] = [];
    for (let i = first; i < voiced.length; i++) {
      const each = voiced[i];
      if (!each || each.startMs >= endMs) break;
      if (overlapMs(each, { startMs, endMs }) > 0) within.push(each);
    }
    const voicedMs = within.reduce((sum, each) => sum + overlapMs(each, { startMs, endMs }), 0);
    const language = Said.safeParse(attributes ?? {}).data?.language;
    return {
      id, text: text.trim(), startMs, endMs, confidence, voicedMs: voicedMs > 0 ? voicedMs : endMs - startMs, voiceIds: within.map((each) => each.id),
      ...(language === undefined ? {} : { language }), ...(speakerId === undefined ? {} : { speakerId }),
    };
  });
}

/** Phrases of one speaker in one language with no more than pauses between them, and no end of a sentence before a longer one. */
export function passagesOf(phrases: readonly Phrase[]): Phrase[][] {
  const passages: Phrase[][] = [];
  let last: Phrase | undefined;
  for (const phrase of phrases) {
    const gapMs = last ? phrase.startMs - last.endMs : Infinity;
    const ended = last !== undefined && SENTENCE_END.test(last.text) && gapMs >= SENTENCE_PAUSE_MS;
    const same = last !== undefined && last.speakerId === phrase.speakerId && last.language === phrase.language;
    if (same && !ended && gapMs <= LONGEST_PAUSE_MS) passages.at(-1)?.push(phrase);
    else passages.push([phrase]);
    last = phrase;
  }
  return passages;
}

/** Words of a text in a script that writes them apart; with apostrophes and hyphens inside. */
export const wordsOf = (text: string): string[] => text.normalize('NFC').match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];

/** Scripts without spaces between words: their words cannot be counted here. */
export const writesWordsApart = (text: string): boolean => !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(text);
