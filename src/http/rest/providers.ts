/** Providers of machines: for administrators. Keys go in and never come out. */
import { ProviderKeyInput, ProviderList, ProviderParams, ProviderView } from '@aima/contract';
import { listProviders, removeKey, setKey, testOneProvider, type ProviderParts } from '../../jobs/index.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'machines';

export const providerOperations = (parts: ProviderParts): Operation[] => [
  operation({
    id: 'listProviders', method: 'GET', path: '/providers', tag, summary: 'Providers of machines and whether they can be used', access: 'system:manage', result: ProviderList,
    handle: ({ principal }) => listProviders(parts, principal),
  }),
  operation({
    id: 'setProviderKey', method: 'PUT', path: '/providers/:provider/key', tag, summary: 'Enter the API key of a provider', access: 'system:manage', params: ProviderParams, body: ProviderKeyInput, result: ProviderView, errors: ['NOT_FOUND'],
    description: 'Kept encrypted and never told again. The answer says whether it works; it counts before a key of the environment.',
    handle: ({ principal, params, body, language }) => setKey(parts, principal, params.provider, body.key, language),
  }),
  operation({
    id: 'removeProviderKey', method: 'DELETE', path: '/providers/:provider/key', tag, summary: 'Forget the key that was entered', access: 'system:manage', params: ProviderParams, result: ProviderView, errors: ['NOT_FOUND'],
    handle: ({ principal, params }) => removeKey(parts, principal, params.provider),
  }),
  operation({
    id: 'testProvider', method: 'POST', path: '/providers/:provider/test', tag, summary: 'Whether its key holds, what it may do, and what is left in the account', access: 'system:manage', params: ProviderParams, result: ProviderView, errors: ['NOT_FOUND'],
    description: 'Nothing is made: the list is read, a machine is ended that does not exist, and one is ordered of a kind that nobody has.',
    handle: ({ principal, params, language }) => testOneProvider(parts, principal, params.provider, language),
  }),
];
