/** Rounds to a number of digits after the point, so that documents stay short; never −0. */
export function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  return Math.round(value * factor) / factor + 0;
}
