/**
 * What the API has promised: docs/openapi.baseline.json is the last document whose breaks were all declared in
 * docs/api-changes.json. `npm run generate` moves it on; while a break is undeclared it stays, and the check fails.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { apiBreaks } from './api-breaks.ts';
import type { JsonObject } from './json-object.ts';

export const BASELINE = 'docs/openapi.baseline.json';
const DECLARED = 'docs/api-changes.json';

const Document = z.record(z.string(), z.json());
const Declared = z.array(z.strictObject({ break: z.string(), reason: z.string().min(10) }));

const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));

async function readBaseline(root: string): Promise<JsonObject | undefined> {
  return readJson(path.join(root, BASELINE)).then((json) => Document.parse(json), (error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Breaks of `after` against the baseline below `root` that nobody declared. */
export async function undeclaredBreaks(root: string, after: JsonObject): Promise<string[]> {
  const before = await readBaseline(root);
  if (!before) return [];
  const declared = new Set(Declared.parse(await readJson(path.join(root, DECLARED))).map((each) => each.break));
  return apiBreaks(before, after).filter((line) => !declared.has(line));
}

/** The baseline as it should be for the document `text`: the same, or the old one while a break is undeclared. */
export async function baselineText(root: string, text: string): Promise<string> {
  const undeclared = await undeclaredBreaks(root, Document.parse(JSON.parse(text)));
  return undeclared.length === 0 ? text : readFile(path.join(root, BASELINE), 'utf8');
}

/** The step `api` of the check. */
export async function apiProblems(root: string, text: string): Promise<string> {
  const undeclared = await undeclaredBreaks(root, Document.parse(JSON.parse(text)));
  if (undeclared.length === 0) return '';
  return [`These changes break programs that use the API. Take them back, or declare each in ${DECLARED} as {"break": LINE, "reason": WHY} and run 'npm run generate':`, ...undeclared.map((line) => `  ${line}`)].join('\n');
}
