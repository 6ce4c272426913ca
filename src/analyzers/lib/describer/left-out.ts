/** What is said where some of a medium could not be described. */
import type { Language } from '@aima/contract';
import type { LeftOut } from '@aima/sdk';

export interface LeftOutCount {
  asked: number;
  askedMs: number;
  leftOut: number;
  leftOutMs: number;
  /** Of shots on which the gate has no final word, because they go on behind this part of a long film. */
  unfreedMs: number;
}

/** The end of a part up to this long is mostly left to the next one, which begins at a cut. */
const NEXT_PART_MS = 60_000;

const unfit: Readonly<Record<Language, (count: LeftOutCount) => string>> = {
  en: ({ asked, leftOut }) => `${leftOut} of ${asked} answers of the model did not keep to the form, or refused, twice; what they would have described is left out.`,
  de: ({ asked, leftOut }) => `${leftOut} von ${asked} Antworten des Modells hielten sich zweimal nicht an die Form oder lehnten ab; was sie beschrieben hätten, fehlt.`,
};

const unfreed: Readonly<Record<Language, (count: LeftOutCount) => string>> = {
  en: ({ unfreedMs }) => `A shot of more than ${Math.floor(unfreedMs / 1000)} s goes on behind a part of the film; before it ends nobody knows whether it must be held, so no model was shown this part of it.`,
  de: ({ unfreedMs }) => `Eine Einstellung von mehr als ${Math.floor(unfreedMs / 1000)} s geht hinter einem Teil des Films weiter; bevor sie endet, steht nicht fest, ob sie zurückgehalten wird, darum wurde dieser Teil keinem Modell gezeigt.`,
};

/** Undefined where nothing was left out. */
export function leftOutWords(count: LeftOutCount, language: Language): LeftOut | undefined {
  const unfreedMs = count.unfreedMs > NEXT_PART_MS ? count.unfreedMs : 0;
  if (count.leftOut === 0 && unfreedMs === 0) return undefined;
  const allMs = count.askedMs + unfreedMs;
  const coverage = allMs > 0 ? 1 - (count.leftOutMs + unfreedMs) / allMs : 0;
  return count.leftOut > 0 ? { leftOut: 'answers_left_out', message: unfit[language](count), coverage } : { leftOut: 'shot_goes_on', message: unfreed[language](count), coverage };
}
