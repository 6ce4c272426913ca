import { expect, test } from 'vitest';
import { resultStem, suffixes } from './names.ts';

const longest = Math.max(...Object.values(suffixes).map((suffix) => suffix.length));

test('a name that fits stays as it is, folders too', () => {
  expect(resultStem('a film.mp4')).toBe('a film.mp4');
  expect(resultStem('b/c/ümläut 😀.mp4')).toBe('b/c/ümläut 😀.mp4');
});

test.each([`${'x'.repeat(251)}.mp4`, `${'ü'.repeat(125)}.mp4`, `${'😀'.repeat(62)}.mp4`, 'y'.repeat(255), `.${'z'.repeat(254)}`])('%s is shortened to what a name may have', (name) => {
  const stem = resultStem(`folder/${name}`);
  const last = stem.slice('folder/'.length);
  expect(Buffer.byteLength(last) + longest).toBeLessThanOrEqual(255);
  expect(last).toMatch(/~[0-9a-f]{8}/);
  expect(last.isWellFormed()).toBe(true);
});

test('two long names that begin alike stay apart', () => {
  const long = 'x'.repeat(240);
  expect(resultStem(`${long}1234567890a.mp4`)).not.toBe(resultStem(`${long}1234567890b.mp4`));
});

test('a file named job does not take the place of the job document', () => {
  expect(resultStem('job') + suffixes.document).not.toBe('job.aima.json');
});
