/** Which program on which system a session comes from, as far as its user agent says so. */

/** More exact ones first: each of them calls itself by the names below it, too. */
const BROWSERS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\bEdgA?\//, 'Edge'], [/\bOPR\//, 'Opera'], [/\bSamsungBrowser\//, 'Samsung Internet'], [/\bFirefox\/|\bFxiOS\//, 'Firefox'], [/\bHeadlessChrome\//, 'Chromium'], [/\bChrome\/|\bCriOS\//, 'Chrome'], [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'], [/\bnode\b|undici/i, 'Node.js'], [/python/i, 'Python'],
];
const SYSTEMS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\biPhone\b/, 'iPhone'], [/\biPad\b/, 'iPad'], [/\bAndroid\b/, 'Android'], [/\bCrOS\b/, 'ChromeOS'], [/\bWindows\b/, 'Windows'], [/\bMac OS X\b|\bMacintosh\b/, 'macOS'], [/\bLinux\b/, 'Linux'],
];

const nameIn = (table: typeof BROWSERS, agent: string): string | undefined => table.find(([pattern]) => pattern.test(agent))?.[1];

export function deviceOf(userAgent: string | null): { browser?: string; system?: string; phone: boolean } {
  const agent = userAgent ?? '';
  const [browser, system] = [nameIn(BROWSERS, agent), nameIn(SYSTEMS, agent)];
  return { phone: /\bMobile\b|\biPhone\b|\bAndroid\b/.test(agent), ...(browser !== undefined && { browser }), ...(system !== undefined && { system }) };
}
