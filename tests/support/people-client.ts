/** A browser for tests of people's API: it asks the server without a network, keeps cookies, and says from which page it comes. */
import type { FastifyInstance, InjectOptions } from 'fastify';
import { z } from 'zod';
import { authenticate, openPeople, type AuthSettings, type People } from '../../src/auth/index.ts';
import type { Database } from '../../src/db/index.ts';
import { createApi } from '../../src/http/api.ts';
import { accountAdministrationOperations } from '../../src/http/rest/account-administration.ts';
import { accountOperations } from '../../src/http/rest/account.ts';
import { apiKeyOperations } from '../../src/http/rest/api-keys.ts';
import { singleSignOnCallback } from '../../src/http/rest/auth-callback.ts';
import { authOperations } from '../../src/http/rest/auth.ts';
import { workspaceOperations } from '../../src/http/rest/workspaces.ts';
import { testAuthSettings, testMasterKeys } from './people.ts';

export interface PeopleServer {
  app: FastifyInstance;
  people: People;
}

/** People's part of the API over a database. */
export async function peopleServer(database: Database, settings: Partial<AuthSettings> = {}): Promise<PeopleServer> {
  const people = openPeople({ database, masterKeys: testMasterKeys, settings: { ...testAuthSettings, ...settings } });
  const operations = [authOperations, accountOperations, apiKeyOperations, workspaceOperations, accountAdministrationOperations].flatMap((make) => make(people));
  const app = await createApi({ operations, authenticate: (headers, asked) => authenticate(people, headers, asked), raw: [singleSignOnCallback(people)] });
  return { app, people };
}

export interface Answer { status: number; headers: Record<string, unknown>; body: Record<string, unknown> }

const Body = z.record(z.string(), z.unknown());

export interface TestBrowser {
  cookies: Map<string, string>;
  /** @param path below /api/v1, or from the root where it begins with /api */
  ask(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export function testBrowser(app: FastifyInstance, origin = 'http://localhost:8000'): TestBrowser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async ask(method, path, body, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const options: InjectOptions = {
        method, url: path.startsWith('/api/') ? path : `/api/v1${path}`,
        headers: { host: new URL(origin).host, origin, ...(cookie === '' ? {} : { cookie }), ...headers },
        ...(body === undefined ? {} : { payload: body as object }), // JSON, whatever it is
      };
      const response = await app.inject(options);
      for (const each of [response.headers['set-cookie'] ?? []].flat()) {
        const [pair = ''] = each.split(';', 1);
        const at = pair.indexOf('=');
        if (/max-age=0/i.test(each)) cookies.delete(pair.slice(0, at));
        else cookies.set(pair.slice(0, at), pair.slice(at + 1));
      }
      const text = response.body;
      return { status: response.statusCode, headers: response.headers, body: text.startsWith('{') ? Body.parse(JSON.parse(text)) : {} };
    },
  };
}
