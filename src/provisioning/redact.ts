/** What a step printed, short enough to be kept and without what looks like a secret. */
const TAIL_CHARACTERS = 1_500;
/** Values behind words that announce a secret, addresses with a password or a query, long runs of hexadecimal digits or base64. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\b((?:authorization|token|secret|password|passwd|api[_-]?key|bearer)["']?\s*[:= ]\s*)(?:bearer\s+)?\S+/gi, '$1…'],
  [/(https?:\/\/)[^\s/@]+@/gi, '$1…@'],
  [/(https?:\/\/[^\s?]+)\?\S+/gi, '$1?…'],
  [/\b(?:sk|hf|rpa|ghp)[-_][A-Za-z0-9_-]{12,}/g, '…'],
  [/-----BEGIN [\s\S]*?(?:-----END [^-]*-----|$)/g, '…'],
];

/** @param secrets texts that are known and must not show */
export function tailOf(output: string, secrets: readonly string[] = []): string | undefined {
  const known = secrets.filter((secret) => secret !== '').reduce((text, secret) => text.replaceAll(secret, '…'), output);
  const text = SECRETS.reduce((rest, [pattern, by]) => rest.replace(pattern, by), known).trim().slice(-TAIL_CHARACTERS);
  return text === '' ? undefined : text;
}
