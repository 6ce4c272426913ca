/** The figures of docs/ACCURACY.md, read back from the table that `npm run eval` writes. */

export interface AccuracyRow {
  analyzer: string;
  tier: string;
  what: string;
  figure: string;
  interval: string;
  items: string;
}

const cells = (line: string): string[] => line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim());

/** @throws Error where the page has no table of that form, so that a changed table is noticed */
export function accuracyRows(page: string): AccuracyRow[] {
  const rows = page.split('\n').filter((line) => /^\| `[a-z0-9_]+` \|/.test(line)).map(cells);
  if (rows.length === 0 || !page.includes('| analyzer | tier | what | figure | 95 % interval | items |')) throw new Error('docs/ACCURACY.md has no table of figures');
  return rows.map(([analyzer = '', tier = '', what = '', figure = '', interval = '', items = '']) => ({ analyzer: analyzer.replaceAll('`', ''), tier, what, figure, interval, items }));
}

/** What the evaluation says is weak: lines `- \`analyzer\`, what: why`. */
export const measuredWeaknesses = (page: string, analyzer: string): string[] =>
  [...new Set(page.split('\n').flatMap((line) => {
    const [, name, why] = /^- `([a-z0-9_]+)`, .*?: (.+)$/.exec(line) ?? [];
    return name === analyzer && why !== undefined && why !== 'sample size in lines' ? [why] : [];
  }))];
