import { expect, test } from 'vitest';
import type { Provider, Refusal } from '../../gpu/provider.ts';
import { AppError } from '../../kernel/app-error.ts';
import { testProvider } from './test-provider.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const fail = (code: 'PROVIDER_UNAUTHORIZED' | 'PROVIDER_UNREACHABLE' | 'PROVIDER_REFUSED', details: Record<string, string | number> = {}) => () => Promise.reject(new AppError(code, 'no', details));
const never = () => Promise.reject(new Error('never'));
const refuse = (reason: Refusal) => () => Promise.resolve({ outcome: 'refused' as const, reason, message: '' });

const provider = (more: Partial<Provider> = {}): Provider => ({
  name: 'runpod', remote: true, offers: never, launch: refuse('no_capacity'), inspect: never, list: () => Promise.resolve([]), terminate: () => Promise.resolve('absent'), balance: () => Promise.resolve({ usd: 12, usdPerHour: 0.5, limitUsdPerHour: 80 }), ...more,
});

test('a key that may do everything', async () => {
  expect(await testProvider(provider(), NOW)).toEqual({ at: NOW.toISOString(), key: 'valid', mayRead: true, mayWrite: true, balanceUsd: 12, usdPerHour: 0.5, limitUsdPerHour: 80, machines: 0 });
});

test('a key that may only read is found before any machine is made', async () => {
  for (const terminate of [fail('PROVIDER_UNAUTHORIZED'), fail('PROVIDER_REFUSED', { status: 403 })]) {
    const result = await testProvider(provider({ terminate }), NOW);
    expect(result).toMatchObject({ key: 'valid', mayRead: true, mayWrite: false, balanceUsd: 12 });
    expect(result.message).toContain('may read but not make or end');
    expect((await testProvider(provider({ terminate }), NOW, 'de')).message).toContain('darf lesen');
  }
});

test('a provider that knows no such machine before it looks at rights gives itself away at the order', async () => {
  for (const reason of ['forbidden', 'unauthorized'] as const) expect(await testProvider(provider({ launch: refuse(reason) }), NOW)).toMatchObject({ key: 'valid', mayRead: true, mayWrite: false });
  for (const reason of ['no_capacity', 'invalid', 'out_of_money', 'spend_limit'] as const) expect((await testProvider(provider({ launch: refuse(reason) }), NOW)).mayWrite).toBe(true);
  expect((await testProvider(provider({ launch: refuse('rate_limited') }), NOW)).mayWrite).toBeNull();
  expect((await testProvider(provider({ launch: () => Promise.resolve({ outcome: 'unknown', message: '' }) }), NOW)).mayWrite).toBeNull();
});

test('what a provider makes all the same is ended', async () => {
  const ended: string[] = [];
  const generous = provider({ launch: () => Promise.resolve({ outcome: 'created', id: 'x' }), terminate: (id) => { ended.push(id); return Promise.resolve('absent'); } });
  await testProvider(generous, NOW);
  expect(ended).toContain('x');
});

test('a key that is refused, one that is missing, and nobody who answers', async () => {
  const no = fail('PROVIDER_UNAUTHORIZED');
  expect(await testProvider(provider({ list: no, terminate: no, balance: no, launch: no }), NOW)).toMatchObject({ key: 'refused', mayRead: false, mayWrite: false, balanceUsd: null, message: expect.stringContaining('refuses') as string });
  const none = fail('PROVIDER_UNAUTHORIZED', { kind: 'no_key' });
  expect(await testProvider(provider({ list: none, terminate: none, balance: none, launch: none }), NOW)).toMatchObject({ key: 'missing', message: expect.stringContaining('aima providers set runpod') as string });
  const away = fail('PROVIDER_UNREACHABLE');
  expect(await testProvider(provider({ list: away, terminate: away, balance: away, launch: away }), NOW)).toMatchObject({ key: 'unknown', mayRead: null, mayWrite: null, machines: null });
});

test('an empty account is told', async () => {
  expect((await testProvider(provider({ balance: () => Promise.resolve({ usd: 0 }) }), NOW)).message).toContain('no money left');
});
