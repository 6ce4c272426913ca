/** Which files of ours a program reads at run time, and which packages: found by following its imports. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../kernel/app-error.ts';

export interface ImportGraph {
  /** Relative to the root, with forward slashes. */
  files: string[];
  /** Names of npm packages. */
  packages: string[];
}

/** `from 'x'`, `import 'x'`, `import('x')`, `require('x')`, `require.resolve('x')`, `new URL('x', import.meta.url)`. */
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire(?:\.resolve)?\(\s*|\bnew URL\(\s*)'([^'\n]+)'/g;
/** Gone before anything runs. */
const TYPES_ONLY = /^\s*(?:import|export)\s+type\b[^;]*;/gm;
const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

/** Name of the package that an import asks for: `@scope/name/file` → `@scope/name`. */
const packageOf = (specifier: string): string => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');

const importsOf = (text: string): string[] => [...text.replace(COMMENTS, '').replace(TYPES_ONLY, '').matchAll(IMPORTS)].map(([, name]) => name ?? '');

/**
 * @param workspaces packages of this repository by name, and the folder of each
 * @throws AppError INTERNAL where a file of ours asks for one that is not there
 */
export async function importGraph(root: string, entries: readonly string[], workspaces: Readonly<Record<string, string>>): Promise<ImportGraph> {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    if (!file.endsWith('.ts')) continue;
    for (const name of importsOf(await readFile(path.join(root, file), 'utf8'))) {
      if (name.startsWith('.')) {
        const target = path.posix.join(path.posix.dirname(file), name);
        if (!existsSync(path.join(root, target))) throw new AppError('INTERNAL', `${file} asks for ${name}, which is not there.`);
        waiting.push(target);
      } else if (!name.startsWith('node:') && /^[@a-z]/.test(name) && !name.includes(':')) {
        const workspace = workspaces[packageOf(name)];
        if (workspace === undefined) packages.add(packageOf(name));
        else waiting.push(`${workspace}/package.json`, name === packageOf(name) ? `${workspace}/index.ts` : `${workspace}/${name.slice(packageOf(name).length + 1)}.ts`);
      }
    }
  }
  return { files: [...files].sort(), packages: [...packages].sort() };
}
