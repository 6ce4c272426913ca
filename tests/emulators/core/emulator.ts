/** What both emulators are made of and what both are to whoever tests. */
import type { Clock } from '../../../src/kernel/clock.ts';
import { createFaults, type Faults } from './faults.ts';
import type { Handler } from './http.ts';
import { createLedger, type AccrualLedger } from './ledger.ts';
import { noMachines, type MachineHost } from './machine-host.ts';
import { seededRandom, type Random } from './random.ts';
import { createTenants, type Tenants, type TenantSettings } from './tenants.ts';
import { createTimeline, type Timeline } from './timeline.ts';

export type ProviderName = 'runpod' | 'vastai';

export interface EmulatorSettings {
  clock: Clock;
  seed?: number | string;
  /** Behind instances; nothing where it is absent. */
  machines?: MachineHost;
  /** Accounts; the first is ours. Default: `ours` and `foreign`, keys `<provider>-key-ours`, `<provider>-key-foreign`. */
  tenants?: readonly TenantSettings[];
}

/** The parts that know no provider. They outlive a restart of the emulator's server. */
export interface EmulatorCore {
  readonly provider: ProviderName;
  readonly clock: Clock;
  readonly random: Random;
  readonly timeline: Timeline;
  readonly faults: Faults;
  readonly ledger: AccrualLedger;
  readonly tenants: Tenants;
  readonly machines: MachineHost;
}

/** An instance as it really is. */
export interface InstanceTruth {
  id: string;
  tenant: string;
  name: string;
  /** What its owner asked for last. */
  intent: 'running' | 'stopped' | 'gone';
  /** The provider's own word. */
  status: string;
  createdMs: number;
  /** From when on it does not exist. */
  goneMs?: number;
  /** Of all its parts, now. */
  usdPerHour: number;
}

export interface Emulator extends EmulatorCore {
  /** The provider's API. */
  readonly handle: Handler;
  /** Everything that ever was, the account of others too. */
  instances(): InstanceTruth[];
  /** Ends all connections and forgets who asked how often; instances, keys and money stay (fault 44). */
  restart(): void;
}

const defaultTenants = (provider: ProviderName): TenantSettings[] =>
  ['ours', 'foreign'].map((id) => ({ id, key: `${provider}-key-${id}`, readKey: `${provider}-read-key-${id}` }));

export function createCore(provider: ProviderName, settings: EmulatorSettings): EmulatorCore {
  const { clock, seed = 1, machines = noMachines(), tenants = defaultTenants(provider) } = settings;
  const random = seededRandom(`${provider}/${seed}`);
  const timeline = createTimeline(clock);
  const ledger = createLedger(timeline);
  machines.attach?.(timeline);
  return {
    provider, clock, random, timeline, ledger, machines,
    faults: createFaults(random.fork('faults'), timeline),
    tenants: createTenants(tenants, timeline, ledger),
  };
}
