/**
 * `npm run check`: types, lint, dependency rules, the page's words, dead code, generated files; `npm run check -- types lint` runs those only.
 * One line per step; the output of a step is shown only when it fails.
 */
import path from 'node:path';
import { dependencyBreaches } from './check/dependency-rules.ts';
import { staleFiles } from './check/generated-files.ts';
import { runTool, type CheckStep } from './check/step.ts';
import { wordProblems } from './check/words.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
/** Type-aware linting and tsc both want about one core; more at once does not help on two. */
const AT_ONCE = 2;

const STEPS: readonly CheckStep[] = [
  { name: 'lint', run: (root) => runTool(root, 'node_modules/eslint/bin/eslint.js', ['--max-warnings', '0', '.']) },
  { name: 'types', run: (root) => runTool(root, 'node_modules/typescript/bin/tsc', ['-p', '.', '--pretty', 'false']) },
  // Pages run in browsers: other globals, so projects of their own.
  { name: 'page', run: async (root) => (await Promise.all(['src/reports/page', 'web'].map((page) => runTool(root, 'node_modules/typescript/bin/tsc', ['-p', page, '--pretty', 'false'])))).join('') },
  { name: 'rules', run: dependencyBreaches },
  { name: 'words', run: async (root) => wordProblems(root) },
  { name: 'dead-code', run: (root) => runTool(root, 'node_modules/knip/bin/knip.js', ['--no-progress', '--no-config-hints']) },
  // Imported here, so that a generator that cannot even load fails this step and not the others.
  { name: 'api', run: async (root) => (await import('./check/api-promise.ts')).apiProblems(root, await (await import('./generate/open-api.ts')).openApiText()) },
  { name: 'generated', run: async (root) => staleFiles(root, (await import('./generate/generators.ts')).GENERATORS) },
];

const select = (names: readonly string[]): readonly CheckStep[] => {
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    console.error(`No such check: ${unknown.join(', ')}. There are: ${STEPS.map((step) => step.name).join(', ')}.`);
    process.exit(2);
  }
  return names.length === 0 ? STEPS : STEPS.filter((step) => names.includes(step.name));
};

const runStep = async (step: CheckStep): Promise<boolean> => {
  const begin = performance.now();
  const problems = await step.run(ROOT).catch((error: unknown) => `the check itself broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${step.name.padEnd(10)} ${problems === '' ? 'ok    ' : 'FAILED'} ${seconds} s`);
  if (problems !== '') console.log(problems.replace(/^/gm, '    '));
  return problems === '';
};

const waiting = [...select(process.argv.slice(2))];
const results: boolean[] = [];
const work = async (): Promise<void> => {
  for (let step = waiting.shift(); step; step = waiting.shift()) results.push(await runStep(step));
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
process.exitCode = results.every(Boolean) ? 0 : 1;
