import { expect, test } from 'vitest';
import { filterOf, isEmptyQuery, marked, parseQuery, soughtWords, withoutToken, withToken, writeQuery } from './search-query.ts';

test('words stay as they were typed, quotes, minus and or included', () => {
  expect(parseQuery('climb the hill')).toEqual({ words: 'climb the hill', tokens: [] });
  expect(parseQuery('"climb the hill" or run -"a dog" -cat')).toEqual({ words: '"climb the hill" or run -"a dog" -cat', tokens: [] });
  expect(parseQuery('an "open quote')).toEqual({ words: 'an "open quote', tokens: [] });
  expect(isEmptyQuery(parseQuery('  '))).toBe(true);
});

test('key:value becomes a token, in quotes where it has spaces, in German too', () => {
  expect(parseQuery('label:dog hill label:"cell phone" analyzer:speech_transcription')).toEqual({
    words: 'hill', tokens: [{ key: 'label', value: 'dog' }, { key: 'label', value: 'cell phone' }, { key: 'analyzer', value: 'speech_transcription' }],
  });
  expect(parseQuery('Art:Foto Sicherheit:80% ab:2026-03-01')).toEqual({ words: '', tokens: [{ key: 'kind', value: 'image' }, { key: 'confidence', value: '80%' }, { key: 'from', value: '2026-03-01' }] });
});

test('what only looks like a token is a word', () => {
  for (const text of ['http://x.test/a', 'kind:banana', 'confidence:high', 'confidence:7', 'from:2026-02-31', 'from:yesterday', 'job:5', 'review:maybe', 'label:', '12:30', 'constructor:x', `label:${'x'.repeat(201)}`, "-label:dog"]) {
    expect(parseQuery(text).tokens, text).toEqual([]);
    expect(parseQuery(text).words, text).toBe(text);
  }
});

test('of what can be only one the last counts, and a token twice is one', () => {
  expect(parseQuery('kind:video kind:audio label:dog label:dog').tokens).toEqual([{ key: 'kind', value: 'audio' }, { key: 'label', value: 'dog' }]);
  const query = withToken(parseQuery('dog'), { key: 'label', value: 'cell phone' });
  expect(writeQuery(query)).toBe('label:"cell phone" dog');
  expect(writeQuery(withoutToken(query, { key: 'label', value: 'cell phone' }))).toBe('dog');
});

test('what is written is read as the same again', () => {
  for (const text of ['label:"cell phone" "climb the hill" -cat', 'from:2026-01-01 to:2026-01-31 x', 'speaker:S1 </script><script>1</script>']) expect(parseQuery(writeQuery(parseQuery(text)))).toEqual(parseQuery(text));
});

test('the API is asked for what was meant', () => {
  expect(filterOf(parseQuery('dog label:dog label:cat confidence:80% person:p1 kind:photo review:open'))).toEqual({ text: 'dog', label: ['dog', 'cat'], minConfidence: 0.8, personId: 'p1', kind: 'image', review: 'open' });
  expect(filterOf(parseQuery(''))).toEqual({});
  const { from, to } = filterOf(parseQuery('from:2026-03-01 to:2026-03-01'));
  expect([new Date(from ?? '').getHours(), Date.parse(to ?? '') - Date.parse(from ?? '')]).toEqual([0, 86_400_000]);
  expect(filterOf(parseQuery('x'.repeat(900))).text).toHaveLength(400);
});

test('sought words are marked wherever they stand as words', () => {
  expect(soughtWords('"climb the" hill or -dog -"a cat" run')).toEqual(['climb', 'the', 'hill', 'run']);
  expect(marked('The hill, uphill.', 'hill')).toEqual(['The ', 'hill', ', uphill.']);
  expect(marked('Größe (x)', 'größe')).toEqual(['', 'Größe', ' (x)']);
  expect(marked('a.b', '.*')).toEqual(['a.b']);
  expect(marked('nothing', '')).toEqual(['nothing']);
});
