/** Moves what was found along the time axis: a part of a long film is looked at as if it were a film of its own. */

/** Keys of points in time by their name, at any depth; durations and offsets have other names and stay. */
const isPointInTime = (key: string): boolean => /^(start|end|at|from|to)Ms$|(At|From|To)Ms$/.test(key);

function shiftValue(value: unknown, byMs: number, key: string): unknown {
  if (typeof value === 'number') return isPointInTime(key) ? value + byMs : value;
  if (Array.isArray(value)) return value.map((each) => shiftValue(each, byMs, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([inner, each]) => [inner, shiftValue(each, byMs, inner)]));
}

/**
 * A copy of `given` (a finding, an observation: plain data) with every `startMs`, `endMs`, `atMs`, `fromMs`, `toMs` and
 * whatever ends in `AtMs`, `FromMs`, `ToMs` later by `byMs`; the same object where that is 0.
 */
export function shiftTimes<T extends object>(given: T, byMs: number): T {
  // Only numbers were replaced, by numbers, so the shape is that of the given object.
  return byMs === 0 ? given : shiftValue(given, byMs, '') as T;
}
