/** Which part of a file a request wants: RFC 9110, section 14, one range. */

export interface WantedRange { start: number; end: number; partial: boolean }

/**
 * @param ifRange the `If-Range` header: another version than `tag` makes the whole file the answer
 * @returns undefined where the range lies outside of the file (416)
 */
export function wantedRange(header: string | undefined, sizeBytes: number, ifRange: string | undefined, tag: string): WantedRange | undefined {
  const whole: WantedRange = { start: 0, end: sizeBytes, partial: false };
  if (header === undefined || (ifRange !== undefined && ifRange !== tag)) return whole;
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim()) ?? [];
  // Other units, several ranges and nonsense may be ignored, and then the whole file is the answer.
  if (from === undefined || to === undefined || (from === '' && to === '')) return whole;
  if (from !== '' && to !== '' && Number(from) > Number(to)) return whole;
  const start = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? sizeBytes : Math.min(sizeBytes, Number(to) + 1);
  return start < end ? { start, end, partial: true } : undefined;
}
