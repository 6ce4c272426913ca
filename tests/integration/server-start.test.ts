import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openServer, signIn, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => { server = await openServer(); });
afterAll(() => server.stop());

test('the first link makes the administrator, once', async () => {
  const admin = await server.admin();
  const me = await admin.json(z.looseObject({ account: z.looseObject({ role: z.string() }) }), 'GET', '/api/v1/me');
  expect(me.account.role).toBe('admin');
  expect((await signIn(server.url)).cookie).not.toBe('');
});
