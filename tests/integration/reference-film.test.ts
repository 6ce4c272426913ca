/** The reference film against its truth, through the whole command: all analyzers of `lite`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { z } from 'zod';
import { ResultDocument, type Observation } from '@aima/contract';
import { runCli, type CliEnd } from '../support/cli.ts';
import { missing, testMedia } from '../support/media.ts';
import { existsSync } from 'node:fs';
import { wordErrorRate } from '../support/word-error-rate.ts';

const Interval = z.object({ startMs: z.int(), endMs: z.int() });
const Truth = z.object({
  fps: z.number(), cutFrames: z.array(z.int()),
  overlays: z.array(Interval.extend({ text: z.string() })), speech: z.array(Interval.extend({ text: z.string() })),
  faces: z.array(Interval), people: z.array(Interval), noFace: z.array(Interval), fadeOutMs: z.tuple([z.int(), z.int()]),
});

const there = existsSync(testMedia('short-30s.mp4'));
let truth: z.infer<typeof Truth>;
let end: CliEnd;
let document: ResultDocument;

beforeAll(async () => {
  if (!there) return;
  truth = Truth.parse(JSON.parse(await readFile(testMedia('short-30s.truth.json'), 'utf8')));
  const work = await mkdtemp(path.join(tmpdir(), 'aima-reference-'));
  try {
    end = await runCli(['analyze', testMedia('short-30s.mp4'), '--out', path.join(work, 'out'), '--json'], { data: path.join(work, 'data') });
    document = ResultDocument.parse(JSON.parse(end.stdout));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}, 400_000);

const of = (analyzer: string): Observation[] => document.observations.filter((item) => item.analyzer === analyzer);
const during = (items: Observation[], { startMs, endMs }: { startMs: number; endMs: number }): Observation[] => items.filter((item) => item.startMs < endMs && item.endMs >= startMs);
const words = (text: string): string => text.toUpperCase().replace(/[^A-Z0-9 ]+/g, ' ').replace(/\s+/g, ' ').trim();

test('all analyzers are done but those without a method in this tier', (context) => {
  if (!there) missing(context, 'short-30s.mp4 is not there (AIMA_TEST_MEDIA)');
  expect(end.code).toBe(0);
  const own = document.runs.filter(({ reason }) => reason !== 'needs_full_tier' && reason !== 'no_history');
  expect(own.length).toBeGreaterThanOrEqual(10);
  expect(own.filter(({ status, coverage }) => status !== 'done' || coverage !== 1)).toEqual([]);
  // Rules may take less than a millisecond.
  for (const run of own.filter(({ models }) => models.length > 0)) expect(run.seconds).toBeGreaterThan(0);
});

test('all cuts within one frame and no false one', (context) => {
  if (!there) missing(context, 'short-30s.mp4 is not there (AIMA_TEST_MEDIA)');
  const found = of('cut_analysis').map(({ startMs, endMs }) => {
    expect(endMs).toBe(startMs);
    return Math.round(startMs * truth.fps / 1000);
  });
  expect(found).toHaveLength(truth.cutFrames.length);
  for (const [i, frame] of truth.cutFrames.entries()) expect(Math.abs((found[i] ?? Infinity) - frame)).toBeLessThanOrEqual(1);
});

test('the fade-out at the end', (context) => {
  if (!there) missing(context, 'short-30s.mp4 is not there (AIMA_TEST_MEDIA)');
  const [fade] = of('scene_segmentation').filter(({ label }) => label === 'fade_out');
  expect(Math.abs((fade?.startMs ?? 0) - truth.fadeOutMs[0])).toBeLessThan(400);
});

test('three overlays with every word right', (context) => {
  if (!there) missing(context, 'short-30s.mp4 is not there (AIMA_TEST_MEDIA)');
  for (const overlay of truth.overlays) {
    const read = during(of('text_overlay'), overlay).map(({ text }) => words(text ?? ''));
    expect(read).toContain(words(overlay.text));
  }
});

test('the real voice within 15 % word errors, the other one understood', (context) => {
  if (!there) missing(context, 'short-30s.mp4 is not there (AIMA_TEST_MEDIA)');
  const [voice, synthetic] = truth.speech;
  if (!voice || !synthetic) throw new Error('the truth lost its speech');
  const said = (interval: { startMs: number; endMs: number }): string => during(of('speech_transcription'), interval).map(({ text }) => text ?? '').join(' ');
  expect(wordErrorRate(voice.text, said(voice))).toBeLessThanOrEqual(0.15);
  expect(wordErrorRate(synthetic.text, said(synthetic))).toBeLessThanOrEqual(0.6);
});

test('a face in each interval with faces, none where there is none; persons where there are people', (context) => {
  if (!there) missing(context, 'short-30s.mp4 is not there (AIMA_TEST_MEDIA)');
  for (const interval of truth.faces) expect(during(of('face_detection'), interval)).not.toEqual([]);
  for (const interval of truth.noFace) expect(of('face_detection').filter(({ startMs }) => startMs >= interval.startMs && startMs < interval.endMs)).toEqual([]);
  for (const interval of truth.people) expect(during(of('object_detection'), interval).some(({ label }) => label === 'person')).toBe(true);
});

test('every observation lies inside the film and says a sentence', (context) => {
  if (!there) missing(context, 'short-30s.mp4 is not there (AIMA_TEST_MEDIA)');
  const durationMs = document.media[0]?.durationMs ?? 0;
  for (const item of document.observations) {
    expect(item.endMs).toBeLessThanOrEqual(durationMs + 100);
    expect(item.sentence.length).toBeGreaterThan(5);
  }
});
