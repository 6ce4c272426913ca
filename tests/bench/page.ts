/** The measured parts of docs/BENCHMARKS.md, between markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PAGE = fileURLToPath(new URL('../../docs/BENCHMARKS.md', import.meta.url));

/** Replaces what stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`. */
export function writeBetween(name: string, text: string): void {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const page = readFileSync(PAGE, 'utf8');
  if (!page.includes(begin) || !page.includes(end)) throw new Error(`docs/BENCHMARKS.md has no ${begin} … ${end}`);
  writeFileSync(PAGE, `${page.slice(0, page.indexOf(begin) + begin.length)}\n${text}\n${page.slice(page.indexOf(end))}`);
}
