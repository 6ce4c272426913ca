/** What people do with head and hands, and whether mouth and voice agree: films made of shared photos, through the pipeline. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest';
import { mediaIdOf, type Observation } from '@aima/contract';
import { analyzers } from '../../src/analyzers/index.ts';
import { probe } from '../../src/media/index.ts';
import { openEngine, type Engine } from '../../src/models/index.ts';
import { runTask } from '../../src/pipeline/index.ts';
import { needsCommand, needsMedia } from '../support/media.ts';
import { FACE_PHOTOS, filmOfFace, type Moved } from '../support/moving-faces.ts';
import { filmOfHands, type MovingHands } from '../support/moving-hands.ts';
import { filmOfTalking } from '../support/talking-faces.ts';
import { onlyThorough } from '../support/thorough.ts';

let folder = '';
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aima-people-'));
  engine = openEngine({ modelsFolder: folder, threads: 2 });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

/** All observations of the named analyzer and of those it rests on. */
async function seen(file: string, name: string): Promise<Observation[]> {
  const { signal } = new AbortController();
  const probed = await probe(file, { signal });
  const sha256 = createHash('sha256').update(await readFile(file)).digest('hex');
  const found: Observation[] = [];
  await runTask({
    analyzers, choices: [{ name }], probe: probed, language: 'en', keyframeSide: 0, finished: [], models: engine, signal,
    media: { ...probed.facts, id: mediaIdOf(sha256), sha256, fileName: path.basename(file) },
    emit: (event) => {
      if (event.type === 'observations') found.push(...event.items);
      if (event.type === 'run') expect(event.run.status, `${event.run.analyzer}: ${event.run.message ?? ''}`).not.toBe('failed');
      return Promise.resolve();
    },
  });
  return found;
}

/** Findings of the named analyzer; each must name observations that are there. */
async function told(file: string, name: string): Promise<Observation[]> {
  const all = await seen(file, name);
  const ids = new Set(all.map(({ id }) => id));
  const own = all.filter(({ analyzer }) => analyzer === name);
  for (const { basedOn = [] } of own) expect(basedOn.length > 0 && basedOn.every((id) => ids.has(id)), 'evidence').toBe(true);
  return own;
}

const swaying = (hz: number, way: number) => (seconds: number): number => (seconds > 1 && seconds < 3.5 ? (way / 2) * Math.sin(2 * Math.PI * hz * (seconds - 1)) : 0);

test.for<[string, (seconds: number) => Moved, readonly string[]]>([
  ['nodding', (t) => ({ headY: swaying(1.5, 0.2)(t) }), ['nodding']],
  ['head_shake', (t) => ({ headX: swaying(2, 0.2)(t) }), ['head_shake']],
  ['shaking-camera', (t) => ({ cameraY: swaying(1.5, 0.15)(t) }), []],
  ['walking', (t) => ({ personY: 0.08 * Math.sin(2 * Math.PI * 1.8 * t), zoom: 1 + 0.03 * t }), []],
])('%s in a film of a photo', async ([name, at, labels], context) => {
  needsCommand(context, 'ffmpeg');
  const [photo] = FACE_PHOTOS;
  if (!photo) throw new Error('there is a photo');
  const found = await told(filmOfFace(path.join(folder, `${name}.mp4`), needsMedia(context, photo.name), photo, { seconds: 5, at }), 'gesture_recognition');
  expect(found.map(({ label }) => label)).toEqual(labels);
  for (const { startMs, endMs } of found) {
    expect(Math.abs(startMs - 1000)).toBeLessThanOrEqual(350);
    expect(Math.abs(endMs - 3500)).toBeLessThanOrEqual(350);
  }
});

const hands = (context: TestContext, name: string, film: string, made: Omit<MovingHands, 'film' | 'seconds'>): string => {
  needsCommand(context, 'ffmpeg');
  return filmOfHands(path.join(folder, `${name}.mp4`), { ...made, film: needsMedia(context, film), seconds: 5 });
};
const handLabels = async (file: string): Promise<(string | undefined)[]> => (await told(file, 'gesture_recognition')).map(({ label }) => label).filter((label) => label === 'waving' || label === 'clapping');

test('a hand that goes from side to side waves; one that knocks does not', async (context) => {
  const made = { atSeconds: 1, hz: 2, way: 60, sound: 'none' } as const;
  expect(await handLabels(hands(context, 'wave', 'sign-no.mkv', { ...made, kind: 'wave' }))).toEqual(['waving']);
  expect(await handLabels(hands(context, 'knock', 'sign-no.mkv', { ...made, kind: 'knock' }))).toEqual([]);
});

test('hands that meet clap where that is heard', async (context) => {
  const made = { atSeconds: 0.75, hz: 2.5, way: 50, kind: 'clap' } as const;
  expect(await handLabels(hands(context, 'clap', 'sign-help.mkv', { ...made, sound: 'claps' }))).toEqual(['clapping']);
  expect(await handLabels(hands(context, 'clap-hum', 'sign-help.mkv', { ...made, sound: 'steady' }))).toEqual([]);
});

test('the offset of a voice against a made mouth is found; a voice-over has none', async (context) => {
  onlyThorough(context);
  needsCommand(context, 'ffmpeg');
  const [, photo] = FACE_PHOTOS;
  if (!photo) throw new Error('there is a second photo');
  const [picture, voice, other] = [needsMedia(context, photo.name), { file: needsMedia(context, 'speech-jfk.wav') }, { file: needsMedia(context, 'two-speakers.wav'), fromSeconds: 6 }];
  const made = (name: string, options: Pick<Parameters<typeof filmOfTalking>[3], 'mouth' | 'offsetMs'>): Promise<Observation[]> =>
    told(filmOfTalking(path.join(folder, `${name}.mp4`), picture, photo, { seconds: 10, sound: voice, ...options }), 'audio_visual_sync');
  const [late] = await made('late', { mouth: voice, offsetMs: 300 });
  expect(late?.label).toBe('audio_late');
  expect(Math.abs(Number(late?.attributes?.['offsetMs']) - 300)).toBeLessThanOrEqual(40);
  const [over] = await made('over', { mouth: other, offsetMs: 0 });
  expect(over).toMatchObject({ label: 'not_determinable', attributes: { reason: 'no_agreement' } });
});
