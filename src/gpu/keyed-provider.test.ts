import { expect, test } from 'vitest';
import { keyedProvider } from './keyed-provider.ts';
import type { Provider } from './provider.ts';

const never = () => Promise.reject(new Error('never'));
const made: string[] = [];
const make = (key: string): Provider => {
  made.push(key);
  return { name: 'x', remote: true, offers: () => Promise.resolve([{ id: key, provider: 'x', description: '', usdPerHour: 1 }]), launch: never, inspect: never, terminate: () => Promise.resolve('absent'), list: () => Promise.resolve([]), balance: () => Promise.resolve({ usd: key.length }) };
};

test('without a key nothing is told, not even that nothing is there', async () => {
  let key: string | undefined;
  const provider = keyedProvider({ name: 'x', key: () => Promise.resolve(key), make });
  for (const ask of [() => provider.offers(), () => provider.list(), () => provider.terminate('1'), () => provider.inspect('1'), () => provider.balance?.()]) {
    await expect(ask()).rejects.toMatchObject({ code: 'PROVIDER_UNAUTHORIZED', details: { kind: 'no_key' } });
  }
  expect(made).toEqual([]);
  key = 'one';
  expect((await provider.offers())[0]?.id).toBe('one');
  expect(await provider.balance?.()).toEqual({ usd: 3 });
  key = 'other';
  expect((await provider.offers())[0]?.id).toBe('other');
  await provider.list();
  expect(made).toEqual(['one', 'other']);
});
