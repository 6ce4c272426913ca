/** A provider whose key may be entered, changed and taken away while AIMA runs. */
import { AppError } from '../kernel/app-error.ts';
import type { Provider } from './provider.ts';

export interface KeyedProviderParts {
  name: string;
  /** The key as it is now. */
  key(): Promise<string | undefined>;
  /** With its own limits of calls, so it is made once for each key. */
  make(key: string): Provider;
}

/**
 * Without a key everything fails, listings too: an account that cannot be seen may hold machines, and an empty list would say
 * that they are gone. @throws AppError PROVIDER_UNAUTHORIZED (`details.kind` is `no_key`)
 */
export function keyedProvider({ name, key, make }: KeyedProviderParts): Provider {
  let made: { key: string; provider: Provider } | undefined;

  async function current(): Promise<Provider> {
    const now = await key();
    if (now === undefined) throw new AppError('PROVIDER_UNAUTHORIZED', `There is no key of ${name} here.`, { kind: 'no_key' });
    if (made?.key !== now) made = { key: now, provider: make(now) };
    return made.provider;
  }

  return {
    name,
    remote: true,
    offers: async (...given) => (await current()).offers(...given),
    launch: async (...given) => (await current()).launch(...given),
    inspect: async (...given) => (await current()).inspect(...given),
    terminate: async (...given) => (await current()).terminate(...given),
    list: async (...given) => (await current()).list(...given),
    balance: async (signal) => {
      const provider = await current();
      if (!provider.balance) throw new AppError('PROVIDER_REFUSED', `${name} tells no balance.`);
      return provider.balance(signal);
    },
    charged: async (...given) => (await current()).charged?.(...given),
    sweep: async () => { if (await key() !== undefined) await (await current()).sweep?.(); },
  };
}
