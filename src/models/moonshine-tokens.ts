/** Token names of Moonshine: those of Llama 2, then 768 special ones that stand for no text. */
import llamaTokenizer from 'llama-tokenizer-js';

const SPECIAL = 768;
const WORD_START = '\u2581';
const BYTE = /^<0x([0-9A-F]{2})>$/;

export const MOONSHINE_START = 1;
export const MOONSHINE_END = 2;

export const moonshineTokens = (): readonly string[] => [
  ...llamaTokenizer.vocabById,
  ...Array.from({ length: SPECIAL }, (_, i) => `<<ST_${i}>>`),
];

/**
 * Text of each token. Characters that were spelled as several byte tokens come with the last of them, so that
 * joining all texts gives the whole text. Control tokens (below id 3, special ones) are empty.
 */
export function tokenTexts(ids: readonly number[], tokens: readonly string[]): string[] {
  const utf8 = new TextDecoder();
  const special = tokens.length - SPECIAL;
  return ids.map((id) => {
    if (id <= MOONSHINE_END || id >= special) return '';
    const token = tokens[id] ?? '';
    const byte = BYTE.exec(token)?.[1];
    const bytes = byte === undefined ? new TextEncoder().encode(token.replaceAll(WORD_START, ' ')) : Uint8Array.of(Number.parseInt(byte, 16));
    return utf8.decode(bytes, { stream: true });
  });
}
