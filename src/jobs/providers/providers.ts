/** What administrators see of providers, and what they change: keys, and tests of them. */
import type { Language, MachineRules, ProviderTest, ProviderView } from '@aima/contract';
import { requirePermission, type Principal } from '../../auth/principal.ts';
import type { Provider } from '../../gpu/provider.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { MachinePolicy } from '../offers/offer-policy.ts';
import type { ProviderKeys } from './provider-keys.ts';
import { testProvider } from './test-provider.ts';

export interface ProviderParts {
  providers: readonly Provider[];
  keys: ProviderKeys;
  /** The last test of each, of this process. */
  tests: Map<string, ProviderTest>;
  /** Tests that run now, by provider, key and language. */
  running: Map<string, Promise<ProviderTest>>;
  /** Which machines jobs may get. */
  policy?: MachinePolicy;
  now?(): Date;
}

async function viewOf({ keys, tests }: ProviderParts, { name, remote }: Provider): Promise<ProviderView> {
  const needsKey = keys.names.includes(name);
  const key = needsKey ? await keys.of(name) : undefined;
  return { name, rents: needsKey, setUp: needsKey ? key !== undefined : true, keyFrom: key?.from ?? null, keySetAt: key?.setAt ?? null, test: remote ? tests.get(name) ?? null : null };
}

function found({ providers }: ProviderParts, name: string): Provider {
  const provider = providers.find((each) => each.name === name);
  if (!provider) throw new AppError('NOT_FOUND', `There is no provider '${name}'. There are: ${providers.map((each) => each.name).join(', ')}.`, { provider: name });
  return provider;
}

/** Longer no test takes: calls end earlier, and what waits for a provider's pace is given up then. */
const LONGEST_TEST_MS = 60_000;

/** Whoever asks while it runs gets the same: its orders and endings of nothing stand in the provider's pace before those of real machines. */
async function test({ providers: _, ...parts }: ProviderParts, provider: Provider, language: Language): Promise<void> {
  const { name } = provider;
  const key = provider.remote && parts.keys.names.includes(name) ? await parts.keys.of(name) : undefined;
  // One that has no key is not set up, which is no fault.
  if (!key) return;
  const id = `${name} ${key.from} ${key.setAt ?? ''} ${language}`;
  const runs = parts.running.get(id) ?? testProvider(provider, parts.now?.() ?? new Date(), language, AbortSignal.timeout(LONGEST_TEST_MS));
  parts.running.set(id, runs);
  try {
    parts.tests.set(name, await runs);
  } finally {
    if (parts.running.get(id) === runs) parts.running.delete(id);
  }
}

const rulesOf = ({ most, limits: { usdPerHour }, choice: { secureOnly, interruptible, regions } }: MachinePolicy): MachineRules => ({ secureOnly, interruptible, regions: [...regions], usdPerHour, mostMachines: most });

/** @throws AppError FORBIDDEN */
export async function listProviders(parts: ProviderParts, principal: Principal): Promise<{ items: ProviderView[]; rules?: MachineRules }> {
  requirePermission(principal, 'system:manage');
  return { items: await Promise.all(parts.providers.map((provider) => viewOf(parts, provider))), ...(parts.policy && { rules: rulesOf(parts.policy) }) };
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function testOneProvider(parts: ProviderParts, principal: Principal, name: string, language: Language): Promise<ProviderView> {
  requirePermission(principal, 'system:manage');
  const provider = found(parts, name);
  await test(parts, provider, language);
  return viewOf(parts, provider);
}

/** Kept whether or not it works; the answer says whether it does. @throws AppError FORBIDDEN, NOT_FOUND */
export async function setKey(parts: ProviderParts, principal: Principal, name: string, key: string, language: Language): Promise<ProviderView> {
  await parts.keys.set(principal, name, key);
  return testOneProvider(parts, principal, name, language);
}

/** @throws AppError FORBIDDEN, NOT_FOUND */
export async function removeKey(parts: ProviderParts, principal: Principal, name: string): Promise<ProviderView> {
  await parts.keys.remove(principal, name);
  parts.tests.delete(name);
  return viewOf(parts, found(parts, name));
}

/** At the start of a process: all that have a key. @returns what does not work, in sentences */
export async function testAllProviders(parts: ProviderParts): Promise<string[]> {
  const problems = await Promise.all(parts.providers.map(async (provider) => {
    if (!parts.keys.names.includes(provider.name) || await parts.keys.of(provider.name) === undefined) return [];
    await test(parts, provider, 'en');
    return parts.tests.get(provider.name)?.message ?? [];
  }));
  return problems.flat();
}

/** As of the last tests in this process. */
export const unusableProviders = ({ tests }: Pick<ProviderParts, 'tests'>): { name: string; message: string }[] =>
  [...tests].flatMap(([name, { message }]) => (message === undefined ? [] : [{ name, message }]));
