/** Accounts of an emulated provider and their keys: at least two, so that things of others are there to be left alone. */
import type { AccrualLedger } from './ledger.ts';
import type { Timeline } from './timeline.ts';

/** `instance`: handed to that instance, may only act on it. */
export type KeyScope = 'all' | 'read' | { instance: string };

export interface ApiKey {
  secret: string;
  scope: KeyScope;
  /** Refused until then. */
  revokedUntilMs?: number;
  /** May only read until then. */
  readOnlyUntilMs?: number;
}

export interface TenantSettings {
  id: string;
  /** The key with all rights. */
  key: string;
  /** A second one that may only read. */
  readKey?: string;
  balanceUsd?: number;
  spendLimitUsdPerHour?: number;
  /** OpenSSH public keys of the account. */
  publicKeys?: string[];
}

export interface Tenant {
  readonly id: string;
  readonly keys: ApiKey[];
  paidInUsd: number;
  spendLimitUsdPerHour: number;
  publicKeys: string[];
}

export interface SignedIn { tenant: Tenant; key: ApiKey; /** `tenant/scope`, for the ledger. */ by: string }

export interface Tenants {
  readonly all: readonly Tenant[];
  get(id: string): Tenant | undefined;
  /** Undefined for an unknown or revoked key. */
  signIn(secret: string | undefined): SignedIn | undefined;
  /** Whose key it is, revoked or not. */
  ownerOf(secret: string | undefined): SignedIn | undefined;
  addKey(tenant: Tenant, key: ApiKey): void;
  dropKey(secret: string): void;
  balance(tenant: Tenant): number;
  usdPerHour(tenant: Tenant): number;
}

const scopeName = (scope: KeyScope): string => (typeof scope === 'string' ? scope : `instance ${scope.instance}`);

export const mayWrite = (key: ApiKey, nowMs: number): boolean => key.scope !== 'read' && (key.readOnlyUntilMs ?? 0) <= nowMs;

/** Whether the key may act on this instance; without one: on the account. */
export const mayActOn = (key: ApiKey, instance?: string): boolean => typeof key.scope === 'string' || key.scope.instance === instance;

export function createTenants(settings: readonly TenantSettings[], timeline: Timeline, ledger: AccrualLedger): Tenants {
  const all = settings.map((tenant): Tenant => ({
    id: tenant.id,
    keys: [{ secret: tenant.key, scope: 'all' }, ...(tenant.readKey === undefined ? [] : [{ secret: tenant.readKey, scope: 'read' as const }])],
    paidInUsd: tenant.balanceUsd ?? 100,
    spendLimitUsdPerHour: tenant.spendLimitUsdPerHour ?? 80,
    publicKeys: tenant.publicKeys ?? [],
  }));
  const ownerOf = (secret: string | undefined): SignedIn | undefined => {
    for (const tenant of secret === undefined ? [] : all) {
      const key = tenant.keys.find((candidate) => candidate.secret === secret);
      if (key) return { tenant, key, by: `${tenant.id}/${scopeName(key.scope)}` };
    }
    return undefined;
  };
  return {
    all, ownerOf,
    get: (id) => all.find((tenant) => tenant.id === id),
    signIn(secret) {
      const owner = ownerOf(secret);
      return owner && (owner.key.revokedUntilMs ?? 0) <= timeline.now() ? owner : undefined;
    },
    addKey: (tenant, key) => { tenant.keys.push(key); },
    dropKey(secret) {
      for (const tenant of all) {
        const i = tenant.keys.findIndex((key) => key.secret === secret);
        if (i >= 0) tenant.keys.splice(i, 1);
      }
    },
    balance: (tenant) => tenant.paidInUsd - ledger.spent({ tenant: tenant.id }),
    usdPerHour: (tenant) => ledger.billing().reduce((sum, line) => (line.tenant === tenant.id ? sum + line.usdPerHour : sum), 0),
  };
}
