/**
 * What the API has promised: docs/openapi.baseline.json is the last document whose breaks were all declared in
 * docs/api-changes.json. `npm run generate` moves it on; while a break is undeclared it stays, and the check fails.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { apiBreaks } from './api-breaks.ts';
import { objectOf, type Json, type JsonObject } from './json-object.ts';

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

const WORDS = new Set(['description', 'summary', 'tags']);

/** Words promise nothing; a field of the API that has such a name stands among `properties`. */
function withoutWords(value: Json, names = false): Json {
  if (Array.isArray(value)) return value.map((each) => withoutWords(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => names || !WORDS.has(key)).map(([key, part]) => [key, withoutWords(part, key === 'properties')]));
}

/** What is compared, with one line per path and per schema, so that changes can be read. */
function promiseText(document: JsonObject): string {
  const lines = (part: Json | undefined): string => Object.entries(objectOf(withoutWords(part ?? null))).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',\n');
  return `{"security":${JSON.stringify(document['security'] ?? [])},\n"components":{"schemas":{\n${lines(objectOf(document['components'])['schemas'])}\n}},\n"paths":{\n${lines(document['paths'])}\n}}\n`;
}

/** The baseline as it should be for the document `text`: what it promises, or the old one while a break is undeclared. */
export async function baselineText(root: string, text: string): Promise<string> {
  const document = Document.parse(JSON.parse(text));
  const undeclared = await undeclaredBreaks(root, document);
  return undeclared.length === 0 ? promiseText(document) : readFile(path.join(root, BASELINE), 'utf8');
}

/** The step `api` of the check. */
export async function apiProblems(root: string, text: string): Promise<string> {
  const undeclared = await undeclaredBreaks(root, Document.parse(JSON.parse(text)));
  if (undeclared.length === 0) return '';
  return [`These changes break programs that use the API. Take them back, or declare each in ${DECLARED} as {"break": LINE, "reason": WHY} and run 'npm run generate':`, ...undeclared.map((line) => `  ${line}`)].join('\n');
}
