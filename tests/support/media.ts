/**
 * What tests need from outside the repository: shared media, weights, programs.
 * Where it is missing the test is skipped with its reason; with CI=true it fails.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'vitest';
import { findProgram } from '../../scripts/launch/programs.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');

const below = (variable: string, standard: string, name: string): string =>
  path.resolve(ROOT, process.env[variable] ?? standard, name);

/** Absolute path of a shared medium, which may be missing. */
export const testMedia = (name: string): string => below('AIMA_TEST_MEDIA', '../shared/media', name);

/** Absolute path of shared weights, which may be missing. @public */
export const testModels = (name: string): string => below('AIMA_TEST_MODELS', '../shared/models', name);

/** Skips the test for a reason that CI does not accept. */
export const missing = (context: Pick<TestContext, 'skip'>, what: string): never => {
  if (process.env.CI === 'true') throw new Error(`${what} (with CI=true nothing may be missing)`);
  return context.skip(what);
};

const needsPath = (context: Pick<TestContext, 'skip'>, file: string, variable: string): string =>
  existsSync(file) ? file : missing(context, `${path.basename(file)} is not there (${variable})`);

/** First line of a test: `const film = needsMedia(context, 'short-30s.mp4')`. */
export const needsMedia = (context: Pick<TestContext, 'skip'>, name: string): string => needsPath(context, testMedia(name), 'AIMA_TEST_MEDIA');

export const needsModels = (context: Pick<TestContext, 'skip'>, name: string): string => needsPath(context, testModels(name), 'AIMA_TEST_MODELS');

/** Absolute path of a program on PATH. */
export const needsCommand = (context: Pick<TestContext, 'skip'>, name: string): string =>
  findProgram([name], process.env) ?? missing(context, `the program ${name} is not on PATH`);
