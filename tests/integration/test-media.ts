/** Real media for trying AIMA, kept outside the repository: `AIMA_TEST_MEDIA`, by default beside it. */
import { existsSync } from 'node:fs';
import path from 'node:path';

const FOLDER = process.env['AIMA_TEST_MEDIA'] ?? path.resolve(import.meta.dirname, '../../../shared/media');

/** Path of a test file; undefined, with a line that says so, where it is missing. @throws Error if it is missing and `CI` is true */
export function testMedia(name: string): string | undefined {
  const file = path.join(FOLDER, name);
  if (existsSync(file)) return file;
  if (process.env['CI'] === 'true') throw new Error(`The test file ${file} is missing (AIMA_TEST_MEDIA).`);
  console.log(`Skipped: ${name} is not in ${FOLDER}.`);
  return undefined;
}
