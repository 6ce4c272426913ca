/** Providers of machines that cost money, with their keys, and what is known of such machines. */
import type { ServerConfig } from '../../config/index.ts';
import { machineMeasures, type MachineMeasureRow } from '../../db/index.ts';
import { keyedProvider } from '../../gpu/keyed-provider.ts';
import type { Provider } from '../../gpu/provider.ts';
import { runpodProvider } from '../../gpu/runpod/provider.ts';
import { vastaiProvider } from '../../gpu/vastai/provider.ts';
import { openProviderKeys, type ProviderKeys } from '../../jobs/index.ts';
import { realClock } from '../../kernel/clock.ts';
import type { Foundation } from './foundation.ts';

export interface Machines {
  providers: Provider[];
  keys: ProviderKeys;
  measures(): Promise<MachineMeasureRow[]>;
}

export function openMachines({ database, masterKeys }: Pick<Foundation, 'database' | 'masterKeys'>, { machines }: Pick<ServerConfig, 'machines'>): Machines {
  const keys = openProviderKeys({ database, masterKeys, environment: { runpod: machines.runpodKey, vastai: machines.vastaiKey } });
  const world = { fetch: (request: Request) => fetch(request), clock: realClock, random: Math.random };
  const keyOf = (provider: string) => async (): Promise<string | undefined> => (await keys.of(provider))?.key;
  return {
    keys,
    providers: [
      keyedProvider({ name: 'runpod', key: keyOf('runpod'), make: (key) => runpodProvider({ ...world, key, apiUrl: machines.runpodUrl, graphqlUrl: machines.runpodGraphqlUrl }) }),
      keyedProvider({ name: 'vastai', key: keyOf('vastai'), make: (key) => vastaiProvider({ ...world, key, apiUrl: machines.vastaiUrl }) }),
    ],
    measures: () => database.read('everything', (tx) => machineMeasures(tx)),
  };
}
