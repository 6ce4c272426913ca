import { expect, test } from 'vitest';
import { emptyDraft, jobOf, namesIn, withTemplate, type Template } from './job-draft.ts';

const TEMPLATE: Template = {
  id: '0190a0a0-0000-7000-8000-000000000000', name: 'Films', type: 'batch', priority: 'low', createdAt: '2026-01-01T00:00:00.000Z',
  settings: { profile: 'short-video-19', language: 'de', fresh: true }, metadata: { knownNames: [], context: 'A street', notes: 'of the template' },
};

test('names are separated by commas, semicolons and lines, and each counts once', () => {
  expect(namesIn(' Ada Lovelace, أحمد;\nGrace ,, Ada Lovelace')).toEqual(['Ada Lovelace', 'أحمد', 'Grace']);
});

test('without a profile the workspace decides, and sentences come in the language of the page', () => {
  expect(jobOf(emptyDraft(' Trip '), ['m-1'], 'de')).toEqual({
    name: 'Trip', mediaIds: ['m-1'], priority: 'standard', settings: { language: 'de' }, metadata: { knownNames: [], context: '', notes: '' },
  });
});

test('a template fills in what is empty and gives its settings, unless another profile is chosen', () => {
  const draft = withTemplate({ ...emptyDraft('Trip'), notes: 'mine' }, TEMPLATE);
  expect(draft).toMatchObject({ priority: 'low', context: 'A street', notes: 'mine' });
  expect(jobOf(draft, [], 'en', TEMPLATE)).toMatchObject({ type: 'batch', settings: { profile: 'short-video-19', fresh: true } });
  expect(jobOf({ ...draft, profile: 'lite' }, [], 'en', TEMPLATE).settings).toEqual({ profile: 'lite', language: 'en' });
});
