import { expect, test } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from './api.ts';
import { operation } from './operation.ts';

const Tidy = z.object({ any: z.record(z.string(), z.json()), nested: z.array(z.object({ name: z.string() }).meta({ id: 'TidyPart' })) }).meta({ id: 'TidyWhole' });
const operations = [
  operation({ id: 'z', method: 'POST', path: '/z', tag: 't', summary: 'x', access: 'public', body: Tidy, handle: () => undefined }),
  operation({ id: 'a', method: 'GET', path: '/a', tag: 't', summary: 'x', access: 'public', result: z.object({ part: Tidy, any: z.json() }), handle: () => ({ part: { any: {}, nested: [] }, any: 1 }) }),
];

test('every reference leads somewhere, and every schema is referred to', async () => {
  const document = await openApiDocument(operations) as { components: { schemas: Record<string, object> } };
  const text = JSON.stringify(document);
  const referred = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name));
  expect([...referred].sort()).toEqual(Object.keys(document.components.schemas));
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(['Problem', 'TidyPart', 'TidyWhole']));
  expect(text).not.toContain('__shared');
});
