/** The transcript of a medium out of its findings. Pure. */
import type { Observation } from '../model/observation-index.ts';
import { speakerFinder, speakersOf, type Speaker } from './speakers.ts';

export interface Word { readonly text: string; readonly startMs: number; readonly endMs: number }

export interface TranscriptRow {
  readonly id: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Undefined where somebody speaks and nobody understood it. */
  readonly text: string | undefined;
  /** Empty where the model told none, or a person changed the text since. */
  readonly words: readonly Word[];
  readonly speakerId: string | undefined;
  readonly observation: Observation;
}

export interface Transcript {
  readonly rows: readonly TranscriptRow[];
  readonly speakers: ReadonlyMap<string, Speaker>;
}

export const TRANSCRIBER = 'speech_transcription';
const DIARIZER = 'speaker_diarization';

const isWord = (given: unknown): given is Word =>
  typeof given === 'object' && given !== null && 'text' in given && 'startMs' in given && 'endMs' in given && typeof given.text === 'string' && typeof given.startMs === 'number' && typeof given.endMs === 'number';

const plain = (text: string): string => text.replaceAll(/\s+/g, '');

function wordsOf({ text, attributes }: Observation): readonly Word[] {
  const given = attributes?.['words'];
  if (!Array.isArray(given) || !given.every(isWord)) return [];
  return plain(given.map((word) => word.text).join('')) === plain(text ?? '') ? given : [];
}

/** @param all of one medium, in order of time */
export function transcriptOf(all: readonly Observation[]): Transcript {
  const finder = speakerFinder(all.filter(({ analyzer }) => analyzer === DIARIZER));
  const rows = all.filter(({ analyzer }) => analyzer === TRANSCRIBER).map((observation): TranscriptRow => {
    const { id, startMs, endMs, text, speakerId } = observation;
    return { id, startMs, endMs, text: text === '' ? undefined : text, words: wordsOf(observation), speakerId: speakerId ?? finder(startMs, endMs), observation };
  });
  return { rows, speakers: speakersOf(all) };
}
