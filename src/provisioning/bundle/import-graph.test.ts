import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../../tests/support/temp-folder.ts';
import { importGraph } from './import-graph.ts';
import { packageFiles } from './package-tree.ts';

async function lay(files: Readonly<Record<string, string>>): Promise<string> {
  const root = tempFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
  return root;
}

test('it follows what runs: imports, starts and reads by address, but no types and no comments', async () => {
  const root = await lay({
    'src/main.ts': `import { a } from './a.ts';\nimport type { T } from './types.ts';\n// import './comment.ts'\nconst u = new URL('./started.ts', import.meta.url);\nexport { x } from '@own/one';\nimport fs from 'node:fs';\nimport('late-package/deep/file.js');`,
    'src/a.ts': `export * from './b.ts';\nrequire('@scope/needed/package.json');\nexport type { T } from './types.ts';`,
    'src/b.ts': `import './a.ts';\nreadFileSync(new URL('../data.json', import.meta.url));`,
    'src/started.ts': `import { type T, real } from './real.ts';`, 'src/real.ts': '', 'src/types.ts': '', 'data.json': `{"from": "from './nothing.ts'"}`,
    'one/index.ts': `import 'plain';`, 'one/package.json': '{}',
  });
  expect(await importGraph(root, ['src/main.ts'], { '@own/one': 'one' })).toEqual({
    files: ['data.json', 'one/index.ts', 'one/package.json', 'src/a.ts', 'src/b.ts', 'src/main.ts', 'src/real.ts', 'src/started.ts'],
    packages: ['@scope/needed', 'late-package', 'plain'],
  });
});

test('a file that is asked for and missing is told, and so is a package', async () => {
  const root = await lay({ 'src/main.ts': `import './gone.ts';` });
  await expect(importGraph(root, ['src/main.ts'], {})).rejects.toThrow('src/main.ts asks for ./gone.ts');
  await expect(packageFiles(root, ['nowhere'])).rejects.toThrow('nowhere is not installed');
});

test('packages come with what they need, nested and optional ones too, and without what does not run', async () => {
  const root = await lay({
    'node_modules/a/package.json': '{"dependencies":{"b":"1"},"optionalDependencies":{"for-this":"1","for-others":"1"}}', 'node_modules/a/index.js': '', 'node_modules/a/index.d.ts': '', 'node_modules/a/index.js.map': '', 'node_modules/a/test/x.js': '', 'node_modules/a/LICENSE': '',
    'node_modules/a/node_modules/b/package.json': '{}', 'node_modules/a/node_modules/b/b.js': '', 'node_modules/b/package.json': '{}', 'node_modules/b/other-version.js': '',
    'node_modules/for-this/package.json': '{}', 'node_modules/for-this/lib.node': '', 'node_modules/unused/package.json': '{}',
  });
  expect(await packageFiles(root, ['a'])).toEqual([
    'node_modules/a/LICENSE', 'node_modules/a/index.js', 'node_modules/a/node_modules/b/b.js', 'node_modules/a/node_modules/b/package.json', 'node_modules/a/package.json',
    'node_modules/for-this/lib.node', 'node_modules/for-this/package.json',
  ]);
});
