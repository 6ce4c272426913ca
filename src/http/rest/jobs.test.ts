/** The operations of jobs as the API makes routes and OpenAPI of them. What they do is tested in tests/integration/jobs*.test.ts. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '../../db/index.ts';
import { createApi, openApiDocument } from '../api.ts';
import { archiveOperations } from './archive.ts';
import { estimateOperations } from './estimate.ts';
import { jobOperations } from './jobs.ts';
import { profileOperations } from './profiles.ts';

const database = { kind: 'embedded' } as Database; // none of these tests comes as far as asking it
const parts = { database, providers: [], data: '/nowhere', wake: () => undefined };
const operations = [...jobOperations(parts), ...estimateOperations(parts), ...archiveOperations(parts), ...profileOperations(parts)];

test('every operation stands in the OpenAPI document with its parameters; a list of states may be repeated or joined by commas', async () => {
  const document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string(), parameters: z.array(z.looseObject({ name: z.string(), schema: z.unknown() })).optional() }))) }).parse(await openApiDocument(operations));
  const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  expect([...ids].sort()).toEqual(operations.map(({ id }) => id).sort());
  const listed = document.paths['/api/v1/jobs']?.['get']?.parameters?.find(({ name }) => name === 'state')?.schema;
  expect(listed).toMatchObject({ type: 'array', items: { enum: expect.arrayContaining(['queued']) as string[] } });
});

test('without sign-in nothing is told', async () => {
  const app = await createApi({ operations, authenticate: () => Promise.resolve(undefined), perMinute: 1000 });
  for (const { method, path } of operations) {
    const url = `/api/v1${path.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000')}`;
    expect((await app.inject({ method, url, ...(method === 'GET' || method === 'DELETE' ? {} : { payload: {} }) })).statusCode, `${method} ${path}`).toBe(401);
  }
  await app.close();
});
