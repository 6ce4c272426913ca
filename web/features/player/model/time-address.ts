/** Times and findings in the address of the player: `?t=62500`, `?t=1:02.5`, `?finding=…`. */

/** @returns milliseconds; undefined where it is no time */
export function parseTime(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  const parts = /^(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2}(?:\.\d{1,3})?)$/.exec(text);
  if (!parts) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = parts;
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000);
}

/** The rest of the address stays as it is. */
export function addressAt(address: string, ms: number, finding: string | undefined): string {
  const url = new URL(address);
  if (ms > 0) url.searchParams.set('t', String(Math.round(ms)));
  else url.searchParams.delete('t');
  if (finding === undefined) url.searchParams.delete('finding');
  else url.searchParams.set('finding', finding);
  return url.href;
}
