/** Whisper servers name languages by English words or by codes; documents use ISO 639-1. */

/** Codes whose English names this runtime knows, by that name. */
const byName = new Map<string, string>();
const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
for (const first of 'abcdefghijklmnopqrstuvwxyz') {
  for (const second of 'abcdefghijklmnopqrstuvwxyz') {
    const name = names.of(first + second);
    if (name !== undefined && !byName.has(name.toLowerCase())) byName.set(name.toLowerCase(), first + second);
  }
}

/** `de` for `german`, `German`, `de` and `de-AT`; undefined for what is no language. */
export function languageCode(told: string): string | undefined {
  const word = told.trim().toLowerCase();
  const [base = ''] = word.split(/[-_]/);
  if (/^[a-z]{2}$/.test(base) && names.of(base) !== undefined) return base;
  return byName.get(word);
}
