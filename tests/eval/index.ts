/**
 * `npm run eval`: every analyzer on the shared media, with the truth beside it, into docs/ACCURACY.md.
 * Options: --only AREA[,AREA] (prints, writes nothing), --json, --from FILE[,FILE] (puts figures that --json printed into the
 * page and leaves its other lines, where all areas in one go take too long).
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { dataFolder } from '../../src/kernel/data-folder.ts';
import { withEvalContext, type Area, type Figure } from './measure.ts';
import { accuracyTable, merged, weaknesses } from './table.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PAGE = path.join(HERE, '../../docs/ACCURACY.md');
const MARKS = ['<!-- eval:begin -->', '<!-- eval:end -->'] as const;

const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean', default: false }, from: { type: 'string' } } });

async function areasOf(only: string | undefined): Promise<Area[]> {
  const wanted = only?.split(',');
  const files = readdirSync(HERE).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort();
  const found: Area[] = [];
  for (const name of files) {
    if (name === 'index.ts') continue;
    const loaded: { area?: Area } = await import(pathToFileURL(path.join(HERE, name)).href) as { area?: Area };
    if (loaded.area && (wanted?.includes(loaded.area.name) ?? true)) found.push(loaded.area);
  }
  if (found.length === 0) throw new Error(`no such area: ${only ?? ''}`);
  return found;
}

/** @param merge leaves what is there about other figures */
function writePage(figures: readonly Figure[], merge = false): void {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = MARKS;
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/ACCURACY.md has no ${begin} … ${end}`);
  const day = new Date().toISOString().slice(0, 10);
  const lines = (rest?.split(end)[0] ?? '').split('\n');
  const [table, weak] = merge
    ? [merged(lines.filter((line) => line.startsWith('|')), accuracyTable(figures)), merged(lines.filter((line) => line.startsWith('- ')), weaknesses(figures))]
    : [accuracyTable(figures), weaknesses(figures)];
  const how = merge ? `Measured by \`npm run eval\`, area by area, the last one ${day}.` : `Measured ${day} by \`npm run eval\`.`;
  const text = [begin, how, '', ...table, '', '### What is weak', '', ...weak, end].join('\n');
  writeFileSync(PAGE, before + text + after);
}

if (values.from !== undefined) {
  // Printed by this very program.
  writePage(values.from.split(',').flatMap((file) => JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) => (value === null && key !== 'note' ? Number.NaN : value)) as Figure[]), true);
  process.exit(0);
}

const say = (line: string): void => { process.stderr.write(`${line}\n`); };
const work = mkdtempSync(path.join(tmpdir(), 'aima-eval-'));
try {
  const figures = await withEvalContext({ data: dataFolder(undefined, process.env), work }, say, async (context) => {
    const all: Figure[] = [];
    for (const area of await areasOf(values.only)) {
      const from = performance.now();
      all.push(...await area.figures(context));
      say(`${area.name}: ${Math.round((performance.now() - from) / 1000)} s`);
    }
    return all;
  });
  console.log(values.json ? JSON.stringify(figures, undefined, 2) : [...accuracyTable(figures), '', ...weaknesses(figures)].join('\n'));
  if (values.only === undefined) writePage(figures);
} finally {
  rmSync(work, { recursive: true, force: true });
}
