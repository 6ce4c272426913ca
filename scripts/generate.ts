/** `npm run generate`: writes every generated file anew. `npm run check` refuses any that differs from what this would write. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GENERATORS } from './generate/generators.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

for (const { file, make } of GENERATORS) {
  await mkdir(path.dirname(path.join(ROOT, file)), { recursive: true });
  await writeFile(path.join(ROOT, file), await make(ROOT));
  console.log(file);
}
