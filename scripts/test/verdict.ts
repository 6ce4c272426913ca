/** What a run of tests came to, in the words that CI reads: `N passed, N failed, N skipped`. Second tries: docs/decisions/0022. */
import type { TestModule, TestSuite } from 'vitest/node';

export interface Verdict {
  passed: number;
  failed: number;
  /** One line each: the test and why it did not run. */
  skipped: readonly string[];
  /** Failures that are no failed test: files that cannot be loaded, hooks, errors outside any test; one line each. */
  failures: readonly string[];
  /** Tests that failed before they passed, where second tries are allowed; one line each, with what went wrong first. */
  unsteady: readonly string[];
}

const MOST_UNSTEADY = 3;

const firstLine = (text = ''): string => text.split('\n')[0] ?? '';
const place = (module: TestModule): string => module.relativeModuleId;

/** Files and groups whose own code (imports, hooks) failed; their tests may not even be known. */
const brokenAround = (module: TestModule): string[] => {
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  return suites.flatMap((suite) =>
    suite.errors().map((error) => `${place(module)}${suite.type === 'suite' ? ` > ${suite.fullName}` : ''}: ${firstLine(error.message)}`));
};

/** Vitest passes errors of other processes on as plain objects. */
const message = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

/**
 * Counts what ran. A test that never came to an end (interrupted, its process died) counts as failed.
 *
 * @param unhandled errors outside any test
 */
export const countTests = (modules: readonly TestModule[], unhandled: readonly unknown[]): Verdict => {
  let passed = 0;
  let failed = 0;
  const [skipped, unsteady]: [string[], string[]] = [[], []];
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') passed += 1;
      if (test.diagnostic()?.flaky === true) unsteady.push(`${place(module)} > ${test.fullName}: ${firstLine(result.errors?.[0]?.message)}`);
      if (result.state === 'passed') continue;
      if (result.state === 'skipped') skipped.push(`${place(module)} > ${test.fullName}: ${result.note ?? 'no reason given'}`);
      else failed += 1;
    }
  }
  const failures = [
    ...modules.flatMap(brokenAround),
    ...unhandled.map((error) => `outside any test: ${message(error)}`),
    ...(unsteady.length > MOST_UNSTEADY ? [`${String(unsteady.length)} tests passed only at the second try; up to ${String(MOST_UNSTEADY)} may be bad luck`] : []),
  ];
  return { passed, failed: failed + failures.length, skipped, failures, unsteady };
};

/** The lines that end a run; the last one is for machines. */
export const verdictLines = ({ passed, failed, skipped, failures, unsteady }: Verdict): string[] => [
  ...failures.map((line) => `failed: ${line}`),
  ...unsteady.map((line) => `only at the second try: ${line}`),
  ...skipped.map((line) => `skipped: ${line}`),
  `${String(passed)} passed, ${String(failed)} failed${skipped.length > 0 ? `, ${String(skipped.length)} skipped` : ''}`,
];

/** A run is good when something was tested and nothing failed. */
export const isGood = ({ passed, failed }: Verdict): boolean => passed > 0 && failed === 0;
