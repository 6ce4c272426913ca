import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Generator } from '../generate/generators.ts';

const LONGEST_SHOWN = 300;

const firstDifference = (is: string, should: string): string => {
  const [have, want] = [is.split('\n'), should.split('\n')];
  const line = want.findIndex((text, i) => text !== have[i]);
  const at = line < 0 ? want.length : line;
  const shown = (text: string | undefined): string => JSON.stringify((text ?? '').slice(0, LONGEST_SHOWN));
  return `line ${String(at + 1)} is ${shown(have[at])}, generated: ${shown(want[at])}`;
};

/** Generated files below `root` that are not what their generator writes; one line each, empty when all are. */
export const staleFiles = async (root: string, generators: readonly Generator[]): Promise<string> => {
  const lines = await Promise.all(generators.map(async ({ file, make }) => {
    const should = await make(root);
    const is = await readFile(path.join(root, file), 'utf8').catch(() => undefined);
    if (is === should) return '';
    return is === undefined ? `${file} is missing; run 'npm run generate'` : `${file} is generated and was changed, or is old; run 'npm run generate' (${firstDifference(is, should)})`;
  }));
  return lines.filter((line) => line !== '').join('\n');
};
