/** Providers of machines: whether they are set up, whether their key works, what is left in the account. */
import { z } from 'zod';

const at = z.iso.datetime();
const usd = z.number();

/** What a look at the account with its key has shown. */
export const ProviderTest = z.object({
  at,
  key: z.string().describe('`valid`, `missing`, `refused`, or `unknown` where the provider does not answer'),
  mayRead: z.boolean().nullable().describe('Null: could not be found out'),
  mayWrite: z.boolean().nullable().describe('Make and end machines; a key that may only read can end none'),
  balanceUsd: usd.nullable(),
  usdPerHour: usd.nullable().describe('What everything in the account costs now'),
  limitUsdPerHour: usd.nullable().describe('The most that the provider lets the account spend an hour'),
  machines: z.int().nonnegative().nullable().describe('In the account, ours or not'),
  message: z.string().optional().describe('What does not work, in a sentence'),
}).meta({ id: 'ProviderTest' });
export type ProviderTest = z.infer<typeof ProviderTest>;

export const ProviderView = z.object({
  name: z.string().describe('`local`, `ssh`, `runpod`, `vastai`'),
  rents: z.boolean().describe('Its machines cost money and belong to others'),
  setUp: z.boolean(),
  keyFrom: z.string().nullable().describe('`settings` (entered by an administrator), `environment`; null where there is none or none is needed'),
  keySetAt: at.nullable(),
  test: ProviderTest.nullable().describe('The last one of this process'),
}).meta({ id: 'ProviderView' });
export type ProviderView = z.infer<typeof ProviderView>;

/** As whoever runs the installation configured it; what is forbidden here no job gets. */
export const MachineRules = z.object({
  secureOnly: z.boolean().describe('Only machines in data centres'),
  interruptible: z.boolean().describe('Machines that their provider may take away are allowed'),
  regions: z.array(z.string()).describe('Countries and data centres; none named: anywhere'),
  usdPerHour: usd.describe('Dearer machines are left out'),
  mostMachines: z.int().positive().describe('At the same time, for one job'),
}).meta({ id: 'MachineRules' });
export type MachineRules = z.infer<typeof MachineRules>;

export const ProviderList = z.object({ items: z.array(ProviderView), rules: MachineRules.optional() }).meta({ id: 'ProviderList' });
export const ProviderParams = z.object({ provider: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/) });
export const ProviderKeyInput = z.strictObject({ key: z.string().trim().min(8).max(1000).regex(/^[\x21-\x7e]+$/, 'has characters that no key has') }).meta({ id: 'ProviderKeyInput' });
