/** Keys for programs. */
import { ApiKey, MadeApiKey, NewApiKey, pageOf, PageQuery } from '@aima/contract';
import { z } from 'zod';
import { apiKeys, createApiKey, endApiKey, type People } from '../../auth/index.ts';
import { operation, type Operation } from '../operation.ts';
import { apiKeyOf } from './auth-answers.ts';

const tag = 'api-keys';

export const apiKeyOperations = (people: People): Operation[] => [
  operation({
    id: 'listApiKeys', method: 'GET', path: '/api-keys', tag, summary: 'Own keys of the workspace; all of it for those who manage it', access: 'signed_in', query: PageQuery, result: pageOf(ApiKey),
    handle: async ({ principal, query }) => {
      const { items, next } = await apiKeys(people, principal, query);
      return { items: items.map(apiKeyOf), ...(next === undefined ? {} : { next }) };
    },
  }),
  operation({
    id: 'createApiKey', method: 'POST', path: '/api-keys', tag, summary: 'Makes a key for this workspace', description: 'It may do at most what its owner may, now and later. A key cannot make keys.',
    access: 'signed_in', status: 201, body: NewApiKey, result: MadeApiKey, errors: ['FORBIDDEN'],
    handle: async ({ principal, body }) => {
      const { key, row } = await createApiKey(people, principal, body);
      return { ...apiKeyOf(row), key };
    },
  }),
  operation({
    id: 'revokeApiKey', method: 'DELETE', path: '/api-keys/:id', tag, summary: 'Ends a key at once', access: 'signed_in', params: z.object({ id: z.uuid() }), errors: ['NOT_FOUND'],
    handle: ({ principal, params }) => endApiKey(people, principal, params.id),
  }),
];
