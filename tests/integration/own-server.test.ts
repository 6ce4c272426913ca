/** Own GPU servers as a provider, against real machines with their own sshd. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerCases } from '../../src/gpu/provider.cases.ts';
import type { LaunchRequest, Offer, Provider } from '../../src/gpu/provider.ts';
import { sshProvider } from '../../src/gpu/ssh/provider.ts';
import { readServers, type OwnServer } from '../../src/gpu/ssh/servers.ts';
import { realClock } from '../../src/kernel/clock.ts';
import { makeKeyPair } from '../../src/remote/key-pair.ts';
import { openSshShell } from '../../src/remote/ssh-shell.ts';
import { tryRealMachines } from '../emulators/machine/real-machines.ts';
import { rentMachine, until, type Rented } from '../support/rented-machine.ts';
import { tempFolder } from '../support/temp-folder.ts';

const tried = await tryRealMachines();
if (typeof tried === 'string') console.log(`Real machines are left out: ${tried}`);

describe.skipIf(typeof tried === 'string')('an own server', () => {
  let rented: Rented;
  let hostKey = '';
  const guest = makeKeyPair('guest');
  // As a lease does it: something that runs for as long as the server is lent.
  const request: LaunchRequest = { name: 'aima-one', leaseSeconds: 300, rent: { publicKey: guest.publicKey, image: '', diskGb: 1, bootScript: 'setsid sleep 9999 & mkdir -p /var/lib/aima/work; echo "$GIVEN" > /var/lib/aima/work/given', env: { GIVEN: "it's given" } } };

  beforeAll(async () => {
    if (typeof tried === 'string') throw new Error(tried);
    rented = await rentMachine(tried, { name: 'own' });
    const shell = await rented.logIn();
    hostKey = shell.hostKey;
    // A card that the cases' largest wish fits into.
    await shell.run("sed -i 's/24564/81920/' /usr/bin/nvidia-smi");
    await shell.close();
  });
  afterAll(async () => { if (typeof tried !== 'string') await tried.close(); });

  const server = (changes: Partial<OwnServer> = {}): OwnServer => {
    const key = path.join(tempFolder(), 'key');
    const { host, port, user, privateKey } = rented.target();
    writeFileSync(key, privateKey, { mode: 0o600 });
    return { name: 'own', host, port, user, key, usdPerHour: 0.25, hostKey, ...changes };
  };
  const provider = (...servers: OwnServer[]): Provider => sshProvider({ servers, openShell: openSshShell, clock: realClock });
  const only = async (from: Provider): Promise<Offer> => {
    const [offer] = await from.offers();
    if (!offer) throw new Error('nothing is offered');
    return offer;
  };
  const inFile = (file: string): string => readFileSync(path.join(rented.machine.root() ?? '', file), 'utf8');

  describe('keeps the contract', () => {
    providerCases(() => Promise.resolve({ provider: provider(server()), clock: realClock, request, pollMs: 100 }));
  });

  test('is offered as its driver says; one that is switched off is not', async () => {
    const offers = await provider(server(), server({ name: 'off', port: 1 })).offers({ gpuMemoryGb: 80, diskGb: 1, interruptible: false });
    expect(offers).toEqual([{ id: 'own', provider: 'ssh', description: '1 × RTX 4090 on own', usdPerHour: 0.25, machine: { gpu: 'RTX 4090', gpuCount: 1, gpuMemoryGb: 81920 * 2 ** 20 / 1e9, cudaVersion: 12.8, secure: true, machineId: 'own', usdPerGbIn: 0, usdPerGbOut: 0, interruptible: false } }]);
    expect(await provider(server()).offers({ gpuMemoryGb: 90, diskGb: 1, interruptible: false })).toEqual([]);
    // What cannot be seen is never told to be empty.
    await expect(provider(server(), server({ name: 'off', port: 1 })).list()).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE' });
    await expect(provider(server({ hostKey: `SHA256:${'A'.repeat(43)}` })).list()).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE' });
  });

  test('serves one at a time, lets its guest in, and is as before when it is freed', async () => {
    const [one, other] = [provider(server()), provider(server())];
    const keysBefore = inFile('/root/.ssh/authorized_keys');
    const offer = await only(one);
    const results = await Promise.all([one.launch(offer, { ...request, name: 'aima-one' }), other.launch(offer, { ...request, name: 'aima-two' })]);
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['created', 'refused']);
    const [mine] = await other.list();
    if (!mine) throw new Error('nobody has it');
    expect(mine).toMatchObject({ id: `own:${mine.name}`, status: 'running', usdPerHour: 0.25 });
    expect(await other.offers()).toEqual([]);
    const loser = mine.name === 'aima-one' ? 'aima-two' : 'aima-one';

    const shell = await openSshShell({ ...rented.target(), privateKey: guest.privateKey });
    expect((await shell.run('cat /var/lib/aima/work/given')).stdout).toBe("it's given\n");
    await shell.run('mkdir -p /dev/shm/aima /var/lib/aima/cache; echo x > /dev/shm/aima/x; AIMA_OURS=m1 setsid sleep 8888 > /dev/null 2>&1 < /dev/null &');
    expect(await one.terminate(`own:${loser}`)).toBe('absent');
    expect(await one.inspect(mine.id)).toMatchObject({ id: mine.id });

    expect(await one.terminate(mine.id)).toBe('accepted');
    expect(await one.list()).toEqual([]);
    expect(inFile('/root/.ssh/authorized_keys')).toBe(keysBefore);
    expect((await rented.machine.inside('ps', 'ax')).match(/sleep (?:9999|8888)/)).toBeNull();
    expect((await rented.machine.inside('sh', '-c', 'ls /var/lib/aima; ls /dev/shm'))).toBe('cache\n');
    await expect(openSshShell({ ...rented.target(), privateKey: guest.privateKey })).rejects.toMatchObject({ details: { kind: 'denied' } });
    await shell.close();
  });

  test('a lock whose lease has ended everything means nothing any more', async () => {
    const own = provider(server());
    await own.launch(await only(own), { ...request, name: 'aima-gone' });
    await rented.machine.inside('pkill', '-f', 'sleep 9999');
    // Young locks hold, since their user is about to begin.
    expect(await own.list()).toMatchObject([{ name: 'aima-gone' }]);
    await rented.machine.inside('sh', '-c', 'echo $(( $(date +%s) - 61 )) > /var/lib/aima/used/since');
    expect(await own.list()).toEqual([]);
    expect(await own.launch(await only(own), { ...request, name: 'aima-next' })).toMatchObject({ outcome: 'created' });
    await rented.machine.inside('sh', '-c', 'echo $(( $(date +%s) - 61 )) > /var/lib/aima/used/since');
    expect(await own.list()).toMatchObject([{ name: 'aima-next' }]);
    await own.terminate('own:aima-next');
  });

  test('what became of a launch is never guessed', async () => {
    const own = provider(server());
    const offer = await only(own);
    expect(await provider(server({ port: 1 })).launch(offer, request)).toMatchObject({ outcome: 'refused' });
    const breaks = own.launch(offer, { ...request, name: 'aima-broken', rent: { ...request.rent ?? { publicKey: '', image: '', diskGb: 1, env: {}, bootScript: '' }, bootScript: 'sleep 60' } });
    await until(async () => (await rented.machine.inside('ps', 'ax')).includes('sleep 60'));
    await rented.machine.inside('pkill', '-KILL', '-f', 'sshd: root');
    expect(await breaks).toMatchObject({ outcome: 'unknown' });
    expect(await own.list()).toMatchObject([{ name: 'aima-broken' }]);
    await own.terminate('own:aima-broken');
    const fails = await own.launch(offer, { ...request, name: 'aima-fails', rent: { publicKey: guest.publicKey, image: '', diskGb: 1, env: {}, bootScript: 'exit 3' } });
    expect(fails).toMatchObject({ outcome: 'refused', leftoverId: 'own:aima-fails' });
    await own.terminate('own:aima-fails');
    expect(await own.list()).toEqual([]);
  });
});

test('the list of servers is checked, and says what is wrong with it', () => {
  expect(readServers([{ name: 'a', host: 'gpu.example' }], '/key')).toEqual([{ name: 'a', host: 'gpu.example', port: 22, user: 'root', usdPerHour: 0, key: '/key' }]);
  for (const [given, words] of [[[{ name: 'a:b', host: 'x' }], 'sshServers.0.name'], [[{ name: 'a', host: 'x' }, { name: 'a', host: 'y' }], 'two have the same name'], [[{ name: 'a', host: 'x', hostKey: 'MD5:aa' }], 'hostKey'], [[{ name: 'a', host: 'x', password: 'x' }], 'sshServers.0']] as const) {
    expect(() => readServers(given, '/key')).toThrow(words);
  }
});
