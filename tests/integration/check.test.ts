// Plants breaches in a small tree that has the rooms of the real one, and sees that each check refuses them.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { dependencyBreaches } from '../../scripts/check/dependency-rules.ts';
import { staleFiles } from '../../scripts/check/generated-files.ts';
import { runTool } from '../../scripts/check/step.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

const CLEAN = {
  'contract/index.ts': "import { z } from 'zod';\nexport const Id = z.string();\n",
  'contract/package.json': '{ "name": "@aima/contract", "type": "module", "exports": { ".": "./index.ts" } }',
  'sdk/index.ts': "export { Id } from '@aima/contract';\n",
  'sdk/package.json': '{ "name": "@aima/sdk", "type": "module", "exports": { ".": "./index.ts" } }',
  'src/kernel/clock.ts': "import { hrtime } from 'node:process';\nexport const nowMs = (): number => Number(hrtime.bigint() / 1_000_000n);\n",
  'src/analyzers/index.ts': "export { Id as faces } from './face-detection.ts';\n",
  'src/analyzers/face-detection.ts': "export { Id } from '@aima/sdk';\nexport { area } from './lib/area.ts';\n",
  'src/analyzers/object-detection.ts': "export { area } from './lib/area.ts';\n",
  'src/analyzers/lib/area.ts': 'export const area = (w: number, h: number): number => w * h;\n',
  'src/models/engine.ts': "import ort from 'onnxruntime-node';\nexport const engine = ort;\n",
  'src/worker/client.ts': "export { nowMs } from '../kernel/clock.ts';\n",
  'src/worker/server.ts': "export { engine } from '../models/engine.ts';\n",
  'src/cli/analyze.ts': "export { nowMs } from '../worker/client.ts';\n",
  'src/bin/cli.ts': "import { nowMs } from '../cli/analyze.ts';\nconsole.log(nowMs());\n",
  'src/bin/worker.ts': "import { engine } from '../worker/server.ts';\nconsole.log(engine);\n",
};

/** A clean tree with `changes` on top of it. */
const plant = (root: string, changes: Readonly<Record<string, string>> = {}): string => {
  for (const [file, text] of Object.entries({ ...CLEAN, ...changes })) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  for (const file of ['tsconfig.json', 'eslint.config.mjs']) cpSync(path.join(ROOT, file), path.join(root, file));
  writeFileSync(path.join(root, 'package.json'), '{ "name": "planted", "type": "module", "dependencies": { "zod": "*", "onnxruntime-node": "*" }, "devDependencies": { "ajv": "*" } }');
  mkdirSync(path.join(root, 'node_modules/@aima'), { recursive: true });
  for (const own of ['contract', 'sdk']) symlinkSync(path.join(root, own), path.join(root, 'node_modules/@aima', own));
  for (const name of ['zod', 'onnxruntime-node', 'ajv', 'fastify', 'eslint', 'eslint-plugin-react-hooks', 'typescript-eslint', 'typescript', '@types']) symlinkSync(path.join(ROOT, 'node_modules', name), path.join(root, 'node_modules', name));
  return root;
};

test('the clean tree passes', async () => {
  expect(await dependencyBreaches(plant(tempFolder()))).toBe('');
});

