/**
 * Calls to action: what viewers are asked to do (follow, like, comment, buy …), said or written, in German and English,
 * by a table of phrases that allows for what text recognition confuses. A pleading without any of these phrases is not
 * found; an ordinary question may be taken for one to the audience and is uncertain.
 */
import type { Language, Observation } from '@aima/contract';
import { Box } from '@aima/contract';
import { certaintyWords, defineAnalyzer, FindingFields } from '@aima/sdk';
import { z } from 'zod';
import { type CallKind, callKinds } from './lib/calls/call-phrases.ts';
import { type Call, findCalls } from './lib/calls/find-calls.ts';
import { round } from './lib/rounding.ts';
import { passagesOf, type Phrase, phrasesOf } from './lib/speech/passages.ts';

const CallToAction = z.object({
  ...FindingFields,
  label: z.enum(callKinds),
  /** The words as they were heard or read. */
  text: z.string(),
  evidence: z.enum(['speech', 'text']),
  /** Of the phrase. */
  language: z.enum(['en', 'de']),
  box: Box.optional(),
  basedOn: z.array(z.string()).min(1),
});
type CallToAction = z.infer<typeof CallToAction>;

const names: Readonly<Record<Language, Readonly<Record<CallKind, string>>>> = {
  en: {
    follow: 'to follow', like: 'to like', comment: 'to comment', share: 'to share', subscribe: 'to subscribe', notifications: 'to turn on notifications', save: 'to save', tag: 'to tag somebody', link: 'to use a link', swipe: 'to swipe or tap',
    buy: 'to buy', discount_code: 'to use a discount code', download: 'to download', visit: 'to visit', sign_up: 'to sign up', contact: 'to get in touch', watch_more: 'to go on watching', question: 'to answer a question',
  },
  de: {
    follow: 'Folgen', like: 'Liken', comment: 'Kommentieren', share: 'Teilen', subscribe: 'Abonnieren', notifications: 'Einschalten von Benachrichtigungen', save: 'Speichern', tag: 'Markieren anderer', link: 'Nutzen eines Links', swipe: 'Wischen oder Tippen',
    buy: 'Kaufen', discount_code: 'Nutzen eines Rabattcodes', download: 'Herunterladen', visit: 'Besuchen', sign_up: 'Anmelden', contact: 'Melden', watch_more: 'Weiterschauen', question: 'Beantworten einer Frage',
  },
};

function sentence({ label, text, evidence, confidence }: CallToAction, language: Language): string {
  const sure = certaintyWords(confidence, language);
  if (language === 'de') return `Aufforderung zum ${names.de[label]}, ${evidence === 'speech' ? 'gesprochen' : 'im Bild'}: „${text}“ (${sure}).`;
  return `Call ${names.en[label]}, ${evidence === 'speech' ? 'said' : 'on screen'}: “${text}” (${sure}).`;
}

const oneLine = (words: string): string => words.replace(/\s+/gu, ' ');

/** Calls in a passage, each with the phrases that its words were said in: a pause may divide a call. */
function saidIn(passage: readonly Phrase[]): CallToAction[] {
  let from = 0;
  const parts = passage.map((phrase) => {
    const part = { phrase, from, to: from + phrase.text.length };
    from = part.to + 1;
    return part;
  });
  return findCalls(passage.map(({ text }) => text).join(' '), { written: false }).flatMap((call) => {
    const within = parts.filter((part) => part.from < call.to && call.from < part.to).map(({ phrase }) => phrase);
    const [first] = within;
    if (!first) return [];
    return [{
      label: call.kind, text: oneLine(call.words), evidence: 'speech' as const, language: call.language, startMs: first.startMs, endMs: Math.max(...within.map(({ endMs }) => endMs)),
      confidence: round(call.strength * Math.min(...within.map(({ confidence }) => confidence)), 3), basedOn: within.map(({ id }) => id), ...(first.speakerId === undefined ? {} : { speakerId: first.speakerId }),
    }];
  });
}

const Lines = z.object({ lines: z.array(z.object({ text: z.string() })) });

/** A line on screen begins a clause, which the joined text of its block does not show. */
function writtenIn(seen: Observation): CallToAction[] {
  const lines = Lines.safeParse(seen.attributes ?? {}).data?.lines.map(({ text }) => text);
  const whole: Call[] = findCalls(lines?.join('\n') ?? seen.text ?? '', { written: true });
  return whole.map(({ kind, words, language, strength }) => ({
    label: kind, text: oneLine(words), evidence: 'text', language, startMs: seen.startMs, endMs: seen.endMs, confidence: round(strength * seen.confidence, 3), basedOn: [seen.id], ...(seen.box ? { box: seen.box } : {}),
  }));
}

export const commentCtaDetection = defineAnalyzer({
  name: 'comment_cta_detection',
  version: 1,
  method: 'rule',
  reads: { afterAny: ['speech_transcription', 'text_overlay'] },
  parameters: z.object({
    /** Less sure calls are not told. */
    minConfidence: z.number().min(0).max(1).default(0.3),
  }),
  finding: CallToAction,
  sentence: { en: (finding) => sentence(finding, 'en'), de: (finding) => sentence(finding, 'de') },
  open: ({ parameters, upstream, emit }) => ({
    finish() {
      const calls = [...passagesOf(phrasesOf(upstream('speech_transcription'), [])).flatMap(saidIn), ...upstream('text_overlay').flatMap(writtenIn)];
      for (const call of calls.sort((a, b) => a.startMs - b.startMs)) if (call.confidence >= parameters.minConfidence) emit(call);
    },
  }),
});
