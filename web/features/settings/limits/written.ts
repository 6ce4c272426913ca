/** Numbers as people type them in either language. */

/** `1.5`, `1,5` and `2`; undefined for what is no amount from 0 to `most`. */
export function amountOf(text: string, most: number): number | undefined {
  const written = text.trim().replace(',', '.');
  if (!/^\d+(\.\d+)?$/.test(written)) return undefined;
  const amount = Number(written);
  return amount <= most ? amount : undefined;
}

const MOST_PERCENTS = 10;

/** `50, 80 100` in order, each once; undefined where one is no whole percent of 1..100, or there are too many. */
export function percentsOf(text: string): number[] | undefined {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const percents = [...new Set(parts.map(Number))].toSorted((a, b) => a - b);
  return parts.every((part) => /^\d+$/.test(part)) && percents.every((each) => each >= 1 && each <= 100) && percents.length <= MOST_PERCENTS ? percents : undefined;
}
