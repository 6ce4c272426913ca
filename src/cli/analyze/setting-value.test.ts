import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SCHEMA_VERSION, type ResultDocument } from '@aima/contract';
import { afterAll, expect, test } from 'vitest';
import { settingValue } from './setting-value.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'aima-setting-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
const write = (name: string, text: string): string => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

test.each([['0.5', 0.5], ['true', true], ['[1,2]', [1, 2]], ['null', null], ['tiny', 'tiny'], ['user@host', 'user@host']])('%s', (text, value) => {
  expect(settingValue(text, 'en')).toEqual(value);
});

test('with @ the JSON of a file', () => {
  expect(settingValue(`@${write('value.json', '{"a":[1]}')}`, 'en')).toEqual({ a: [1] });
  expect(() => settingValue(`@${write('broken.json', '{')}`, 'en')).toThrow(/no JSON/);
  expect(() => settingValue('@/nowhere/at-all.json', 'de')).toThrow(/nicht lesbar/);
});

const result = (name: string): ResultDocument => ({
  schemaVersion: SCHEMA_VERSION,
  job: { id: 'j', name: 'j', profile: 'lite', language: 'en', createdAt: '2026-01-01T00:00:00.000Z' },
  media: [{ id: `m-${name}`, fileName: name, kind: 'video', sha256: name.repeat(64), sizeBytes: 1, durationMs: 20_000, hasAudio: false, container: 'mp4' }],
  runs: [], observations: [], summary: { text: '', observationCount: 0, byAnalyzer: {}, byStatus: {}, coverage: 1, seconds: 1 },
});

test('with @ the history of a folder of results, whatever else lies in it', () => {
  write('results/a.mp4.aima.json', JSON.stringify(result('a')));
  write('results/deep/b.mp4.aima.json', JSON.stringify(result('b')));
  write('results/job.aima.json', '{"schemaVersion":"1.0"}');
  write('results/notes.txt', 'x');
  expect(settingValue(`@${path.join(folder, 'results')}`, 'en')).toEqual({ schemaVersion: 1, kinds: { video: { media: 2, measures: { durationSeconds: [20, 20] }, labels: {} } } });
  mkdirSync(path.join(folder, 'empty'));
  expect(() => settingValue(`@${path.join(folder, 'empty')}`, 'en')).toThrow(/no results/);
});
