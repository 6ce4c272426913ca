import { expect, test } from 'vitest';
import { csvOf, jsonOf, type Found } from './export-rows.ts';

const row = (more: Partial<Found> = {}): Found => ({
  id: 'o-1', runId: 'r-1', mediaId: 'm-1', analyzer: 'test', startMs: 5, endMs: 9, confidence: 0.25, sentence: 'A dog.', source: 'model', version: 1, jobId: '00000000-0000-4000-8000-000000000000', jobName: 'Job', durationMs: 0, thumbnail: false, explicitness: 'none', ...more,
});

test('one line for the titles, one for each row', () => {
  const lines = csvOf([row({ text: '=cmd()', fileName: 'a, b.mp4' }), row()]).split('\r\n');
  expect(lines[0]).toMatch(/^\ufeffjob,file,kind,startMs/);
  expect(lines[1]).toBe(`Job,"a, b.mp4",,5,9,test,,"'=cmd()",A dog.,0.25,,,model,,00000000-0000-4000-8000-000000000000,m-1,o-1`);
  expect(lines).toHaveLength(4);
});

test('JSON keeps the query and everything that was told', () => {
  expect(JSON.parse(jsonOf([row()], 'label:dog'))).toEqual({ query: 'label:dog', count: 1, observations: [row()] });
});
