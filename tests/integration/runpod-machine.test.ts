/** A pod of the emulated RunPod with a real machine behind it: our command brings up our script and a way in. */
import { expect, onTestFinished, test } from 'vitest';
import { runpodProvider } from '../../src/gpu/runpod/provider.ts';
import { realClock } from '../../src/kernel/clock.ts';
import { makeKeyPair } from '../../src/remote/key-pair.ts';
import { openSshShell } from '../../src/remote/ssh-shell.ts';
import { seconds } from '../emulators/core/delay.ts';
import { listen } from '../emulators/core/http.ts';
import { realMachines, tryRealMachines } from '../emulators/machine/real-machines.ts';
import { runpodEmulator } from '../emulators/runpod/index.ts';
import { until } from '../support/rented-machine.ts';

const tried = await tryRealMachines();
if (typeof tried === 'string') console.log(`Real machines are left out: ${tried}`);

const AT_ONCE = seconds(0, 0.1);

test.skipIf(typeof tried === 'string')('launched over HTTP, it runs our script with its environment and lets our key in', async () => {
  const machines = await realMachines();
  const emulator = runpodEmulator({ clock: realClock, seed: 'machine', machines, knobs: { createBefore: AT_ONCE, createAfter: AT_ONCE, answer: AT_ONCE, visible: AT_ONCE, changeVisible: AT_ONCE, placed: AT_ONCE, pullCached: AT_ONCE, cachedChance: 1, end: AT_ONCE, endVisible: AT_ONCE, perMinute: 10_000 } });
  const server = await listen(emulator.handle);
  onTestFinished(async () => {
    await server.close();
    await machines.close();
  });
  const provider = runpodProvider({ key: 'runpod-key-ours', clock: realClock, random: Math.random, fetch: (request) => fetch(request), apiUrl: server.url, graphqlUrl: `${server.url}/graphql` });
  const { publicKey, privateKey } = makeKeyPair('aima test');
  const [offer] = await provider.offers();
  if (!offer) throw new Error('RunPod offers nothing.');
  const launch = await provider.launch(offer, { name: 'aima-real', leaseSeconds: 300, rent: { publicKey, image: 'debian', diskGb: 20, bootScript: `echo "it's $GIVEN of $RUNPOD_POD_ID" > /root/booted\nsleep 600`, env: { GIVEN: 'a "b"' } } });
  if (launch.outcome !== 'created') throw new Error(launch.message);

  let said = '';
  await until(async () => {
    const way = (await provider.inspect(launch.id))?.access.find((access) => access.kind === 'ssh' && access.way === 'direct');
    if (way?.kind !== 'ssh') return false;
    const shell = await openSshShell({ host: way.host, port: way.port, user: way.user, privateKey }, { limitMs: 5_000 }).catch(() => undefined);
    said = (await shell?.run('cat /root/booted; tail -n 5 /tmp/aima-boot.log'))?.stdout ?? '';
    await shell?.close();
    return said !== '';
  });
  expect(said).toBe(`it's a "b" of ${launch.id}\n`);
  expect(await provider.terminate(launch.id)).toBe('accepted');
  await until(async () => (await provider.list()).length === 0);
});
