import { runpodEmulator } from '../../../tests/emulators/runpod/index.ts';
import { fetchTo } from '../../../tests/emulators/core/http.ts';
import { simulatedHost } from '../../../tests/emulators/core/simulated-host.ts';
import { virtualClock } from '../../../tests/support/virtual-clock.ts';
import { rentedProviderCases } from '../rented-provider.cases.ts';
import { runpodProvider } from './provider.ts';

const RENT = { publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFnH8bLzGSTW1D0 aima', image: 'runpod/pytorch:1', diskGb: 20, bootScript: 'echo lease', env: { AIMA_LEASE: '1' } };

let seed = 0;

rentedProviderCases(async () => {
  const clock = virtualClock();
  const emulator = runpodEmulator({ clock, seed: seed += 1, machines: simulatedHost() });
  const call = fetchTo({ 'https://api.runpod.io': emulator.handle });
  const as = (key: string) => runpodProvider({ key, clock, random: () => 0.5, fetch: (request) => call(request) });
  const key = 'runpod-key-ours';
  return { provider: as(key), clock, request: { leaseSeconds: 300, rent: RENT }, run: (work) => clock.run(work), rented: { emulator, key, foreignKey: 'runpod-key-foreign', as } };
});
