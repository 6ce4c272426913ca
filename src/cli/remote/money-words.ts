/** Amounts of money and ranges as people read them. */
import type { Language } from '@aima/contract';

/** Cents; of less than ten cents more digits, which say something. */
export const usdInWords = (usd: number, language: Language): string => {
  const digits = usd !== 0 && Math.abs(usd) < 0.1 ? 4 : 2;
  return usd.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
};
