import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../support/temp-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

interface Ended {
  lines: string[];
  code: unknown;
}

/** Runs `npm test`'s own program over `files` in a copy of the project; its lines on standard output and its exit code. */
const runTests = async (files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}, args: readonly string[] = []): Promise<Ended> => {
  const root = tempFolder();
  for (const part of ['vitest.config.ts', 'package.json', 'scripts', 'tests/support']) cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true, filter: (file) => !file.endsWith('.test.ts') });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
  mkdirSync(path.join(root, 'tests/integration'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(root, 'tests/integration', name), `import { test } from 'vitest';\nimport { needsMedia } from '../support/media.ts';\nvoid needsMedia;\n${text}`);
  const clean = Object.entries(process.env).filter(([key]) => !/^(VITEST|CI$|NODE_ENV$|TEST$|FORCE_COLOR$)/.test(key));
  const child = spawn(process.execPath, [path.join(root, 'scripts/test.ts'), ...args], { env: { ...Object.fromEntries(clean), ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  const [code] = (await once(child, 'close')) as [unknown];
  return { lines: output.trimEnd().split('\n'), code };
};

const GOOD = "test('good', () => {});";
const MISSING = "test('missing', (context) => { needsMedia(context, 'none.mp4'); });";

test('passed tests end in their number and exit code 0', async () => {
  const { lines, code } = await runTests({ 'a.test.ts': `${GOOD}\ntest('also good', () => {});` });
  expect(lines.at(-1)).toBe('2 passed, 0 failed');
  expect(code).toBe(0);
});

test('what is missing skips with its reason, and fails with CI=true', async () => {
  const files = { 'a.test.ts': GOOD, 'b.test.ts': MISSING };
  const local = await runTests(files);
  expect(local.lines.slice(-2)).toEqual([
    'skipped: tests/integration/b.test.ts > missing: none.mp4 is not there (AIMA_TEST_MEDIA)',
    '1 passed, 0 failed, 1 skipped',
  ]);
  expect(local.code).toBe(0);
  const ci = await runTests(files, { CI: 'true' });
  expect(ci.lines.at(-1)).toBe('1 passed, 1 failed');
  expect(ci.code).toBe(1);
});

test.each([
  ['a failed test', "test('bad', () => { throw new Error('bad'); });", '1 passed, 1 failed'],
  ['a file that does not load', "import './none.ts';", '1 passed, 1 failed'],
  ['an error outside any test', "test('late', async () => { setTimeout(() => { throw new Error('late'); }, 5); await new Promise((done) => setTimeout(done, 200)); });", '2 passed, 1 failed'],
  ['a broken hook', "import { beforeAll, describe } from 'vitest'; describe('group', () => { beforeAll(() => { throw new Error('hook'); }); test('x', () => {}); });", '1 passed, 1 failed, 1 skipped'],
  ['a process that dies', "test('dies', () => { process.kill(process.pid, 'SIGKILL'); });", '1 passed, 2 failed'],
])('%s fails the run', async (_, text, last) => {
  const { lines, code } = await runTests({ 'a.test.ts': GOOD, 'b.test.ts': text });
  expect(lines.at(-1)).toBe(last);
  expect(code).toBe(1);
});

test('no test at all fails the run', async () => {
  const { lines, code } = await runTests({ 'a.test.ts': GOOD }, {}, ['no-such-file']);
  expect(lines.at(-1)).toBe('0 passed, 1 failed');
  expect(code).toBe(1);
});

test('a pattern selects files', async () => {
  const { lines } = await runTests({ 'a.test.ts': GOOD, 'b.test.ts': "test('bad', () => { throw new Error('bad'); });" }, {}, ['integration/a']);
  expect(lines.at(-1)).toBe('1 passed, 0 failed');
});
