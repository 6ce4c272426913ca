import { SCHEMA_VERSION, type Observation, type ResultDocument, type Run } from '@aima/contract';
import { expect, test } from 'vitest';
import { readPalette } from './lane-kinds.js';
import { packRows } from './lane-rows.js';
import { buildLanes, quietLines } from './lanes.js';
import { joinSpans } from './spans.js';
import { createWords } from './words.js';

type Part = Partial<Observation> & Pick<Observation, 'analyzer' | 'startMs'>;

const observation = (part: Part): Observation => ({ id: 'o', runId: 'r', mediaId: 'm', endMs: part.startMs, confidence: 0.5, sentence: '', source: 'model', ...part });
const run = (analyzer: string, more: Partial<Run> = {}): Run => ({ id: `r-${analyzer}`, mediaId: 'm', analyzer, version: 1, status: 'done', models: [], parameters: {}, seconds: 1, device: 'cpu', coverage: 1, ...more });
const report = (runs: Run[], parts: Part[]): ResultDocument => ({
  schemaVersion: SCHEMA_VERSION, job: { id: 'j', name: 'n', profile: 'lite', language: 'en', createdAt: '2026-01-01T00:00:00Z' }, media: [], runs, observations: parts.map(observation),
  summary: { text: '', observationCount: parts.length, byAnalyzer: {}, byStatus: {}, coverage: 1, seconds: 1 },
});
const lanesOf = (runs: Run[], parts: Part[]) => buildLanes(report(runs, parts), createWords('en'));

test('samples of one track become one span, until a sample is missing for too long', () => {
  const spans = joinSpans([0, 500, 1000, 1500, 5000, 5500].map((startMs) => observation({ analyzer: 'a', startMs, trackId: 't', label: 'car', confidence: startMs === 500 ? 0.9 : 0.5 })), { joinLabels: false });
  expect(spans.map(({ startMs, endMs, count }) => [startMs, endMs, count])).toEqual([[0, 1500, 4], [5000, 5500, 2]]);
  expect(spans[0]?.best.confidence).toBe(0.9);
});

test('a track whose label changes is told anew', () => {
  const looks = [observation({ analyzer: 'eye_tracking', startMs: 0, trackId: 'f', label: 'right' }), observation({ analyzer: 'eye_tracking', startMs: 500, endMs: 2000, trackId: 'f', label: 'camera' })];
  expect(joinSpans(looks, { joinLabels: true }).map(({ label, startMs, endMs }) => [label, startMs, endMs])).toEqual([['right', 0, 0], ['camera', 500, 2000]]);
});

test('two tracks stay two, and untracked moments are joined by label only where asked', () => {
  const tracked = [0, 500].flatMap((startMs) => ['a', 'b'].map((trackId) => observation({ analyzer: 'x', startMs, trackId })));
  expect(joinSpans(tracked, { joinLabels: false })).toHaveLength(2);
  const moments = [0, 500, 1000].map((startMs) => observation({ analyzer: 'x', startMs, label: 'dog' }));
  expect(joinSpans(moments, { joinLabels: false })).toHaveLength(3);
  expect(joinSpans(moments, { joinLabels: true })).toHaveLength(1);
});

test('scenes, shots and cuts share a lane and are numbered', () => {
  const [lane] = lanesOf([run('scene_segmentation'), run('cut_analysis')], [
    { analyzer: 'scene_segmentation', startMs: 0, endMs: 4000, label: 'scene' }, { analyzer: 'scene_segmentation', startMs: 0, endMs: 2000, label: 'shot' },
    { analyzer: 'scene_segmentation', startMs: 2000, endMs: 4000, label: 'shot' }, { analyzer: 'cut_analysis', startMs: 2000, label: 'cut' },
  ]);
  expect(lane?.rows.map((row) => row.spans.map((span) => span.text))).toEqual([['scene 1'], ['1', '2']]);
  expect(lane?.marks.map((mark) => mark.startMs)).toEqual([2000]);
});

test('objects have a row per label, the rarest together', () => {
  const labels = ['person', 'car', 'dog', 'cat', 'bus', 'tv', 'cup', 'bed'];
  const [lane] = lanesOf([], labels.map((label, i) => ({ analyzer: 'object_detection', startMs: 0, endMs: 10_000 - i * 1000, label })));
  expect(lane?.rows.map((row) => row.label)).toEqual(['person', 'car', 'dog', 'cat', 'bus', 'other']);
  expect(lane?.rows.at(-1)?.spans).toHaveLength(3);
});

