/** The entries for programs: one file with one analyzer, and frames with sound as arrays; on a real worker. */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ResultDocument } from '@aima/contract';
import { analyzeFile } from '../../src/cli/entries/analyze-file.ts';
import { analyzeFrame, analyzeFrameBatch } from '../../src/cli/entries/analyze-frames.ts';
import { withPrivateFolder } from '../../src/cli/entries/run-files.ts';
import { runCli } from '../support/cli.ts';
import { makeFilm } from '../support/made-media.ts';
import { needsCommand } from '../support/media.ts';

let data = '';
let work = '';
beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'aima-entries-'));
  work = await mkdtemp(path.join(tmpdir(), 'aima-entries-work-'));
});
afterAll(async () => {
  await rm(data, { recursive: true, force: true });
  await rm(work, { recursive: true, force: true });
});

const WIDTH = 96;
const HEIGHT = 64;
const plain = (rgb: readonly number[]): number[][][] => Array.from({ length: HEIGHT }, () => Array.from({ length: WIDTH }, () => [...rgb]));
const tone = (level: number): number[] => Array.from({ length: 2 * 44_100 }, (_, i) => level * Math.sin(2 * Math.PI * 1000 * i / 44_100));
const SEEN_AND_HEARD = { analyzers: ['color_analysis', 'audio_analysis', 'cut_analysis'] };
const remains = async (): Promise<string[]> => (await readdir(data)).filter((name) => name.startsWith('entry-'));

test('a frame and its sound give one document: the picture by analyzers of photos, the sound by those of sound', async () => {
  const document = ResultDocument.parse(await analyzeFrame({ frame: plain([200, 20, 20]), audio_data: tone(0.5), sample_rate: 44_100 }, { ...SEEN_AND_HEARD, data }));
  expect(document.media.map(({ kind, width, height, sampleRateHz, durationMs }) => ({ kind, width, height, sampleRateHz, durationMs }))).toEqual([
    { kind: 'image', width: WIDTH, height: HEIGHT, sampleRateHz: undefined, durationMs: 0 }, { kind: 'audio', width: undefined, height: undefined, sampleRateHz: 44_100, durationMs: 2000 },
  ]);
  const status = document.runs.map(({ analyzer, status: ended, reason }) => [analyzer, ended, reason]).toSorted();
  expect(status).toEqual([['audio_analysis', 'done', undefined], ['color_analysis', 'done', undefined], ['cut_analysis', 'not_run', 'unsupported_media']]);
  expect(JSON.stringify(document.observations.filter(({ analyzer }) => analyzer === 'color_analysis'))).toMatch(/"red"/);
  const loudness = document.observations.find(({ analyzer, label }) => analyzer === 'audio_analysis' && label === 'loudness');
  // A sine of 1 kHz at half of full scale in one channel: about -9 dB of power, which R 128 reads as some -9.7 LUFS in both.
  expect(JSON.stringify(loudness?.attributes)).toMatch(/-(6|7|8|9|1[0-3])\.\d/);
  expect(await remains()).toEqual([]);
});

test('frames of a batch are answered in their order, the same one twice as well', async () => {
  const [red, blue] = [plain([220, 10, 10]), plain([10, 10, 220])];
  const { results } = await analyzeFrameBatch({ frames: [red, blue, red], audio_data: [[], tone(0.1), []], sample_rates: [44_100, 44_100, 44_100] }, { ...SEEN_AND_HEARD, data });
  const colours = results.map(({ observations }) => /"name":"(\w+)"/.exec(JSON.stringify(observations.filter(({ analyzer }) => analyzer === 'color_analysis')))?.[1]);
  expect(colours).toEqual(['red', 'blue', 'red']);
  expect(results.map(({ media }) => media.length)).toEqual([1, 2, 1]);
  expect(await remains()).toEqual([]);
});

test('one file with one analyzer: segments are its findings, what it rests on stands in the document', async (context) => {
  needsCommand(context, 'ffmpeg');
  const film = path.join(work, 'film.mp4');
  await makeFilm(film, { seconds: 2, size: '160x120' });
  const { segments, document } = await analyzeFile(film, ['scene_segmentation'], { data });
  expect(segments.length).toBeGreaterThan(0);
  expect(new Set(segments.map(({ analyzer }) => analyzer))).toEqual(new Set(['scene_segmentation']));
  expect(document.runs.map(({ analyzer }) => analyzer)).toContain('cut_analysis');
  await expect(analyzeFile(film, ['no_such'], { data })).rejects.toMatchObject({ code: 'USAGE' });
  await writeFile(path.join(work, 'no.mp4'), 'no film');
  await expect(analyzeFile(path.join(work, 'no.mp4'), ['cut_analysis'], { data })).rejects.toMatchObject({ code: 'MEDIA_UNREADABLE' });
  expect(await remains()).toEqual([]);
});

test('the command takes the same bodies and says what is wrong with them', async () => {
  const file = path.join(work, 'frame.json');
  await writeFile(file, JSON.stringify({ frame: plain([10, 200, 10]) }));
  const end = await runCli(['analyze-frame', file, '--analyzers', 'color_analysis'], { data });
  expect(end.code).toBe(0);
  expect(ResultDocument.parse(JSON.parse(end.stdout)).observations.length).toBeGreaterThan(0);
  await writeFile(file, JSON.stringify({ frame: [[1, 999]] }));
  const refused = await runCli(['analyze-frame', file], { data });
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toMatch(/frame\[0\]\[1\] holds 999/);
});

test('what lies on disk meanwhile is its owner\'s alone, and goes with a failure too', async () => {
  let seen = '';
  await expect(withPrivateFolder(data, async (folder) => {
    seen = folder;
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    throw new Error('broken');
  })).rejects.toThrow('broken');
  await expect(stat(seen)).rejects.toThrow();
});
