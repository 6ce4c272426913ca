/** `npm run proof -- NAME`: one long proof with full counts, from tests/proof/. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const FOLDER = path.resolve(import.meta.dirname, '../tests/proof');

const names = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).map((file) => file.slice(0, -'.ts'.length))
  : [];
const name = process.argv[2];
if (name === undefined || !names.includes(name)) {
  console.error(`${name === undefined ? 'Which proof?' : `There is no proof '${name}'.`} There are: ${names.join(', ') || 'none yet'}.`);
  process.exitCode = 2;
} else {
  process.argv.splice(2, 1);
  await import(pathToFileURL(path.join(FOLDER, `${name}.ts`)).href);
}
