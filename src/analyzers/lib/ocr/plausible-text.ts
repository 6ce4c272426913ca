/** Rules of thumb on what was read: is it text at all, which script, and is it German. */

const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/gu;

/** What one or two characters need: a texture is easily taken for an `l`, a `1` or a `一`. */
const SHORT_CONFIDENCE = 0.9;

/**
 * True where a reading is sure enough for its length: `minConfidence` from four letters or digits on, more below,
 * never for punctuation alone.
 */
export function isPlausible(text: string, confidence: number, minConfidence: number): boolean {
  const count = text.match(LETTER_OR_DIGIT)?.length ?? 0;
  if (count === 0) return false;
  // Stripes and railings come back as rows of the same stroke.
  if (count >= 3 && new Set(text.replace(/[^\p{L}\p{N}]/gu, '')).size === 1 && !/\d/.test(text)) return false;
  const needed = count <= 2 ? SHORT_CONFIDENCE : count === 3 ? (SHORT_CONFIDENCE + minConfidence) / 2 : minConfidence;
  return confidence >= Math.max(needed, minConfidence);
}

export type Script = 'latin' | 'cjk' | 'digits' | 'other';

/** The script of most letters. */
export function scriptOf(text: string): Script {
  const letters = text.match(/\p{L}/gu) ?? [];
  if (letters.length === 0) return /\p{N}/u.test(text) ? 'digits' : 'other';
  const cjk = letters.filter((letter) => CJK.test(letter)).length;
  if (cjk * 2 > letters.length) return 'cjk';
  return letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length * 2 >= letters.length ? 'latin' : 'other';
}

/** Frequent German words that are not English ones, and letters that English lacks. */
const GERMAN = /[äöüß]|(?<!\p{L})(?:und|der|das|nicht|ist|ich|wir|mit|von|auf|ein|eine|einen|dem|den|des|für|fur|zu|zum|zur|bei|auch|jetzt|neu|heute|uhr|mehr|nur|alles|kein|keine|sie|ihr|euch|folgt|hier|dein|deine|kostenlos|gratis|angebot|rabatt)(?!\p{L})/iu;

export const looksGerman = (text: string): boolean => GERMAN.test(text);