test('what found nothing, did not run, failed or was held has no lane, but its line with the reason', () => {
  const runs = [
    run('minors_gate'), run('face_detection'), run('body_pose'), run('audio_analysis', { status: 'not_run', reason: 'no_audio' }), run('object_detection', { status: 'failed', reason: 'MODEL_FAILED', message: 'It broke.' }),
    run('depth_estimation', { status: 'not_run', reason: 'needs_full_tier', message: 'There is no method of the lite tier.' }), run('text_overlay', { status: 'held', reason: 'age_unknown', held: [{ startMs: 0, endMs: 500, reason: 'age_unknown' }] }),
  ];
  expect(lanesOf(runs, [])).toEqual([]);
  expect(quietLines(report(runs, []), createWords('en'))).toEqual([
    'Looked and found nothing: Faces, Body pose.', 'Did not run (no sound in the file): Loudness.', 'Failed (It broke): Objects.', 'Did not run (needs the full models): Depth.', 'Held back in part: On-screen text.',
  ]);
});

test('lanes stand in groups; what is told about faces has rows of its own under them, ages with their range', () => {
  const parts: Part[] = [
    { analyzer: 'audio_environment', startMs: 0, endMs: 900, label: 'quiet' }, { analyzer: 'face_detection', startMs: 0, endMs: 900, label: 'face', trackId: 'f' },
    { analyzer: 'age_estimation', startMs: 0, endMs: 900, label: 'apparent_age', trackId: 'f', attributes: { fromYears: 25, toYears: 38 } }, { analyzer: 'eye_tracking', startMs: 0, endMs: 900, label: 'not_determinable', trackId: 'f' },
    { analyzer: 'text_overlay', startMs: 0, endMs: 900, text: 'A' }, { analyzer: 'image_embedding', startMs: 0, endMs: 900, label: 'look' },
  ];
  const lanes = lanesOf([], parts);
  expect(lanes.map((lane) => [lane.id, lane.group])).toEqual([['faces', 'groupPeople'], ['text', 'groupText'], ['surroundings', 'groupSound']]);
  expect(lanes[0]?.rows.map((row) => [row.label, row.spans[0]?.text])).toEqual([['', ''], ['age', '25–38 years (estimate)']]);
});

test('quality is a curve within 0..1, its findings are rows; fractions beside it are thin curves, other numbers are not', () => {
  const parts: Part[] = [0, 1000].map((startMs) => ({ analyzer: 'content_quality', startMs, endMs: startMs + 1000, label: 'quality', attributes: { noiseDb: 30, score: 0.5, sharpness: 0.7 } }));
  const [lane] = lanesOf([], [...parts, { analyzer: 'content_quality', startMs: 0, endMs: 500, label: 'blurred' }]);
  expect(lane?.points.map((point) => [point.value, point.others])).toEqual([[0.5, [0.7]], [0.5, [0.7]]]);
  expect(lane?.rows.map((row) => [row.tone, row.spans.length])).toEqual([['warn', 1]]);
});

test('loudness is mirrored; silence is no warning, clipping is', () => {
  const [lane] = lanesOf([], [
    { analyzer: 'audio_analysis', startMs: 0, endMs: 1000, label: 'loudness', attributes: { momentaryLufs: -27 } },
    { analyzer: 'audio_analysis', startMs: 0, endMs: 500, label: 'silence' }, { analyzer: 'audio_analysis', startMs: 500, endMs: 600, label: 'clipping' },
  ]);
  expect([lane?.mirrored, lane?.points[0]?.value]).toEqual([true, 0.5]);
  expect(lane?.rows.map((row) => row.tone)).toEqual(['plain', 'warn']);
});

test('an unknown analyzer gets a lane of its own', () => {
  const lanes = lanesOf([], [{ analyzer: 'brand_new', startMs: 0, endMs: 500, label: 'slow_motion' }]);
  expect(lanes.map((lane) => [lane.title, lane.rows[0]?.label])).toEqual([['brand new', 'slow motion']]);
});

test('overlapping spans go into rows of their own, as far as there are rows', () => {
  const spans = joinSpans([0, 100, 200].map((startMs) => observation({ analyzer: 'a', startMs, endMs: startMs + 1000 })), { joinLabels: false });
  expect(packRows(spans, 2, 'plain').map((row) => row.spans.map((span) => span.startMs))).toEqual([[0, 200], [100]]);
  const inTurn = joinSpans([0, 100, 1000].map((startMs) => observation({ analyzer: 'a', startMs, endMs: startMs + 1000 })), { joinLabels: false });
  expect(packRows(inTurn, 3, 'plain').map((row) => row.spans.map((span) => span.startMs))).toEqual([[0, 1000], [100]]);
});

test('a palette takes well-formed colours only', () => {
  expect(readPalette([{ hex: '#aabbcc', share: 0.5, name: 'x' }, { hex: 'red;background:url(x)' }, { hex: 7 }, null, 'x', { hex: '#AABBCC', share: 'much' }])).toEqual([{ hex: '#aabbcc', share: 0.5, name: 'x' }, { hex: '#AABBCC', share: 0, name: '' }]);
  expect(readPalette({ length: 1 })).toEqual([]);
});
