/** The forms of answers, and what becomes of them: drafts of findings, in order of time. */
import { z } from 'zod';
import { plainWords } from './material.ts';
import type { DescriptionForm } from './preset.ts';

/** Seconds that a model's times may lie outside its stretch: it rounds. */
const TOLERANCE_S = 0.5;
const MOST_EVENTS = 40;
const MOST_KEYWORDS = 16;

const words = (most: number): z.ZodString => z.string().max(most).regex(/[\p{L}\p{N}]/u);

/** What a description says, before it is a finding. */
export interface Draft {
  label: 'description' | 'event' | 'caption';
  startMs: number;
  endMs: number;
  text: string;
  aspects?: Record<string, string>;
  keywords?: string[];
  change?: string;
}

export interface Span {
  startMs: number;
  endMs: number;
}

/** Asks for an answer of this form. */
export type Ask = <T>(schema: z.ZodType<T>, name: string) => Promise<T>;

const Aspects = z.object({ scene: words(600), people: words(600), action: words(600), details: words(600) });
const Description = z.object({ text: words(3000), keywords: z.array(z.string().max(60)).max(MOST_KEYWORDS) });

/** Times are those of the stretch, else the answer does not fit: a model that counts from 0 is told so and asked again. */
function happenings({ startMs, endMs }: Span) {
  const second = z.number().min(startMs / 1000 - TOLERANCE_S).max(endMs / 1000 + TOLERANCE_S);
  const happening = z.object({ startSeconds: second, endSeconds: second, text: words(400) }).refine(({ startSeconds, endSeconds }) => endSeconds >= startSeconds, { error: 'endSeconds lies before startSeconds' });
  return z.array(happening).max(MOST_EVENTS);
}

const within = (seconds: number, { startMs, endMs }: Span): number => Math.min(endMs, Math.max(startMs, Math.round(seconds * 1000)));

const at = (timed: { startSeconds: number; endSeconds: number }, span: Span): Span => ({ startMs: within(timed.startSeconds, span), endMs: within(timed.endSeconds, span) });

const inOrder = (drafts: readonly Draft[]): Draft[] => drafts.toSorted((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);

const askers: Readonly<Record<DescriptionForm, (span: Span, ask: Ask) => Promise<Draft[]>>> = {
  async aspects(span, ask) {
    const answer = await ask(Aspects, 'four_aspects');
    const aspects = Object.fromEntries(Object.entries(answer).map(([aspect, text]) => [aspect, plainWords(text)]));
    return [{ label: 'description', ...span, text: Object.values(aspects).join(' '), aspects }];
  },
  async description(span, ask) {
    const { text, keywords } = await ask(Description, 'description');
    return [{ label: 'description', ...span, text: plainWords(text), keywords: keywords.map(plainWords).filter((word) => word !== '') }];
  },
  async events(span, ask) {
    const Events = z.object({ summary: words(1500), change: z.string().max(600), events: happenings(span) });
    const { summary, change, events } = await ask(Events, 'events');
    const whole: Draft = { label: 'description', ...span, text: plainWords(summary), ...(plainWords(change) === '' ? {} : { change: plainWords(change) }) };
    return [whole, ...inOrder(events.map((event): Draft => ({ label: 'event', ...at(event, span), text: plainWords(event.text) })))];
  },
  async captions(span, ask) {
    const Captions = z.object({ captions: happenings(span) });
    const { captions } = await ask(Captions, 'captions');
    return inOrder(captions.map((caption): Draft => ({ label: 'caption', ...at(caption, span), text: plainWords(caption.text) })));
  },
};

/** A photo has no times: it gets a description where a film would get events or captions. */
export const draftsOf = (form: DescriptionForm, photo: boolean, span: Span, ask: Ask): Promise<Draft[]> => askers[photo && form !== 'aspects' ? 'description' : form](span, ask);
