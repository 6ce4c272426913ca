import { expect, test } from 'vitest';
import { analyzerNames, germanLabels } from './label-words.js';
import { strings } from './strings.js';
import { clockTime, createWords } from './words.js';

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();

test('both languages have the same sentences with the same gaps', () => {
  expect(Object.keys(strings.de).sort()).toEqual(Object.keys(strings.en).sort());
  for (const [key, text] of Object.entries(strings.en)) {
    const german = Object.entries(strings.de).find(([name]) => name === key)?.[1] ?? '';
    expect(german, key).not.toBe('');
    expect(placeholders(german), key).toEqual(placeholders(text));
  }
});

test('all ten analyzers of the base have a name in both languages', () => {
  expect(Object.keys(analyzerNames)).toHaveLength(10);
  const [en, de] = [createWords('en'), createWords('de')];
  expect([en.analyzer('face_detection'), de.analyzer('face_detection')]).toEqual(['Faces', 'Gesichter']);
  expect(de.analyzer('visual_effects')).toBe('visual effects');
});

test.each([[0, '00:00.0'], [12_449, '00:12.4'], [30_000, '00:30.0'], [3_723_400, '1:02:03.4'], [-5, '00:00.0']])('%i ms is %s', (ms, text) => {
  expect(clockTime(ms)).toBe(text);
});

test('labels are translated; unknown ones and names of object members stay what they are', () => {
  const [en, de] = [createWords('en'), createWords('de')];
  expect([de.label('cell phone'), de.label('cell_phone'), de.label('pan_left'), en.label('pan_left')]).toEqual(['Handy', 'Handy', 'Schwenk links', 'pan left']);
  for (const name of ['constructor', 'toString', 'brand_new_thing']) {
    expect(de.label(name)).toBe(name.replaceAll('_', ' '));
    expect(de.analyzer(name)).toBe(name.replaceAll('_', ' '));
  }
  expect(Object.values(germanLabels).every((label) => label.trim() !== '')).toBe(true);
});

test('certainty has the same steps as the analyzers\' sentences, and its number', () => {
  const en = createWords('en');
  expect([0.1, 0.3, 0.6, 0.85].map(en.certainty)).toEqual(['hardly certain', 'uncertain', 'likely', 'very likely']);
  expect(createWords('de').confidence(0.824)).toBe('wahrscheinlich · 0,82');
});

test('coverage just below one never reads as all', () => {
  expect(createWords('en').percent(0.999)).toBe('99\u00a0%');
  expect(createWords('en').percent(1)).toBe('100\u00a0%');
});

test('a run says its status and reason in words', () => {
  const run = { id: 'r', mediaId: 'm', analyzer: 'a', version: 1, status: 'not_run' as const, models: [], parameters: {}, seconds: 0, device: 'cpu', coverage: 0 };
  const de = createWords('de');
  expect([de.status('not_run'), de.reason({ ...run, reason: 'no_audio' })]).toEqual(['nicht gelaufen', 'kein Ton in der Datei']);
  expect(de.reason({ ...run, reason: 'quite_new' })).toBe('quite new');
  expect(de.reason({ ...run, reason: 'no_audio', message: 'Stummfilm.' })).toBe('Stummfilm.');
  expect(de.reason(run)).toBe('ohne Angabe von Gründen');
});
