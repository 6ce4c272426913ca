/** `npm test`: all tests, or those whose files match the patterns after `--`; vitest's own options work too. */
import path from 'node:path';
import { createVitest, parseCLI } from 'vitest/node';
import { countTests, isGood, verdictLines } from './test/verdict.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)]);
const vitest = await createVitest('test', { ...options, root: ROOT, watch: false });

// The first Ctrl-C lets running tests clean up, a second one ends the run at once.
let stopped: 130 | 143 | undefined;
const stop = (code: 130 | 143): void => {
  if (stopped !== undefined) process.exit(stopped);
  stopped = code;
  void vitest.cancelCurrentRun('keyboard-input');
};
process.on('SIGINT', () => { stop(130); });
process.on('SIGTERM', () => { stop(143); });

/** Errors of the run itself, such as a pattern that no file matches. */
const broken: unknown[] = [];
try {
  await vitest.start(filter);
} catch (error) {
  broken.push(error);
}
const verdict = countTests(vitest.state.getTestModules(), [...vitest.state.getUnhandledErrors(), ...broken]);
await vitest.close();
for (const line of verdictLines(verdict)) console.log(line);
// What a test left running must not keep the run from ending.
process.exit(stopped ?? (isGood(verdict) ? 0 : 1));
