import { expect, test } from 'vitest';
import type { Principal } from '../../auth/principal.ts';
import type { Provider } from '../../gpu/provider.ts';
import { testOneProvider, type ProviderParts } from './providers.ts';
import type { KnownKey } from './provider-keys.ts';

const ADMIN: Principal = { kind: 'user', userId: 'u', actor: 'user:u', workspaceId: 'w', workspaceRole: 'owner', accountRole: 'admin', permissions: new Set(['system:manage']) };

/** A provider whose list comes when it is let through. */
function slowProvider() {
  const never = () => Promise.reject(new Error('never'));
  const gates: (() => void)[] = [];
  const calls = { orders: 0 };
  const provider: Provider = {
    name: 'runpod', remote: true, offers: never, inspect: never, terminate: () => Promise.resolve('absent'),
    list: () => new Promise((resolve) => { gates.push(() => { resolve([]); }); }),
    launch: () => { calls.orders += 1; return Promise.resolve({ outcome: 'refused', reason: 'no_capacity', message: '' }); },
  };
  return { provider, calls, open: () => { for (const gate of gates.splice(0)) gate(); } };
}

function parts(provider: Provider, key: () => KnownKey): ProviderParts {
  const never = () => Promise.reject(new Error('never'));
  return { providers: [provider], keys: { names: ['runpod'], of: () => Promise.resolve(key()), set: never, remove: never }, tests: new Map(), running: new Map() };
}

test('whoever tests a provider while that runs gets the same test, and the next one is new', async () => {
  const { provider, calls, open } = slowProvider();
  const given = parts(provider, () => ({ key: 'x', from: 'environment' }));
  const views = Promise.all(Array.from({ length: 8 }, () => testOneProvider(given, ADMIN, 'runpod', 'en')));
  await new Promise(setImmediate);
  open();
  expect((await views).map(({ test: tested }) => tested?.key)).toEqual(Array.from({ length: 8 }, () => 'valid'));
  expect(calls.orders).toBe(1);
  const again = testOneProvider(given, ADMIN, 'runpod', 'en');
  await new Promise(setImmediate);
  open();
  await again;
  expect(calls.orders).toBe(2);
});

test('the test of a key is none of the key that is entered meanwhile', async () => {
  const { provider, calls, open } = slowProvider();
  let key: KnownKey = { key: 'x', from: 'settings', setAt: '2026-11-21T12:00:00.000Z' };
  const given = parts(provider, () => key);
  const first = testOneProvider(given, ADMIN, 'runpod', 'en');
  await new Promise(setImmediate);
  key = { key: 'y', from: 'settings', setAt: '2026-11-21T12:00:01.000Z' };
  const second = testOneProvider(given, ADMIN, 'runpod', 'en');
  await new Promise(setImmediate);
  open();
  await Promise.all([first, second]);
  expect(calls.orders).toBe(2);
});
