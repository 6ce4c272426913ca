import { expect, test, vi } from 'vitest';
import { defineAnalyzer, FindingFields, optionalModel, tensorModel, type AnyFinding, type OpenContext, type Session } from '@aima/sdk';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { workMeter } from '../kernel/work-meter.ts';
import { analyzerRun, type RunSurroundings } from './analyzer-run.ts';

type Context = OpenContext<Record<string, never>, AnyFinding & { extra?: string | undefined }, { net: { id: string; kind: 'tensor' } }>;

const sha256 = 'ab'.repeat(32);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });
const batch = { pixels: new Uint8Array(), width: 1, height: 1, frames: [] };

const surroundings: RunSurroundings = {
  media: { sha256 }, medium: { kind: 'video', durationMs: 1000, width: 1, height: 1, fps: 1, hasAudio: false, audioChannels: 0 },
  language: 'de', device: 'cpu', signal: new AbortController().signal,
  openModel: () => Promise.resolve({ model: { run: () => Promise.resolve({}) }, facts: [{ id: 'net', sha256, licence: 'MIT' }] }),
  upstream: () => [],
};

function runOf(open: (context: Context) => Session, around: Partial<RunSurroundings> = {}) {
  const analyzer = defineAnalyzer({
    name: 'made', version: 3, reads: {}, models: { net: tensorModel('net') },
    finding: z.object({ ...FindingFields, extra: z.string().optional() }),
    sentence: { en: ({ startMs }) => `At ${startMs}.`, de: ({ startMs }) => `Bei ${startMs}.` }, open,
  });
  return analyzerRun({ analyzer, parameters: {}, everyFrame: false }, { ...surroundings, ...around });
}

test('findings become observations with ids in order, attributes apart, sentence in the language', async () => {
  const run = runOf(({ emit }) => ({ frames: () => { emit({ startMs: 5, confidence: 0.5, label: 'x', extra: 'more' }); emit({ startMs: 7, endMs: 9, confidence: 1 }); } }));
  await run.open();
  await run.frames(batch);
  const [first, second] = run.takeObservations();
  expect(first).toEqual({ id: 'o-abababababababab-made-3-0', runId: 'r-abababababababab-made-3', mediaId: 'm-abababababababab', analyzer: 'made', startMs: 5, endMs: 5, label: 'x', confidence: 0.5, attributes: { extra: 'more' }, sentence: 'Bei 5.', source: 'model' });
  expect(second).toMatchObject({ id: 'o-abababababababab-made-3-1', startMs: 7, endMs: 9 });
  await run.finish(1000, 0.75);
  expect(run.snapshot()).toMatchObject({ status: 'done', coverage: 0.75, models: [{ id: 'net' }] });
});

test('a run of the full tier and its findings have ids of their own', async () => {
  const analyzer = defineAnalyzer({
    name: 'made', version: 3, tier: 'full', reads: {}, finding: z.object(FindingFields), sentence: { en: () => '', de: () => '' },
    open: ({ emit }) => ({ frames: () => { emit({ startMs: 0, confidence: 1 }); } }),
  });
  const run = analyzerRun({ analyzer, parameters: {}, everyFrame: false }, surroundings);
  await run.open();
  await run.frames(batch);
  expect(run.takeObservations()[0]).toMatchObject({ id: 'o-abababababababab-made-3-full-0', runId: 'r-abababababababab-made-3-full' });
  expect(run.snapshot().id).toBe('r-abababababababab-made-3-full');
});

test('a throw ends this run only, as failed, and later calls do nothing', async () => {
  let calls = 0;
  const run = runOf(() => ({ frames: () => { calls += 1; throw new TypeError('broken'); } }));
  await run.open();
  await run.frames(batch);
  await run.frames(batch);
  await run.finish(1000, 1);
  expect(calls).toBe(1);
  expect(run.snapshot()).toMatchObject({ status: 'failed', reason: 'ANALYZER_FAILED', message: 'broken', coverage: 0 });
});

test('a finding that breaks its schema or ends before it starts fails the run', async () => {
  for (const wrong of [{ startMs: -1, confidence: 1 }, { startMs: 9, endMs: 3, confidence: 1 }, { startMs: 0, confidence: 2 }]) {
    const run = runOf(({ emit }) => ({ frames: () => { emit(wrong); } }));
    await run.open();
    await run.frames(batch);
    expect(run.snapshot().status).toBe('failed');
  }
});

test('a model that cannot be had fails the run with its own code', async () => {
  const run = runOf(() => ({}), { openModel: () => Promise.reject(new AppError('MODEL_CORRUPT', 'damaged')) });
  await run.open();
  expect(run.snapshot()).toMatchObject({ status: 'failed', reason: 'MODEL_CORRUPT' });
});

