/** Offers, providers, machines and costs as people type them: the real command line against the real server and emulated providers over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Estimate, ProviderView } from '@aima/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { adjustableClock } from '../emulators/core/adjustable-clock.ts';
import type { Emulator } from '../emulators/core/emulator.ts';
import { listen, type Listening } from '../emulators/core/http.ts';
import { noMachines } from '../emulators/core/machine-host.ts';
import { runpodEmulator } from '../emulators/runpod/index.ts';
import { createVastai } from '../emulators/vastai/emulator.ts';
import { startCli, type CliEnd } from '../support/cli.ts';
import { makeFilm } from '../support/made-media.ts';
import { ADMIN, firstAdmin, startServerProgram, type ServerProgram } from '../support/server.ts';

let server: ServerProgram;
let runpod: Emulator;
let jobId = '';
const listening: Listening[] = [];
const home = mkdtempSync(path.join(tmpdir(), 'aima-machines-'));
const env = { XDG_CONFIG_HOME: path.join(home, 'config'), AIMA_SERVER: '', HOME: home };
const run = (args: readonly string[], typed?: string): Promise<CliEnd> => startCli(args, { data: path.join(home, 'data'), cwd: home, env, ...(typed === undefined ? {} : { input: Readable.from([typed]) }) }).end;
const json = async <T>(shape: z.ZodType<T>, args: readonly string[], typed?: string): Promise<T> => shape.parse(JSON.parse((await run([...args, '--json'], typed)).stdout));

beforeAll(async () => {
  const parts = { clock: adjustableClock(1), seed: '7', machines: noMachines() };
  runpod = runpodEmulator(parts);
  listening.push(await listen(runpod.handle), await listen(createVastai(parts).handle));
  const [first = '', second = ''] = listening.map(({ url }) => url);
  server = await startServerProgram({ env: { AIMA_LOG_LEVEL: 'warn', RUNPOD_API_URL: first, RUNPOD_GRAPHQL_URL: `${first}/graphql`, VASTAI_API_URL: second, VAST_AI_API_KEY: 'vastai-key-ours', RUNPOD_API_KEY: '', VASTAI_API_KEY: '' } });
  await firstAdmin(server.url, server.welcomeLink ?? '');
  await run(['login', server.url, '--email', ADMIN.email], `${ADMIN.password}\n`);
  const film = await makeFilm(path.join(home, 'film.mp4'), { seconds: 6 });
  jobId = (await json(z.object({ job: z.object({ id: z.uuid() }) }), ['upload', film, '--job', 'on a rented machine'])).job.id;
});
afterAll(async () => {
  await server.end();
  await Promise.all(listening.map((each) => each.close()));
  rmSync(home, { recursive: true, force: true });
});

const Providers = z.object({ providers: z.array(ProviderView) });

test('a key is entered in a line, tested, and never told again', async () => {
  const before = (await json(Providers, ['providers'])).providers;
  expect(before.map(({ name, setUp, keyFrom }) => [name, setUp, keyFrom])).toEqual([['local', true, null], ['runpod', false, null], ['vastai', true, 'environment']]);
  const { providers: [set] } = await json(Providers, ['providers', 'set', 'runpod', '--key-from-stdin'], 'runpod-key-ours\n');
  expect(set).toMatchObject({ setUp: true, keyFrom: 'settings', test: { key: 'valid', mayRead: true, mayWrite: true, balanceUsd: expect.any(Number) as number } });
  const all = await run(['providers', 'test']);
  expect(all).toMatchObject({ code: 0 });
  expect(all.stdout).toMatch(/vastai +environment +yes +yes/);
  expect(all.stdout + server.output()).not.toContain('key-ours');
});

test.each(['runpod', 'vastai'])('a key of %s that may only read is found out without making anything', async (name) => {
  const { providers: [set] } = await json(Providers, ['providers', 'set', name, '--key-from-stdin'], `${name}-read-key-ours\n`);
  expect(set?.test).toMatchObject({ key: 'valid', mayRead: true, mayWrite: false, message: expect.stringContaining('may read but not make or end') as string });
  await run(['providers', 'remove', name]);
  if (name === 'runpod') await run(['providers', 'set', name, '--key-from-stdin'], 'runpod-key-ours\n');
});

test('a key that is no key is said to be refused', async () => {
  const { providers: [set] } = await json(Providers, ['providers', 'set', 'vastai', '--key-from-stdin'], 'not-a-key-of-anybody\n');
  expect(set?.test).toMatchObject({ key: 'refused', mayWrite: false });
  expect((await run(['providers', 'test', 'vastai'])).code).toBe(4);
  await run(['providers', 'remove', 'vastai']);
  expect((await json(Providers, ['providers', 'test', 'vastai'])).providers[0]).toMatchObject({ keyFrom: 'environment', test: { key: 'valid' } });
});

test('offers of both providers and of this machine are compared by what the job costs there', async () => {
  const estimate = await json(Estimate, ['offers', jobId]);
  expect(new Set(estimate.offers.map(({ provider }) => provider))).toEqual(new Set(['local', 'runpod', 'vastai']));
  expect(estimate.providers?.map(({ state }) => state)).toEqual(['answered', 'answered', 'answered']);
  expect(estimate.leftOut?.some(({ code }) => code === 'not_secure')).toBe(true);
  for (const { machine, usd } of estimate.offers) {
    expect(machine?.secure ?? true).toBe(true);
    expect(usd.low).toBeLessThanOrEqual(usd.likely);
  }
  const german = await run(['offers', jobId, '--lang', 'de', '--why', '--gpu', '4090']);
  expect(german.stdout).toContain('USD FÜR DEN AUFTRAG');
  expect(german.stdout).toContain('Rechenzentrum');
  expect((await json(Estimate, ['offers', jobId, '--gpu', '4090'])).offers.every(({ machine }) => machine === undefined || machine.gpu.includes('4090'))).toBe(true);
});

test('what nobody rented costs nothing, and stopping it all stops nothing', async () => {
  expect((await run(['machines'])).stdout).toBe('None.\n');
  expect((await run(['costs'])).stdout).toMatch(/Today 0\.00 of 25\.00 USD/);
  expect(await run(['costs', jobId])).toMatchObject({ code: 0 });
  expect((await run(['machines', 'stop-all'], 'yes\n')).code).toBe(130);
  const stopped = await run(['machines', 'stop-all', '--installation'], 'STOP\n');
  expect(stopped.stderr).toContain('Type STOP');
  expect(stopped).toMatchObject({ code: 0, stdout: 'Stopped. Jobs paused: 0. Machines asked to end: 0.\n' });
  expect(runpod.ledger.billing()).toEqual([]);
});