/** Each lies in files of its own, so that one run over one tree shows them all. */
const BREACHES: readonly [what: string, seen: string, files: Readonly<Record<string, string>>][] = [
  ['a room that is not allowed', 'room-kernel: src/kernel/a.ts', { 'src/kernel/a.ts': "export { area } from '../analyzers/lib/area.ts';\n" }],
  ['a type from a room that is not allowed', 'room-kernel: src/kernel/b.ts', { 'src/kernel/b.ts': "import type { area } from '../analyzers/lib/area.ts';\nexport type Area = typeof area;\n" }],
  ['an import at run time', 'room-kernel: src/kernel/c.ts', { 'src/kernel/c.ts': "export const later = async (): Promise<unknown> => import('../analyzers/lib/area.ts');\n" }],
  ['a sibling analyzer', 'no-sibling-analyzer: src/analyzers/a.ts', { 'src/analyzers/a.ts': "export { area } from './object-detection.ts';\n" }],
  ['an analyzer that reads files', 'builtins-analyzers: src/analyzers/lib/b.ts', { 'src/analyzers/lib/b.ts': "export { existsSync } from 'node:fs';\n" }],
  ['an analyzer that brings its own runtime', 'packages-analyzers: src/analyzers/c.ts', { 'src/analyzers/c.ts': "export { default } from 'onnxruntime-node';\n" }],
  ['an analyzer that uses the kernel', 'room-analyzers: src/analyzers/d.ts', { 'src/analyzers/d.ts': "export { nowMs } from '../kernel/clock.ts';\n" }],
  ['a contract that knows more than zod', 'contract-only-zod: contract/a.ts', { 'contract/a.ts': "export { existsSync } from 'node:fs';\n" }],
  ['an sdk that knows a room', 'sdk-only-contract: sdk/a.ts', { 'sdk/a.ts': "export { nowMs } from '../src/kernel/clock.ts';\n" }],
  ['a part of the page behind another one’s door', 'web-feature-doors: web/features/a/a.ts', { 'web/features/a/a.ts': "export { b } from '../b/b.ts';\n", 'web/features/b/b.ts': 'export const b = 1;\n' }],
  ['a page that knows the server', 'web-sees-contract: web/lib/c.ts', { 'web/lib/c.ts': "export { nowMs } from '../../src/kernel/clock.ts';\n" }],
  ['a package outside its room', 'packages-cli: src/cli/a.ts', { 'src/cli/a.ts': "export { default } from 'fastify';\n" }],
  ['a development package in the product', 'no-development-package-in-product: src/bin/a.ts', { 'src/bin/a.ts': "export { default } from 'ajv';\n" }],
  ['a test in the product', 'no-test-in-product: src/kernel/d.ts', { 'src/kernel/d.ts': "export { x } from './d.test.ts';\n", 'src/kernel/d.test.ts': 'export const x = 1;\n' }],
  ['something above bin', 'bin-is-the-top: src/cli/b.ts', { 'src/cli/b.ts': "export { x } from '../bin/b.ts';\n", 'src/bin/b.ts': 'export const x = 1;\n' }],
  ['a cycle', 'no-cycles: src/kernel/e.ts', { 'src/kernel/e.ts': "import './f.ts';\nexport const e = 1;\n", 'src/kernel/f.ts': "export { e } from './e.ts';\n" }],
  ['an import that leads nowhere', 'resolves: src/kernel/g.ts', { 'src/kernel/g.ts': "export { x } from './none.ts';\n" }],
  ['a CLI that reaches a model through others', 'out-of-reach-2: src/bin/cli.ts', { 'src/worker/client.ts': "export { engine as nowMs } from './server.ts';\n" }],
  ['a worker that reaches the database through others', 'out-of-reach-1: src/bin/worker.ts', { 'src/worker/server.ts': "export { engine } from '../db/schema.ts';\n", 'src/db/schema.ts': "export { engine } from '../models/engine.ts';\n" }],
  ['a folder that the table does not name', 'src/misc/ is not in the table', { 'src/misc/thing.ts': 'export const thing = 1;\n' }],
  ['a file in no room', 'src/thing.ts lies in no room', { 'src/thing.ts': 'export const thing = 1;\n' }],
];

let breaches = '';
beforeAll(async () => {
  const root = plant(mkdtempSync(path.join(os.tmpdir(), 'aima-test-')), Object.fromEntries(BREACHES.flatMap(([, , files]) => Object.entries(files))));
  breaches = await dependencyBreaches(root);
  rmSync(root, { recursive: true });
});

test.each(BREACHES)('%s is refused (%s)', (_, seen) => {
  expect(breaches).toContain(seen);
});

test('types are refused in sources, and lint sees what types do not', async () => {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const eslint = path.join(ROOT, 'node_modules/eslint/bin/eslint.js');
  const clean = plant(tempFolder());
  expect(await runTool(clean, tsc, ['-p', '.'])).toBe('');
  expect(await runTool(clean, eslint, ['src'])).toBe('');

  const broken = plant(tempFolder(), {
    'src/kernel/clock.ts': "export const nowMs = (): number => 'late';\n",
    'src/kernel/utils.ts': 'export const anything = (value: any): string => value!.text;\nconsole.log(anything(1));\n',
    'src/kernel/BadName.ts': "const later = async (): Promise<void> => {};\nlater();\nexport const wide = (kind: 'a' | 'b'): void => {\n  switch (kind) { case 'a': }\n};\n",
    'src/kernel/long.ts': `export const long = [\n${'  1,\n'.repeat(400)}];\n`,
  });
  expect(await runTool(broken, tsc, ['-p', '.'])).toContain("src/kernel/clock.ts(1,36): error TS2322");
  const problems = await runTool(broken, eslint, ['src']);
  for (const rule of ['no-explicit-any', 'no-non-null-assertion', 'no-console', 'no-floating-promises', 'switch-exhaustiveness-check', 'max-lines', 'does not say what it holds', 'is not kebab-case']) expect(problems).toContain(rule);
});

test('a generated file that was edited, is old or is missing is refused', async () => {
  const root = plant(tempFolder());
  const generators = [{ file: 'docs/list.md', make: (from: string) => `generated\n${readFileSync(path.join(from, 'contract/package.json'), 'utf8')}\n` }];
  expect(await staleFiles(root, generators)).toContain('docs/list.md is missing');
  mkdirSync(path.join(root, 'docs'));
  writeFileSync(path.join(root, 'docs/list.md'), generators[0]?.make(root) ?? '');
  expect(await staleFiles(root, generators)).toBe('');
  writeFileSync(path.join(root, 'docs/list.md'), `${generators[0]?.make(root) ?? ''}by hand\n`);
  expect(await staleFiles(root, generators)).toContain('docs/list.md is generated and was changed');
  writeFileSync(path.join(root, 'docs/list.md'), generators[0]?.make(root) ?? '');
  writeFileSync(path.join(root, 'contract/package.json'), '{}');
  expect(await staleFiles(root, generators)).toMatch(/line 2 is .* generated: "\{\}"/);
});
