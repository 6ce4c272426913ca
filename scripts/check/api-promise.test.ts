import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { apiProblems, baselineText } from './api-promise.ts';

const BEFORE = JSON.stringify({ paths: { '/a': { get: { operationId: 'a' } }, '/b': { get: { operationId: 'b' } } } });
const WITHOUT_B = JSON.stringify({ paths: { '/a': { get: { operationId: 'a' } } } });
const MORE = JSON.stringify({ paths: { '/a': { get: { operationId: 'a' } }, '/b': { get: { operationId: 'b' } }, '/c': {} } });

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'aima-promise-'));
  await mkdir(path.join(root, 'docs'));
  await write('openapi.baseline.json', BEFORE);
  await write('api-changes.json', '[]');
});
afterEach(() => rm(root, { recursive: true, force: true }));
const write = (file: string, text: string): Promise<void> => writeFile(path.join(root, 'docs', file), text);

test('what is added is promised from now on', async () => {
  expect(await apiProblems(root, MORE)).toBe('');
  expect(JSON.parse(await baselineText(root, MORE))).toMatchObject(JSON.parse(MORE) as object);
});

test('words are no promise; fields that are called like words are', async () => {
  await rm(path.join(root, 'docs', 'openapi.baseline.json'));
  const text = await baselineText(root, JSON.stringify({ paths: { '/a': { get: { operationId: 'a', summary: 'Does', requestBody: { content: { 'application/json': { schema: { properties: { description: { type: 'string', description: 'Long' } } } } } } } } } }));
  expect(text).toContain('"properties":{"description":{"type":"string"}}');
  expect(text).not.toMatch(/Does|Long/);
});

test('what is broken fails with its line, and the promise stays as it was', async () => {
  expect(await apiProblems(root, WITHOUT_B)).toContain('  /b: the path is gone');
  expect(await baselineText(root, WITHOUT_B)).toBe(BEFORE);
});

test('what is declared with its reason is no promise any more', async () => {
  await write('api-changes.json', JSON.stringify([{ break: '/b: the path is gone', reason: 'nobody ever used it' }]));
  expect(await apiProblems(root, WITHOUT_B)).toBe('');
  expect(Object.keys((JSON.parse(await baselineText(root, WITHOUT_B)) as { paths: object }).paths)).toEqual(['/a']);
});

test('a declaration without a reason is refused', async () => {
  await write('api-changes.json', JSON.stringify([{ break: '/b: the path is gone', reason: '' }]));
  await expect(apiProblems(root, WITHOUT_B)).rejects.toThrow(/reason/);
});

test('the first document is promised as it is', async () => {
  await rm(path.join(root, 'docs', 'openapi.baseline.json'));
  expect(Object.keys((JSON.parse(await baselineText(root, WITHOUT_B)) as { paths: object }).paths)).toEqual(['/a']);
});
