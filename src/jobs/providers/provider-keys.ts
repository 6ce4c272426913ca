/**
 * Keys of providers: entered by an administrator, sealed under the installation's master key; else from the environment. One that
 * was entered counts before one of the environment. They are never told again, and stand in no log and no error.
 */
import { recordAudit } from '../../audit/index.ts';
import { requirePermission, type Principal } from '../../auth/principal.ts';
import { deleteProviderKey, providerKeys, setProviderKey, type Database } from '../../db/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { openText, sealText, type KeyRing } from '../../storage/index.ts';

export interface KnownKey {
  key: string;
  from: 'settings' | 'environment';
  setAt?: string;
}

export interface ProviderKeys {
  /** Those that need a key. */
  readonly names: readonly string[];
  /** As of a few seconds ago at most. @throws AppError KEY_UNAVAILABLE, DATABASE_* */
  of(provider: string): Promise<KnownKey | undefined>;
  /** @throws AppError FORBIDDEN, NOT_FOUND */
  set(principal: Principal, provider: string, key: string): Promise<void>;
  /** The one that was entered; one of the environment stays. @throws AppError FORBIDDEN, NOT_FOUND where none was entered */
  remove(principal: Principal, provider: string): Promise<void>;
}

export interface ProviderKeyParts {
  database: Database;
  masterKeys: KeyRing;
  /** By provider; undefined where there is none. */
  environment: Readonly<Record<string, string | undefined>>;
}

/** Another process may have changed one. */
const KEPT_MS = 5_000;

const purpose = (provider: string): string => `key of ${provider}`;

export function openProviderKeys({ database, masterKeys, environment }: ProviderKeyParts): ProviderKeys {
  const names = Object.keys(environment);
  let read: { at: number; rows: Promise<ReadonlyMap<string, KnownKey>> } | undefined;

  async function entered(): Promise<ReadonlyMap<string, KnownKey>> {
    const rows = await database.read('everything', (tx) => providerKeys(tx));
    return new Map(rows.map(({ provider, sealed, setAt }) => [provider, { key: openText(masterKeys, sealed, purpose(provider)), from: 'settings', setAt }]));
  }

  function known(): Promise<ReadonlyMap<string, KnownKey>> {
    if (!read || performance.now() - read.at > KEPT_MS) {
      const now = { at: performance.now(), rows: entered() };
      read = now;
      now.rows.catch(() => { if (read === now) read = undefined; });
    }
    return read.rows;
  }

  function demandKnown(provider: string): void {
    if (!names.includes(provider)) throw new AppError('NOT_FOUND', `There is no provider '${provider}' that needs a key. There are: ${names.join(', ')}.`, { provider });
  }

  return {
    names,
    async of(provider) {
      const own = (await known()).get(provider);
      const given = environment[provider];
      return own ?? (given === undefined ? undefined : { key: given, from: 'environment' });
    },
    async set(principal, provider, key) {
      requirePermission(principal, 'system:manage');
      demandKnown(provider);
      await database.transaction('everything', async (tx) => {
        await setProviderKey(tx, { provider, sealed: sealText(masterKeys, key.trim(), purpose(provider)), setBy: principal.actor });
        await recordAudit(tx, { workspaceId: null, actor: principal.actor, action: 'provider.key_set', objectType: 'provider', objectId: provider });
      });
      read = undefined;
    },
    async remove(principal, provider) {
      requirePermission(principal, 'system:manage');
      demandKnown(provider);
      await database.transaction('everything', async (tx) => {
        if (!await deleteProviderKey(tx, provider)) throw new AppError('NOT_FOUND', `No key of ${provider} was entered.`, { provider });
        await recordAudit(tx, { workspaceId: null, actor: principal.actor, action: 'provider.key_removed', objectType: 'provider', objectId: provider });
      });
      read = undefined;
    },
  };
}

