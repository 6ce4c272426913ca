import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { profiles } from '../../analyzers/profiles.ts';
import { languageOf, parseOptions } from './options.ts';

const parse = (...args: string[]) => parseOptions(args, { HOME: '/home/x' });
const names = (...args: string[]) => parse('f.mp4', ...args).choices.map(({ name }) => name);

test('defaults: profile lite, results below the current folder', () => {
  const options = parse('f.mp4');
  expect(options).toMatchObject({ inputs: ['f.mp4'], profile: 'lite', tier: 'lite', language: 'en', json: false, embed: false });
  expect(options.out).toBe(`${process.cwd()}/results`);
  expect(names()).toEqual(profiles.find(({ name }) => name === 'lite')?.analyzers.filter(({ on }) => on !== false).map(({ name }) => name));
});

test('a list chooses, a minus takes away, in any form', () => {
  expect(names('--analyzers', 'cut_analysis,face_detection')).toEqual(['cut_analysis', 'face_detection']);
  expect(names('--analyzers', '-cut_analysis')).not.toContain('cut_analysis');
  expect(names('--analyzers=-cut_analysis')).toHaveLength(names().length - 1);
  expect(names('--analyzers', 'cut_analysis,face_detection,-cut_analysis')).toEqual(['face_detection']);
});

test('parameters come from the profile, then from --set, and are checked before anything starts', async () => {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'aima-profile-')), 'mine.json');
  await writeFile(file, JSON.stringify({ name: 'mine', analyzers: [{ name: 'object_detection', parameters: { minConfidence: 0.5, maxOverlap: 0.4 } }, { name: 'cut_analysis' }] }));
  const options = parse('f.mp4', '--profile', file, '--set', 'object_detection.minConfidence=0.7');
  expect(options.profile).toBe('mine');
  expect(options.choices).toEqual([{ name: 'object_detection', parameters: { minConfidence: 0.7, maxOverlap: 0.4 } }, { name: 'cut_analysis' }]);
  expect(() => parse('f.mp4', '--set', 'object_detection.minConfidence=2')).toThrow(/minConfidence/);
  expect(() => parse('f.mp4', '--set', 'object_detection.confidence=0.2')).toThrow(/object_detection\.confidence.*minConfidence/);
  expect(() => parse('f.mp4', '--set', 'nonsense')).toThrow(/nonsense/);
  expect(() => parse('f.mp4', '--analyzers', 'cut_analysis', '--set', 'object_detection.minConfidence=0.2')).toThrow(/object_detection/);
  await writeFile(file, '{"analyzers":[]}');
  expect(() => parse('f.mp4', '--profile', file)).toThrow(/mine\.json.*\n?.*name/);
  await rm(path.dirname(file), { recursive: true });
});

test('names with leading dashes follow two dashes', () => {
  expect(parse('--json', '--', '-film.mp4', '--out').inputs).toEqual(['-film.mp4', '--out']);
});

test.each([[['f.mp4', '--nonsense'], /nonsense/], [['--json'], /file or folder/], [['f.mp4', '--profile', 'none'], /none.*lite/], [['f.mp4', '--analyzers', 'magic'], /magic.*cut_analysis/], [['f.mp4', '--analyzers', 'cut_analisys'], /mean cut_analysis/], [['f.mp4', '--lang', 'fr'], /fr/], [['f.mp4', '--tier', 'huge'], /huge.*lite/]])('%j is refused with a sentence that says why', (args, why) => {
  expect(() => parse(...args)).toThrow(why);
});

test('the terminal tells the language', () => {
  expect(languageOf({ LANG: 'de_AT.UTF-8' })).toBe('de');
  expect(languageOf({ LANG: 'de_DE', LC_ALL: 'C' })).toBe('en');
});