test('an optional model that is not here is undefined; one that is damaged fails the run', async () => {
  const opened: unknown[] = [];
  const analyzer = defineAnalyzer({
    name: 'made', version: 1, reads: {}, models: { net: optionalModel(tensorModel('net')) }, finding: z.object(FindingFields), sentence: { en: () => '', de: () => '' },
    open: ({ models }) => { opened.push(models.net); return {}; },
  });
  for (const [code, status] of [['MODEL_MISSING', 'done'], ['LICENCE_NOT_ACCEPTED', 'done'], ['MODEL_CORRUPT', 'failed']] as const) {
    const run = analyzerRun({ analyzer, parameters: {}, everyFrame: false }, { ...surroundings, openModel: () => Promise.reject(new AppError(code, 'not here')) });
    await run.open();
    await run.finish(1000, 1);
    expect(run.snapshot()).toMatchObject({ status, models: [] });
  }
  expect(opened).toEqual([undefined, undefined]);
});

test('a run may say honestly that it did not run; its findings go', async () => {
  const run = runOf(({ emit }) => ({ frames: () => { emit({ startMs: 0, confidence: 1 }); }, finish: () => ({ notRun: 'language_needs_full_tier', message: 'not English' }) }));
  await run.open();
  await run.frames(batch);
  await run.finish(1000, 1);
  expect(run.takeObservations()).toEqual([]);
  expect(run.snapshot()).toMatchObject({ status: 'not_run', reason: 'language_needs_full_tier', message: 'not English' });
});

test('a cancel ends a call that hangs', async () => {
  const abort = new AbortController();
  const run = runOf(() => ({ frames: () => new Promise<void>(() => undefined) }), { signal: abort.signal });
  await run.open();
  const call = run.frames(batch);
  abort.abort();
  await call;
  expect(run.snapshot()).toMatchObject({ status: 'cancelled' });
});

test('waiting for a model is not counted as work', async () => {
  const run = runOf(() => ({ frames: async () => {
    const meter = workMeter.getStore();
    await sleep(60);
    if (meter) meter.waitedMs += 60;
  } }));
  await run.open();
  await run.frames(batch);
  expect(run.snapshot().seconds).toBeLessThan(0.05);
});

test('who gives signs of life may take its time, who gives none is given up', async () => {
  vi.useFakeTimers();
  try {
    const run = runOf(({ emit }) => ({
      frames: async () => { for (let i = 0; i < 5; i++) { await sleep(120_000); emit({ startMs: i, confidence: 1 }); } },
      finish: () => new Promise<void>(() => undefined),
    }));
    await run.open();
    const frames = run.frames(batch);
    await vi.advanceTimersByTimeAsync(600_000);
    await frames;
    expect(run.takeObservations()).toHaveLength(5);
    const finish = run.finish(1000, 1);
    await vi.advanceTimersByTimeAsync(180_000);
    await finish;
    expect(run.snapshot()).toMatchObject({ status: 'failed', reason: 'ANALYZER_TIMEOUT' });
  } finally {
    vi.useRealTimers();
  }
});

test('what was left out is said, and lowers how much is covered', async () => {
  const run = runOf(({ emit }) => ({ finish: () => { emit({ startMs: 0, confidence: 1 }); return { leftOut: 'answers_left_out', message: 'One of four.', coverage: 0.75 }; } }));
  await run.open();
  await run.finish(1000, 0.9);
  expect(run.takeObservations()).toHaveLength(1);
  expect(run.snapshot()).toMatchObject({ status: 'done', reason: 'answers_left_out', message: 'One of four.', coverage: 0.75 });
});

test('in a part of a longer medium an analyzer counts from 0, and what it tells and hears has the times of the whole', async () => {
  const heard: { startMs: number; ran: boolean }[] = [];
  const told = { id: 'o', runId: 'r', mediaId: 'm', analyzer: 'other', startMs: 60_500, endMs: 61_000, confidence: 1, sentence: '', source: 'model' } as const;
  const run = runOf(({ emit, upstream, ran }) => ({
    frames: () => { emit({ startMs: 700, endMs: 900, confidence: 1 }); },
    finish: () => { heard.push({ startMs: upstream('other')[0]?.startMs ?? -1, ran: ran('other') && !ran('nobody') }); },
  }), { offsetMs: 60_000, upstream: () => [told], ran: (name) => name === 'other' });
  await run.open();
  await run.frames(batch);
  await run.finish(1000, 1);
  expect(run.takeObservations()).toMatchObject([{ startMs: 60_700, endMs: 60_900, sentence: 'Bei 60700.' }]);
  expect(heard).toEqual([{ startMs: 500, ran: true }]);
});

test('an analyzer that answers at once is not charged for the work of others after it', async () => {
  const busy = (ms: number) => () => { for (const until = performance.now() + ms; performance.now() < until;); };
  const [light, heavy] = [runOf(() => ({ frames: busy(1) })), runOf(() => ({ frames: busy(120) }))];
  await Promise.all([light.open(), heavy.open()]);
  await Promise.all([light.frames(batch), heavy.frames(batch)]);
  expect(light.snapshot().seconds).toBeLessThan(heavy.snapshot().seconds / 3);
});
