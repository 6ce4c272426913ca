/** Evidence: whatever follows from the findings of others names them, and names only what is there. */
import path from 'node:path';
import { mediaIdOf, weightedConfidences, type Observation, type Run } from '@aima/contract';
import { heardBy } from '@aima/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analyzers } from '../../src/analyzers/index.ts';
import { CrossFinding } from '../../src/analyzers/lib/cross/cross-finding.ts';
import { probe } from '../../src/media/index.ts';
import { type Engine, openEngine } from '../../src/models/index.ts';
import { runTask } from '../../src/pipeline/index.ts';
import { needsMedia } from '../support/media.ts';
import { testModelsFolder } from '../support/models-folder.ts';

const MOST_IDS = 50;

/** Findings of derived analyzers that rest on no other finding, and why. */
const ownStreams: Readonly<Record<string, (found: Observation) => string | undefined>> = {
  scene_segmentation: ({ label = '', startMs, attributes }) => {
    if (['fade_in', 'fade_out', 'dissolve'].includes(label)) return 'seen in its own frames';
    return startMs === 0 && (attributes?.['shots'] ?? 1) === 1 ? 'the first shot begins with the film, not with a cut' : undefined;
  },
  camera_analysis: ({ startMs, basedOn }) => (startMs >= 0 && basedOn === undefined ? 'measured in its own frames; a cut is named where the shot begins with one' : undefined),
  temporal_consistency: ({ label = '' }) => (label === 'track_jump' ? undefined : 'measured in its own frames; a cut is named where the stretch begins or ends with one'),
  content_quality: ({ attributes }) => (['stability', 'jitter', 'loudnessLufs', 'truePeakDbtp', 'soundClippedDurationMs'].some((key) => attributes?.[key] !== undefined) ? undefined : 'measured in its own frames; only what it hears of camera and sound has evidence'),
  visual_effects: ({ label = '' }) => (['fade_in', 'fade_out', 'dissolve'].includes(label) ? undefined : 'seen in its own frames'),
};

const derived = analyzers.filter(({ reads }) => heardBy(reads).length > 0);
const sources = new Map(derived.map(({ name, reads }) => [name, new Set([...heardBy(reads), name])]));

let engine: Engine;
beforeAll(() => { engine = openEngine({ modelsFolder: testModelsFolder, threads: 2 }); });
afterAll(() => engine.close());

const SHA256 = 'ef'.repeat(32);

/** Analysed once, asked about by several tests. */
const analysed = new Map<string, ReturnType<typeof everything>>();
function everythingOf(file: string): ReturnType<typeof everything> {
  const known = analysed.get(file) ?? everything(file);
  analysed.set(file, known);
  return known;
}

async function everything(file: string): Promise<{ observations: Observation[]; runs: Run[] }> {
  const { signal } = new AbortController();
  const probed = await probe(file, { signal });
  const observations: Observation[] = [];
  const runs = new Map<string, Run>();
  await runTask({
    analyzers, choices: analyzers.map(({ name }) => ({ name })), probe: probed, language: 'en', keyframeSide: 0, finished: [], models: engine, signal,
    media: { ...probed.facts, id: mediaIdOf(SHA256), sha256: SHA256, fileName: path.basename(file) },
    emit: async (event) => {
      if (event.type === 'observations') observations.push(...event.items);
      if (event.type === 'run') runs.set(event.run.analyzer, event.run);
    },
  });
  return { observations, runs: [...runs.values()] };
}

