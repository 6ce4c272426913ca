/** The verdict over real runs of small files. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const HERE = import.meta.dirname;
/** Inside the project, so that the files find vitest. */
const CACHE = path.resolve(HERE, '../../node_modules/.cache');

const BODY = `
import { createVitest } from 'vitest/node';
import { countTests, isGood, verdictLines } from ${JSON.stringify(path.join(HERE, 'verdict.ts'))};
const vitest = await createVitest('test', { root: process.argv[1], config: false, watch: false, reporters: [{}], retry: Number(process.argv[2]) });
await vitest.start();
const verdict = countTests(vitest.state.getTestModules(), vitest.state.getUnhandledErrors());
await vitest.close();
console.log(JSON.stringify({ good: isGood(verdict), lines: verdictLines(verdict) }));
process.exit(0);`;

/** What a run of one file with these tests comes to. */
async function verdictOf(tests: string, tries: { retry: number }): Promise<{ good: boolean; lines: string[] }> {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(path.join(CACHE, 'verdict-'));
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }); });
  writeFileSync(path.join(folder, 'small.test.mjs'), `import { expect, test } from 'vitest';\nconst tries = {};\nconst nth = (name) => (tries[name] = (tries[name] ?? 0) + 1);\n${tests}`);
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', BODY, folder, String(tries.retry)], { env: { PATH: process.env['PATH'] } });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { good: boolean; lines: string[] };
}

const unsteady = (name: string): string => `test('${name}', () => { if (nth('${name}') === 1) throw new Error('too early\\nat once'); });`;
const steady = "test('steady', () => { expect(1).toBe(1); });";

test('without second tries what fails once has failed', async () => {
  expect(await verdictOf(`${steady} ${unsteady('a')}`, { retry: 0 })).toEqual({ good: false, lines: ['1 passed, 1 failed'] });
});

test('what passes only at the second try is told with its first error, and counts as passed', async () => {
  expect(await verdictOf(`${steady} ${unsteady('a')} test.skip('b');`, { retry: 1 })).toEqual({
    good: true,
    lines: ['only at the second try: small.test.mjs > a: too early', 'skipped: small.test.mjs > b: no reason given', '2 passed, 0 failed, 1 skipped'],
  });
});

test('what fails twice has failed; more than three second tries fail the run', async () => {
  expect(await verdictOf("test('never', () => { throw new Error('no'); });", { retry: 1 })).toMatchObject({ good: false, lines: ['0 passed, 1 failed'] });
  const { good, lines } = await verdictOf(['a', 'b', 'c', 'd'].map(unsteady).join('\n'), { retry: 1 });
  expect(good).toBe(false);
  expect(lines).toContain('failed: 4 tests passed only at the second try; up to 3 may be bad luck');
  expect(lines.at(-1)).toBe('4 passed, 1 failed');
});
