/** What rented machines took is shown with the next offers of their kind, on both databases (GPU-16). */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { JobSettings } from '@aima/contract';
import { afterAll, expect, test } from 'vitest';
import { noteTimes } from '../../src/analysis/measured-times.ts';
import { machineMeasures as measuresIn } from '../../src/db/index.ts';
import type { Provider } from '../../src/gpu/provider.ts';
import { estimateOf } from '../../src/jobs/estimate.ts';
import { machineMeasures } from '../../src/jobs/machine-measures.ts';
import { planOf } from '../../src/jobs/plan.ts';
import { onBothDatabases } from '../support/both-databases.ts';

const data = mkdtempSync(path.join(tmpdir(), 'aima-machine-speed-'));
afterAll(() => { rmSync(data, { recursive: true, force: true }); });

const plan = planOf(JobSettings.parse({ analyzers: [{ name: 'cut_analysis' }] }));
const film = { id: randomUUID(), kind: 'video', durationMs: 100_000 };
const GPUS = ['RTX 4090', 'T4'];
const machine = (gpu: string) => ({ gpu, gpuCount: 1, gpuMemoryGb: 24, secure: true, reliability: 1, usdPerGbIn: 0, usdPerGbOut: 0, interruptible: false });
const vastai: Provider = {
  name: 'vastai', remote: true, offers: () => Promise.resolve(GPUS.map((gpu) => ({ id: gpu, provider: 'vastai', description: gpu, usdPerHour: 1, machine: machine(gpu) }))),
  inspect: () => Promise.resolve(undefined), launch: () => Promise.reject(new Error('never')), terminate: () => Promise.resolve('absent' as const), list: () => Promise.resolve([]),
};
const rental = (gpu: string | undefined) => ({
  id: randomUUID(), provider: 'vastai', at: { requesting: 1_000, booting: 2_000, provisioning: 31_000, ready: 51_000 },
  offer: { id: 'o', description: '', usdPerHour: 1, interruptible: false, usdPerGbIn: 0, usdPerGbOut: 0, ...(gpu === undefined ? {} : { gpu }) },
});
const took = (seconds: number, clockSeconds?: number) => ({ kind: 'video' as const, durationMs: 100_000, runs: [{ analyzer: 'cut_analysis', tier: 'lite' as const, seconds }], ...(clockSeconds === undefined ? {} : { clockSeconds }) });

await onBothDatabases((opened) => {
  test('a machine that worked is compared with this one; offers of its kind say measured, others go on being assumed', async () => {
    const { database } = opened();
    for (let i = 0; i < 3; i++) await noteTimes(data, { ...took(20), clockSeconds: 20 });
    const failures: string[] = [];
    const measures = machineMeasures({ database, data, onFailure: ({ message }) => { failures.push(message); } });
    const [fast, idle, bare] = [rental('RTX 4090'), rental('L4'), rental(undefined)];
    await measures.worked(fast, took(3, 4));
    await measures.worked(fast, took(3, 6));
    await measures.worked(fast, took(3)); // with a part of another machine: tells nothing
    for (const each of [fast, fast, idle, bare]) await measures.note(each, 400);
    const rows = await database.read('everything', (tx) => measuresIn(tx));
    expect(rows).toEqual([
      { provider: 'vastai', gpu: 'RTX 4090', bootSeconds: 30, provisionSeconds: 20, workFactor: 0.25, transferMbps: 400 },
      { provider: 'vastai', gpu: 'L4', bootSeconds: 30, provisionSeconds: 20, workFactor: undefined, transferMbps: 400 },
    ]);
    const { offers, media } = await estimateOf({ data, providers: [vastai], measures: () => database.read('everything', (tx) => measuresIn(tx)) }, plan, [film]);
    const work = GPUS.map((gpu) => offers.find(({ id }) => id === `vastai:${gpu}`)?.parts?.find(({ part }) => part === 'work'));
    expect(work.map((part) => part?.basis)).toEqual(['measured', 'assumed']);
    expect(work[0]?.seconds.likely).toBeCloseTo((media[0]?.seconds.likely ?? 0) * 0.25, 1);
    expect(failures).toEqual([]);
  });
});