/** What is wrong with the evidence of one finding, in words. */
function faults(found: Observation, byId: ReadonlyMap<string, Observation>): string[] {
  const { id, analyzer, basedOn = [], label = '', startMs } = found;
  const say = (what: string): string => `${analyzer} ${label} at ${startMs}: ${what}`;
  const allowed = ownStreams[analyzer]?.(found);
  return [
    ...(basedOn.length === 0 && allowed === undefined ? [say('rests on nothing')] : []),
    ...(basedOn.length > MOST_IDS ? [say(`names ${basedOn.length} ids`)] : []),
    ...(new Set(basedOn).size < basedOn.length ? [say('names an id twice')] : []),
    ...(basedOn.includes(id) ? [say('rests on itself')] : []),
    ...basedOn.filter((other) => !byId.has(other)).map((other) => say(`${other} is not in this document`)),
    ...basedOn.flatMap((other) => byId.get(other)?.analyzer ?? []).filter((name) => sources.get(analyzer)?.has(name) !== true).map((name) => say(`names ${name}, which it does not hear`)),
  ];
}

// Everything there is runs at once: half a minute on two free cores, many where they are busy.
test.for(['short-30s.mp4', 'faces/group-2.jpg', 'two-speakers.wav'])('%s: every derived finding names what it rests on', { timeout: 600_000 }, async (name, context) => {
  const { observations, runs } = await everythingOf(needsMedia(context, name));
  const byId = new Map(observations.map((found) => [found.id, found]));
  expect(byId.size).toBe(observations.length);
  expect(runs.filter(({ status }) => status !== 'done' && status !== 'not_run').map(({ analyzer, status, message }) => [analyzer, status, message])).toEqual([]);
  const found = observations.filter(({ analyzer }) => sources.has(analyzer));
  expect(found.length).toBeGreaterThan(0);
  expect(found.flatMap((each) => faults(each, byId))).toEqual([]);

  // What is weighted are findings of this document, which themselves stay as they were.
  for (const { observationId, before } of observations.filter(({ analyzer }) => analyzer === 'cross_analyzer_intelligence').flatMap(({ attributes }) => CrossFinding.shape.changes.parse(attributes?.['changes']))) {
    expect(byId.get(observationId)?.confidence).toBeCloseTo(before, 3);
  }
  for (const after of weightedConfidences(observations).values()) {
    expect(after).toBeGreaterThanOrEqual(0.01);
    expect(after).toBeLessThanOrEqual(0.99);
  }
});

test('the list of exceptions names analyzers that exist', () => {
  expect(Object.keys(ownStreams).filter((name) => !sources.has(name))).toEqual([]);
});

const DERIVED = ['temporal_flow', 'scene_description', 'trend_analysis'];

test('short-30s.mp4: each scene has its text from what was found in it; nobody made up a history', { timeout: 600_000 }, async (context) => {
  const { runs: all, observations: found } = await everythingOf(needsMedia(context, 'short-30s.mp4'));
  const runs = new Map(all.map((run) => [run.analyzer, run]));
  const of = (analyzer: string, label?: string): Observation[] => found.filter((each) => each.analyzer === analyzer && (label === undefined || each.label === label));
  expect(DERIVED.map((name) => [name, runs.get(name)?.status, runs.get(name)?.reason])).toEqual([['temporal_flow', 'done', undefined], ['scene_description', 'done', undefined], ['trend_analysis', 'not_run', 'no_history']]);
  const texts = of('scene_description');
  expect(texts).toHaveLength(of('scene_segmentation', 'scene').length);
  const textAt = (atMs: number): unknown => texts.find(({ startMs, endMs }) => startMs <= atMs && endMs > atMs)?.attributes?.['description'];
  expect(textAt(2000)).toMatch(/NEW SALE 50 PERCENT OFF/);
  expect(textAt(7000)).toMatch(/what your country can do for you/i);
  expect(textAt(2000)).not.toMatch(/FOLLOW FOR MORE/);
  expect(texts.every(({ attributes }) => attributes?.['composed'] === true)).toBe(true);
  const ids = new Set(found.map(({ id }) => id));
  for (const item of DERIVED.flatMap((name) => of(name))) {
    expect(item.basedOn?.length, item.sentence).toBeGreaterThan(0);
    expect(item.basedOn?.length).toBeLessThanOrEqual(50);
    expect(item.basedOn?.every((id) => ids.has(id))).toBe(true);
  }
  expect(of('temporal_flow', 'course')).toHaveLength(1);
});
