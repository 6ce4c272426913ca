import { PageQuery, pageOf } from '@aima/contract';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openApiDocument } from '../../src/http/api.ts';
import { operation } from '../../src/http/operation.ts';
import type { JsonObject } from '../check/json-object.ts';
import { apiTable, apiTypes } from './api-client.ts';
import { inert } from './inert.ts';

const Sample = z.object({ id: z.string(), parent: z.string().nullable() }).meta({ id: 'ClientSample' });

interface Parts { store: { read(id: string): { id: string; parent: null } } }

const operations = ({ store }: Parts) => [
  operation({ id: 'listSamples', method: 'GET', path: '/samples', tag: 'samples', summary: 'x', access: 'jobs:read', query: PageQuery, result: pageOf(Sample), handle: () => ({ items: [] }) }),
  operation({ id: 'createSample', method: 'POST', path: '/samples', tag: 'samples', summary: 'x', access: 'jobs:write', idempotent: true, status: 201, body: z.strictObject({ name: z.string(), kind: z.enum(['a', 'b']).default('a') }), result: Sample, handle: () => store.read('x') }),
  operation({ id: 'deleteSample', method: 'DELETE', path: '/samples/:id', tag: 'samples', summary: 'x', access: 'jobs:write', params: z.object({ id: z.uuid() }), handle: () => undefined }),
];

// Our own document is JSON, whatever its type says.
const document = async (): Promise<JsonObject> => await openApiDocument(operations(inert<Parts>('parts'))) as JsonObject;

test('the table says how each operation is called, and which may be repeated', async () => {
  const text = apiTable(await document());
  expect(text).toContain("  createSample: { method: 'POST', path: '/api/v1/samples', idempotent: true },");
  expect(text).toContain("  deleteSample: { method: 'DELETE', path: '/api/v1/samples/{id}' },");
  expect(text.indexOf('createSample')).toBeLessThan(text.indexOf('listSamples'));
});

test('types hold what is sent and what is answered, without the frame around it', async () => {
  const text = await apiTypes(await document());
  expect(text).toMatch(/kind\?: "a" \| "b"/);
  expect(text).toMatch(/parent: string \| null/);
  expect(text).not.toMatch(/aima-workspace|problem|interface paths|429/);
});

test('what is only described must not be used', () => {
  const { store } = inert<Parts>('parts');
  expect(() => store.read('x')).toThrow(/parts\.store\.read was used/);
});
