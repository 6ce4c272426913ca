/** What the use cases of this room take: opened once by bin. */
import type { Database } from '../db/index.ts';
import type { KeyRing } from '../storage/index.ts';
import { openBetterAuth, openSingleSignOn, type BetterAuth, type SingleSignOn } from './better-auth.ts';
import type { AuthSettings } from './settings.ts';

export interface People {
  database: Database;
  masterKeys: KeyRing;
  settings: AuthSettings;
  betterAuth: BetterAuth;
  /** Opened at its first use. `renew`: asks the providers again who they are. */
  singleSignOn(renew?: 'renew'): SingleSignOn;
}

export function openPeople({ database, masterKeys, settings }: Pick<People, 'database' | 'masterKeys' | 'settings'>): People {
  let singleSignOn: SingleSignOn | undefined;
  return {
    database, masterKeys, settings,
    betterAuth: openBetterAuth(database, settings),
    singleSignOn(renew) {
      if (renew) singleSignOn = undefined;
      return (singleSignOn ??= openSingleSignOn(database, settings));
    },
  };
}
