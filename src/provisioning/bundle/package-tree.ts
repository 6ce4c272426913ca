/** The files of npm packages that a program on another machine needs: with all they depend on, without what only developers read. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';

const Manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}), optionalDependencies: z.record(z.string(), z.string()).default({}) });

/** Types, maps, sources and tests are not read at run time. */
const NOT_RUN = /(?:\.map|\.d\.[cm]?ts|\.md|\.markdown|\.flow|\.tsbuildinfo|\.h|\.cc|\.cpp|\.gyp)$|(?:^|\/)(?:\.github|\.bin|__tests__|tests?|docs?|examples?|benchmarks?|bench)\//;
/** Of these packages not even this. */
const LEFT_OUT: Readonly<Record<string, RegExp>> = {
  // Libraries for other systems, and what fetches them at installation.
  'onnxruntime-node': /^bin\/napi-v6\/(?!linux\/x64\/)|^lib\/.*\.ts$/,
  zod: /^src\//,
  openai: /^src\/|\.mts$/,
  'onnxruntime-common': /^lib\//,
  // For browsers.
  'libheif-js': /^(?!package\.json|index\.js|wasm-bundle\.js|libheif-wasm\/libheif-bundle\.js)/,
  '@huggingface/tokenizers': /^src\/|\.ts$/,
};

interface Found { name: string; folder: string }

/** As Node looks for it, from the package that asks upwards. */
function folderOf(name: string, from: string, root: string): string | undefined {
  for (let at = from; ; at = path.dirname(at)) {
    const folder = path.join(at, 'node_modules', name);
    if (existsSync(path.join(folder, 'package.json'))) return folder;
    if (at === root || at === path.dirname(at)) return undefined;
  }
}

/** @throws AppError INTERNAL where one is not installed */
async function closure(root: string, names: readonly string[]): Promise<Found[]> {
  const found = new Map<string, Found>();
  const waiting = names.map((name) => ({ name, from: root, optional: false }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const folder = folderOf(next.name, next.from, root);
    if (folder === undefined) {
      if (next.optional) continue; // for another system
      throw new AppError('INTERNAL', `The package ${next.name} is not installed.`);
    }
    if (found.has(folder)) continue;
    found.set(folder, { name: next.name, folder });
    const { dependencies, optionalDependencies } = Manifest.parse(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')));
    for (const name of Object.keys(dependencies)) waiting.push({ name, from: folder, optional: name in optionalDependencies });
    for (const name of Object.keys(optionalDependencies)) waiting.push({ name, from: folder, optional: true });
  }
  return [...found.values()];
}

/** Paths relative to the root, with forward slashes, of all files of these packages and of those that they need. */
export async function packageFiles(root: string, names: readonly string[]): Promise<string[]> {
  const packages = await closure(root, names);
  const files: string[] = [];
  for (const { name, folder } of packages) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      const inside = path.relative(folder, file).split(path.sep).join('/');
      // Packages below it are asked for by themselves.
      if (!entry.isFile() || inside.startsWith('node_modules/') || inside.includes('/node_modules/')) continue;
      if (NOT_RUN.test(inside) || LEFT_OUT[name]?.test(inside) === true) continue;
      files.push(path.relative(root, file).split(path.sep).join('/'));
    }
  }
  return [...new Set(files)].sort();
}
