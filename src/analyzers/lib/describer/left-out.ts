/** What is said where some answers could not be used. */
import type { Language } from '@aima/contract';
import type { LeftOut } from '@aima/sdk';

export interface LeftOutCount {
  asked: number;
  askedMs: number;
  leftOut: number;
  leftOutMs: number;
}

const message: Readonly<Record<Language, (count: LeftOutCount) => string>> = {
  en: ({ asked, leftOut }) => `${leftOut} of ${asked} answers of the model did not keep to the form, or refused, twice; what they would have described is left out.`,
  de: ({ asked, leftOut }) => `${leftOut} von ${asked} Antworten des Modells hielten sich zweimal nicht an die Form oder lehnten ab; was sie beschrieben hätten, fehlt.`,
};

/** Undefined where nothing was left out. */
export const leftOutWords = (count: LeftOutCount, language: Language): LeftOut | undefined => (count.leftOut === 0 ? undefined : {
  leftOut: 'answers_left_out', message: message[language](count), coverage: count.askedMs > 0 ? 1 - count.leftOutMs / count.askedMs : 0,
});
