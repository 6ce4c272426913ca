/**
 * A look at an account with its key: does the key hold, may it read, may it make and end machines, what is left? Nothing is made: what
 * is ordered does not exist anywhere. Ending alone proves no right, for a provider may say first that it knows no such machine.
 */
import type { Language, ProviderTest } from '@aima/contract';
import type { Launch, Provider } from '../../gpu/provider.ts';
import { toAppError, type AppError } from '../../kernel/app-error.ts';

/** No machine has it: whoever may end machines learns that it is absent, whoever may not is refused. */
const NO_MACHINE = '0';

/** Kinds of machines that no provider has, in the ids of each. */
const NO_OFFER: Readonly<Record<string, string>> = { runpod: 'secure/aima-test-no-such-gpu/-/-/-', vastai: '0' };
/** 32 zero bytes: of a form that is let pass, and nobody's. */
const NOBODYS_KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;

const words = {
  en: {
    missing: (name: string) => `There is no key of ${name}: enter one with aima providers set ${name}.`,
    refused: (name: string) => `${name} refuses the key.`,
    readOnly: (name: string) => `The key of ${name} may read but not make or end machines; enter one with both rights.`,
    silent: (name: string, why: string) => `${name} could not be asked: ${why}`,
    empty: (name: string) => `The account at ${name} has no money left.`,
  },
  de: {
    missing: (name: string) => `Von ${name} ist kein Schlüssel da: mit aima providers set ${name} eintragen.`,
    refused: (name: string) => `${name} lehnt den Schlüssel ab.`,
    readOnly: (name: string) => `Der Schlüssel von ${name} darf lesen, aber keine Maschinen anlegen oder beenden; einen mit beiden Rechten eintragen.`,
    silent: (name: string, why: string) => `${name} war nicht zu befragen: ${why}`,
    empty: (name: string) => `Das Konto bei ${name} ist leer.`,
  },
} as const;

type Asked<T> = { value: T } | { error: AppError };

const asked = async <T>(work: () => Promise<T>): Promise<Asked<T>> => {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: toAppError(error) };
  }
};

const refused = ({ code, details }: AppError): boolean => code === 'PROVIDER_UNAUTHORIZED' || (code === 'PROVIDER_REFUSED' && (details['status'] === 401 || details['status'] === 403));

/** @returns null where it could not be found out */
const allowed = (answer: Asked<unknown>): boolean | null => ('value' in answer ? true : refused(answer.error) ? false : null);

async function order(provider: Provider, id: string, signal: AbortSignal | undefined): Promise<Launch> {
  const launched = await provider.launch(
    { id, provider: provider.name, description: 'nothing', usdPerHour: 0 },
    { name: 'aima-key-test', leaseSeconds: 60, rent: { publicKey: NOBODYS_KEY, image: 'aima.invalid/none', diskGb: 10, bootScript: 'exit 0', env: {} }, ...(signal ? { signal } : {}) },
  );
  // It cannot be; but whatever exists is ended.
  const made = launched.outcome === 'created' ? launched.id : launched.outcome === 'refused' ? launched.leftoverId : undefined;
  if (made !== undefined) await provider.terminate(made, signal);
  return launched;
}

/** @returns null where it could not be found out */
async function mayOrder(provider: Provider, signal: AbortSignal | undefined): Promise<boolean | null> {
  const id = NO_OFFER[provider.name];
  if (id === undefined) return true;
  const answer = await asked(() => order(provider, id, signal));
  if ('error' in answer) return refused(answer.error) ? false : null;
  const { value } = answer;
  if (value.outcome !== 'refused') return value.outcome === 'created' ? true : null;
  if (value.reason === 'unauthorized' || value.reason === 'forbidden') return false;
  return value.reason === 'rate_limited' ? null : true;
}

/** @param language of its sentence */
export async function testProvider(provider: Provider, now: Date, language: Language = 'en', signal?: AbortSignal): Promise<ProviderTest> {
  const { name } = provider;
  const say = words[language];
  const [list, ending, ordering, balance] = await Promise.all([
    asked(() => provider.list(signal)), asked(() => provider.terminate(NO_MACHINE, signal)), mayOrder(provider, signal), asked(() => provider.balance?.(signal) ?? Promise.resolve(undefined)),
  ]);
  const [mayRead, mayEnd] = [allowed(list), allowed(ending)];
  const mayWrite = mayEnd === false || ordering === false ? false : mayEnd === true && ordering === true ? true : null;
  const missing = 'error' in list && list.error.details['kind'] === 'no_key';
  const money = 'value' in balance ? balance.value : undefined;
  const key = missing ? 'missing' : mayRead === true || mayWrite === true ? 'valid' : mayRead === false && mayWrite !== null ? 'refused' : 'unknown';
  const silent = [list, ending].flatMap((answer) => ('error' in answer && !refused(answer.error) ? [answer.error] : []))[0];
  const message = ((): string | undefined => {
    if (missing) return say.missing(name);
    if (key === 'refused') return say.refused(name);
    if (mayRead === true && mayWrite === false) return say.readOnly(name);
    if (silent) return say.silent(name, silent.message);
    return money && money.usd <= 0 ? say.empty(name) : undefined;
  })();
  return {
    at: now.toISOString(), key, mayRead: missing ? false : mayRead, mayWrite: missing ? false : mayWrite,
    balanceUsd: money?.usd ?? null, usdPerHour: money?.usdPerHour ?? null, limitUsdPerHour: money?.limitUsdPerHour ?? null, machines: 'value' in list ? list.value.length : null,
    ...(message === undefined ? {} : { message }),
  };
}
