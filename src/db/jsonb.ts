/** Values on their way into jsonb, which knows neither NUL nor half a surrogate pair; OCR and broken tags give both. */

/** In JSON.stringify's output only a lone surrogate appears as an escape of D800..DFFF; pairs appear as they are. */
const UNSTORABLE = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/g;
const isEscapedCharacter = (found: string): boolean => found.length > 2;

/** JSON text that PostgreSQL accepts: what it cannot hold becomes U+FFFD. */
export const jsonbText = (value: unknown): string =>
  JSON.stringify(value).replace(UNSTORABLE, (found) => (isEscapedCharacter(found) ? '\\ufffd' : found));
