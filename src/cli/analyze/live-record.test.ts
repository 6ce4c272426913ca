import { expect, test } from 'vitest';
import type { Observation, OpenShot, Run } from '@aima/contract';
import { collector } from '../../analysis/collector.ts';
import type { Probe } from '../../media/index.ts';
import { liveRecord, type AnalysedSegment } from './live-record.ts';
import { parseOptions } from './options.ts';

const record = () => liveRecord({
  job: { id: 'j', name: 'camera', profile: 'lite', language: 'en', createdAt: '2026-01-01T00:00:00Z' }, name: 'camera', options: parseOptions(['-'], {}), wholeOnly: ['temporal_flow'],
});
const probe = { path: 'x.mkv', name: 'x.mkv', facts: { kind: 'video', sizeBytes: 10, durationMs: 10_000, hasAudio: false, container: 'mkv', width: 16, height: 9 }, source: { kind: 'film', offsetSeconds: 0 } } satisfies Probe;

function segment(startMs: number, options: { openShot?: OpenShot; held?: [number, number]; items?: [analyzer: string, startMs: number, endMs: number][] }): AnalysedSegment {
  const collected = collector();
  const run = (analyzer: string): Run => ({ id: `r-${analyzer}-${startMs}`, mediaId: 'm', analyzer, version: 1, status: 'done', models: [], parameters: {}, seconds: 1, device: 'cpu', coverage: 1 });
  const held = options.held ? { status: 'held' as const, reason: 'age_unknown', held: [{ startMs: options.held[0], endMs: options.held[1], reason: 'age_unknown' as const }] } : {};
  let seq = 0;
  for (const analyzer of ['minors_gate', 'body_pose', 'content_quality']) collected.take({ seq: seq++, type: 'run', run: { ...run(analyzer), ...(analyzer === 'content_quality' ? {} : held) } });
  for (const [analyzer, from, to] of options.items ?? []) {
    const item: Observation = { id: `o-${analyzer}-${from}`, runId: `r-${analyzer}-${startMs}`, mediaId: 'm', analyzer, startMs: from, endMs: to, confidence: 1, sentence: `${analyzer} ${from}`, source: 'model' };
    collected.take({ seq: seq++, type: 'observations', runId: item.runId, items: [item] });
  }
  if (options.openShot) collected.take({ seq: seq++, type: 'open_shot', shot: options.openShot });
  return { startMs, endMs: startMs + 10_000, gapBeforeMs: 0, sha256: 'a'.repeat(64), probe, collected };
}
const names = (items: readonly Observation[]): string[] => items.map(({ analyzer, startMs }) => `${analyzer} ${startMs}`);

test('what describes a running shot with somebody of unknown age waits for its end, in lines and in the document', () => {
  const live = record();
  live.add(segment(0, { openShot: { fromMs: 4_000, explicit: false, adults: false, worst: 'age_unknown' }, items: [['body_pose', 1_000, 2_000], ['body_pose', 5_000, 6_000], ['content_quality', 5_000, 6_000]] }));
  expect(names(live.fresh(false))).toEqual(['body_pose 1000', 'content_quality 5000']);
  expect(names(live.document(1, false).observations)).toEqual(['body_pose 1000', 'content_quality 5000']);
  expect(live.openShot()).toMatchObject({ fromMs: 4_000 });
  live.add(segment(10_000, { items: [['body_pose', 15_000, 16_000]] }));
  expect(names(live.fresh(false))).toEqual(['body_pose 5000', 'body_pose 15000']);
  expect(live.fresh(false)).toEqual([]);
});

test('it is never told where the shot turns out to be held', () => {
  const live = record();
  live.add(segment(0, { openShot: { fromMs: 4_000, explicit: false, adults: false, worst: 'age_unknown' }, items: [['body_pose', 5_000, 6_000]] }));
  live.add(segment(10_000, { held: [4_000, 13_000], items: [['body_pose', 15_000, 16_000]] }));
  expect(names(live.fresh(true))).toEqual(['body_pose 15000']);
  const { observations, runs } = live.document(1, true);
  expect(names(observations)).toEqual(['body_pose 15000']);
  expect(runs.find(({ analyzer }) => analyzer === 'body_pose')).toMatchObject({ status: 'held' });
});

test('gaps lower the coverage; runs go on until the end, and who speaks of a whole did not run', () => {
  const live = record();
  expect(live.isEmpty()).toBe(true);
  live.add(segment(0, { items: [['content_quality', 0, 10_000]] }));
  live.add(segment(30_000, { items: [['content_quality', 30_000, 40_000]] }));
  live.note('0:10–0:30 was left out');
  const under = live.document(1, false);
  expect(under.runs.map(({ analyzer, status }) => `${analyzer} ${status}`)).toEqual(['minors_gate running', 'body_pose running', 'content_quality running', 'temporal_flow not_run']);
  const { runs, media, observations } = live.document(1, true);
  expect(runs.find(({ analyzer }) => analyzer === 'content_quality')).toMatchObject({ status: 'done', coverage: 0.5 });
  expect(media[0]).toMatchObject({ durationMs: 40_000, warnings: ['0:10–0:30 was left out'], container: 'live' });
  expect(new Set(observations.map(({ runId }) => runId)).size).toBe(1);
});
