import type { Language, MediaKind, Observation } from '@aima/contract';
import { runAnalyzer } from '@aima/sdk/testing';
import { expect, test } from 'vitest';
import { temporalFlow } from './temporal-flow.ts';

let made = 0;
const seen = (analyzer: string, startMs: number, endMs = startMs, more: Partial<Observation> = {}): Observation => ({ id: `o-${analyzer}-${made++}`, runId: 'r', mediaId: 'm', analyzer, startMs: Math.round(startMs), endMs: Math.round(endMs), confidence: 0.9, sentence: '', source: 'model', ...more });

/** Quiet and slowly cut, then loud and fast around two thirds of the length, then quiet again. */
function arcOf(durationMs: number): Observation[] {
  const at = (share: number): number => share * durationMs;
  const loudness = Array.from({ length: 30 }, (_, i) => seen('audio_analysis', at(i / 30), at((i + 1) / 30), { label: 'loudness', attributes: { momentaryMeanLufs: -42 + 25 * Math.exp(-(((i / 30 - 0.65) / 0.12) ** 2)) } }));
  const cuts = [0.3, 0.5, 0.58, 0.61, 0.64, 0.67, 0.7, 0.73, 0.9].map((share) => seen('cut_analysis', at(share), at(share), { label: 'cut' }));
  return [...loudness, ...cuts];
}

async function flow(durationMs: number, heard: readonly Observation[], kind: MediaKind = 'video', language: Language = 'en') {
  const upstream = Object.fromEntries(Map.groupBy(heard, ({ analyzer }) => analyzer));
  return runAnalyzer(temporalFlow, { medium: { kind, durationMs, width: 1920, height: 1080 }, upstream, language });
}
const labels = (findings: Awaited<ReturnType<typeof flow>>['findings']) => findings.map(({ known }) => known.label).filter((label) => label !== 'pace');

test.each([30_000, 7_200_000])('an arc of %i ms has its phases, one after the other, each with what it rests on', async (durationMs) => {
  const heard = arcOf(durationMs);
  const { findings } = await flow(durationMs, heard);
  expect(labels(findings)).toEqual(['build_up', 'climax', 'resolution', 'course']);
  const [buildUp, climax, resolution, course] = findings.filter(({ known }) => known.label !== 'pace');
  expect(course?.attributes['form']).toBe('arc');
  expect(climax?.known.startMs).toBe(buildUp?.known.endMs);
  expect(resolution?.known.startMs).toBe(climax?.known.endMs);
  expect(resolution?.known.endMs).toBe(durationMs);
  const middle = ((climax?.known.startMs ?? 0) + (climax?.known.endMs ?? 0)) / 2 / durationMs;
  expect(Math.abs(middle - 0.65)).toBeLessThan(0.1);
  const ids = new Set(heard.map(({ id }) => id));
  for (const phase of [buildUp, climax, resolution]) {
    expect(phase?.known.basedOn?.length).toBeGreaterThan(0);
    expect(phase?.known.basedOn?.length).toBeLessThanOrEqual(50);
    expect(phase?.known.basedOn?.every((id) => ids.has(id))).toBe(true);
  }
});

test('a film in which nothing changes has no arc, and says so', async () => {
  const { findings } = await flow(600_000, [seen('camera_analysis', 0, 600_000, { label: 'static', attributes: { strength: 0 } })]);
  expect(labels(findings)).toEqual(['course']);
  expect(findings.at(-1)?.attributes['form']).toBe('even');
  expect(findings.at(-1)?.sentence).toMatch(/^No arc is recognisable/);
  const german = await flow(600_000, [], 'video', 'de');
  expect(german.findings.at(-1)?.sentence).toMatch(/^Kein Spannungsbogen erkennbar/);
});

test('an opening asks for attention by at least two signs; one is not enough', async () => {
  const text = seen('text_overlay', 500, 2500, { text: 'WAIT FOR IT' });
  const question = seen('speech_transcription', 200, 2000, { label: 'speech', text: 'Did you know this?' });
  const { findings } = await flow(30_000, [text, question, seen('speech_transcription', 3000, 30_000, { label: 'speech', text: 'and so on' })]);
  const hook = findings.find(({ known }) => known.label === 'hook');
  expect(hook?.attributes['signs']).toEqual(['words_on_screen', 'question', 'address']);
  expect(hook?.known.basedOn).toEqual(expect.arrayContaining([text.id, question.id]));
  expect(hook?.known.endMs).toBe(3000);
  expect(hook?.sentence).toBe('Opening from 0:00.0 to 0:03.0 that asks for attention; by: words on screen, a question, the viewer is spoken to (likely).');
  expect(labels((await flow(30_000, [text])).findings)).not.toContain('hook');
  expect(labels((await flow(30_000, [{ ...text, startMs: 9000, endMs: 9500 }, { ...question, startMs: 9000, endMs: 9900 }])).findings)).not.toContain('hook');
});

test('phases begin at the border of a scene that is near', async () => {
  const durationMs = 30_000;
  const plain = (await flow(durationMs, arcOf(durationMs))).findings.find(({ known }) => known.label === 'climax');
  const border = (plain?.known.startMs ?? 0) - 700;
  const scene = seen('scene_segmentation', border, 30_000, { label: 'scene' });
  const moved = (await flow(durationMs, [...arcOf(durationMs), scene])).findings.find(({ known }) => known.label === 'climax');
  expect(moved?.known.startMs).toBe(border);
});

test('what the end brings is named', async () => {
  const durationMs = 30_000;
  const end = [seen('scene_segmentation', 29_000, 30_000, { label: 'fade_out' }), seen('comment_cta_detection', 26_000, 29_500, { label: 'follow' })];
  const resolution = (await flow(durationMs, [...arcOf(durationMs), ...end], 'video', 'de')).findings.find(({ known }) => known.label === 'resolution');
  expect(resolution?.attributes['endsWith']).toEqual(['call', 'fade_out']);
  expect(resolution?.sentence).toMatch(/^Auflösung von .* bis 0:30\.0, es wird ruhiger; am Ende: eine Aufforderung, eine Abblende \(.+\)\.$/);
});

test('sound alone has a pace, a photo none', async () => {
  const { findings } = await flow(30_000, arcOf(30_000).filter(({ analyzer }) => analyzer === 'audio_analysis'), 'audio');
  expect(labels(findings)).toContain('climax');
  expect(findings[0]?.attributes).not.toHaveProperty('cutsPerMinute');
  expect((await flow(0, [], 'image')).notRun?.notRun).toBe('unsupported_media');
});

test('things that move make it livelier, by how far they come on the picture', async () => {
  const car = (atMs: number, x: number): Observation => seen('object_detection', atMs, atMs, { label: 'car', trackId: 'object-1', box: { x, y: 0.4, w: 0.1, h: 0.1 } });
  const { findings } = await flow(30_000, [car(5000, 0), car(5500, 0.1), car(6000, 0.2), car(20_000, 0.2)]);
  expect(findings[5]?.attributes['motion']).toBeCloseTo(0.2, 2);
  expect(findings[2]?.attributes['motion']).toBe(0);
});
