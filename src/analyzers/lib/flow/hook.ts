/** Whether a medium's first moments ask for attention, and by what. */
import type { Observation } from '@aima/contract';

export const HOOK_SIGNS = ['lively', 'words_on_screen', 'question', 'address', 'close_face', 'call', 'early_cut'] as const;
export type HookSign = (typeof HOOK_SIGNS)[number];

export interface Hook {
  endMs: number;
  signs: HookSign[];
  confidence: number;
  basedOn: string[];
}

/** A tenth of the length, between these: what decides in short video is the first three seconds. */
const SHARE = 0.1;
const SHORTEST_MS = 2000;
const LONGEST_MS = 90_000;
/** So much livelier than the rest up to the climax. */
const LIVELIER = 0.08;
/** Height of a face, as a share of the picture, that fills it. */
const NEAR_FACE = 0.3;
/** A cut within this share of the opening, in media that have few. */
const EARLY = 0.5;
const FEWEST_SIGNS = 2;

const ADDRESS = /\b(you|your|you're|guys|everyone|folks|du|dir|dich|dein\w*|ihr|euch|eure?\w*|leute)\b/i;

export const openingMs = (durationMs: number): number => Math.min(durationMs / 2, Math.max(SHORTEST_MS, Math.min(LONGEST_MS, durationMs * SHARE)));

/**
 * @param heard findings by analyzer
 * @param livelier how much livelier the opening is than what follows, −1..1
 */
export function findHook(durationMs: number, heard: (analyzer: string) => readonly Observation[], livelier: number): Hook | undefined {
  const endMs = Math.round(openingMs(durationMs));
  const early = (analyzer: string): Observation[] => heard(analyzer).filter(({ startMs }) => startMs < endMs);
  const found: { sign: HookSign; by: Observation[] }[] = [];
  const add = (sign: HookSign, by: Observation[]): void => {
    if (by.length > 0) found.push({ sign, by });
  };
  const phrases = early('speech_transcription');
  add('words_on_screen', early('text_overlay'));
  add('question', phrases.filter(({ text }) => text?.trim().endsWith('?')));
  add('address', phrases.filter(({ text }) => text !== undefined && ADDRESS.test(text)));
  add('close_face', early('face_detection').filter(({ box }) => (box?.h ?? 0) >= NEAR_FACE));
  add('call', early('comment_cta_detection'));
  add('early_cut', early('cut_analysis').filter(({ startMs }) => startMs < endMs * EARLY));
  const signs = [...(livelier >= LIVELIER ? ['lively' as const] : []), ...found.map(({ sign }) => sign)];
  if (signs.length < FEWEST_SIGNS) return undefined;
  return { endMs, signs, confidence: Math.min(0.8, 0.25 + 0.15 * signs.length), basedOn: found.flatMap(({ by }) => by.slice(0, 3).map(({ id }) => id)) };
}
