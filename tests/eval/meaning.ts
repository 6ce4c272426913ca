/** Scenes and flow: made films whose scenes and course are known. */
import path from 'node:path';
import type { Observation } from '@aima/contract';
import { ffmpeg } from '../support/made-media.ts';
import type { Area, EvalContext, Figure } from './measure.ts';
import { spoken } from './sound-material.ts';
import { proportion, seededRandom } from './statistics.ts';

/** Each is a place; views of it are windows cut out of the photo. */
const PLACES = ['series/DSCN0010.jpg', 'series/DSCN0012.jpg', 'series/DSCN0021.jpg', 'series/DSCN0025.jpg', 'series/DSCN0027.jpg', 'series/DSCN0038.jpg', 'series/DSCN0042.jpg', 'faces/group-1.jpg', 'faces/group-2.jpg', 'faces/single-4.jpg', 'faces/a-1.jpg'];
/** Left, top, size of a view, as shares of the photo; the first is the whole. */
const VIEWS = [[0, 0, 0.9], [0, 0.3, 0.5], [0.45, 0.3, 0.5], [0.2, 0.05, 0.55]] as const;
const BEDS = ['anoisesrc=color=brown:amplitude=0.08:sample_rate=48000', 'anoisesrc=color=pink:amplitude=0.02:sample_rate=48000', 'anoisesrc=color=white:amplitude=0.004:sample_rate=48000'];
const LINES = ['We walked along the river until the evening and then we sat down and talked about the garden and the house.', 'There was a letter on the table this morning and nobody in the family knew who had written it to us.', 'The train leaves at seven, so we should be at the station early and buy something to eat for the way.', 'She told me about the market and the people there, and how she had learned to cook from her neighbour.'];
const SHOT_SECONDS = 3;
const FPS = 25;

interface MadeScenes {
  film: string;
  /** Cuts that begin a scene, and those within scenes. */
  bordersMs: number[];
  insideMs: number[];
}

/** Six scenes of one to four shots in an order of their own; each has its bed of sound, some talk goes over their cuts. */
async function madeScenes(context: EvalContext, photos: readonly string[], seed: number): Promise<MadeScenes> {
  const random = seededRandom(seed);
  const pick = (below: number): number => Math.floor(random() * below);
  const places = [...photos].sort(() => random() - 0.5).slice(0, 6);
  const scenes = places.map((photo, i) => ({ photo, shots: 1 + pick(4), bed: BEDS[(i + seed) % BEDS.length] ?? '', line: random() < 0.6 ? LINES[pick(LINES.length)] : undefined, view: pick(4) }));
  const inputs: string[] = [];
  const chains: string[] = [];
  const parts: string[] = [];
  let [count, atMs] = [0, 0];
  const input = (...args: string[]): number => (inputs.push(...args), count++);
  const [bordersMs, insideMs]: [number[], number[]] = [[], []];
  for (const [s, scene] of scenes.entries()) {
    const seconds = scene.shots * SHOT_SECONDS;
    const bed = input('-f', 'lavfi', '-t', String(seconds), '-i', scene.bed);
    const speech = scene.line === undefined ? undefined : spoken(context.work, `scene-${seed}-${s}`, scene.line, ['-v', 'en-us']);
    if (speech === undefined) chains.push(`[${bed}:a]aformat=channel_layouts=mono,apad=whole_dur=${seconds}[s${s}]`);
    else chains.push(`[${input('-i', speech)}:a]aresample=48000,aformat=channel_layouts=mono,adelay=700,apad=whole_dur=${seconds},atrim=end=${seconds - 0.4},apad=whole_dur=${seconds}[t${s}];[${bed}:a]aformat=channel_layouts=mono[b${s}];[t${s}][b${s}]amix=normalize=0,atrim=end=${seconds}[s${s}]`);
    for (let i = 0; i < scene.shots; i++) {
      const [x, y, size] = VIEWS[(scene.view + i) % VIEWS.length] ?? VIEWS[0];
      const index = input('-loop', '1', '-framerate', String(FPS), '-t', String(SHOT_SECONDS), '-i', scene.photo);
      chains.push(`[${index}:v]crop=iw*${size}:ih*${size}:iw*${x}:ih*${y},scale=700:400,crop=640:360:x='${2 + pick(20)}+n/3':y='10+n/5',eq=gamma=${(0.7 + random() * 0.6).toFixed(2)}:gamma_r=${(0.85 + random() * 0.3).toFixed(2)}:gamma_b=${(0.85 + random() * 0.3).toFixed(2)},setsar=1,fps=${FPS},format=yuv420p,trim=duration=${SHOT_SECONDS}[v${s}_${i}]`);
      parts.push(`[v${s}_${i}]`);
      if (atMs > 0) (i === 0 ? bordersMs : insideMs).push(atMs);
      atMs += SHOT_SECONDS * 1000;
    }
  }
  const film = path.join(context.work, `scenes-${seed}.mp4`);
  const graph = `${chains.join(';')};${parts.join('')}concat=n=${parts.length}:v=1:a=0[v];${scenes.map((_, s) => `[s${s}]`).join('')}concat=n=${scenes.length}:v=0:a=1[a]`;
  await ffmpeg(...inputs, '-filter_complex', graph, '-map', '[v]', '-map', '[a]', '-r', String(FPS), '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '26', '-c:a', 'aac', film);
  return { film, bordersMs, insideMs };
}

const NEAR_MS = 100;
const HEARD = ['scene_segmentation', 'image_embedding', 'object_detection', 'face_detection', 'speech_transcription', 'audio_environment'];

async function sceneFigures(context: EvalContext): Promise<Figure[]> {
  const photos = PLACES.map((name) => context.media(name)).filter((file) => file !== undefined);
  if (photos.length < 6) return [];
  const films = await Promise.all([1, 2, 3, 4, 5].map((seed) => madeScenes(context, photos, seed)));
  const figures: Figure[] = [];
  for (const [how, analyzers] of [['alone', HEARD.slice(0, 1)], ['with what others found', HEARD]] as const) {
    let [found, borders, wrong, inside] = [0, 0, 0, 0];
    for (const { film, bordersMs, insideMs } of films) {
      const starts = (await context.analyse(film, analyzers)).of('scene_segmentation').filter(({ label }) => label === 'scene').map(({ startMs }) => startMs);
      const hit = (atMs: number): boolean => starts.some((start) => Math.abs(start - atMs) <= NEAR_MS);
      found += bordersMs.filter(hit).length;
      borders += bordersMs.length;
      wrong += insideMs.filter(hit).length;
      inside += insideMs.length;
      context.say(`scenes ${path.basename(film)} ${how}: ${bordersMs.filter(hit).length}/${bordersMs.length} borders, ${insideMs.filter(hit).length}/${insideMs.length} cuts taken for one`);
    }
    const figure = { analyzer: 'scene_segmentation', tier: 'lite', unit: 'share', truth: 'five made films of six scenes: views cut out of photos of one place, a bed of sound each, some talk over the cuts' } as const;
    figures.push({ ...figure, ...proportion(found, borders), what: `scene borders found, ${how}` }, { ...figure, ...proportion(wrong, inside), what: `cuts within a scene taken for a border, ${how}`, note: 'the views are graded differently, as by several cameras; shots of one place that share neither colours nor talk stay scenes of their own.' });
  }
  return figures;
}

type Course = 'arc' | 'even' | 'waves' | 'random';

/** Where it is lively, in shares of the length. */
const LIVELY: Readonly<Record<Course, (random: () => number) => [number, number][]>> = {
  arc: (random) => [[0.35 + random() * 0.25, 0.2]].map(([from = 0, length = 0]): [number, number] => [from, from + length]),
  even: () => [],
  waves: () => [[0.1, 0.25], [0.42, 0.57], [0.75, 0.9]],
  random: () => [],
};

interface MadeCourse {
  film: string;
  course: Course;
  livelyMs: [number, number][];
}

/** Plain gradients between cuts and noise under them: slow and quiet, but fast and loud where it is lively. */
async function madeCourse(context: EvalContext, course: Course, seed: number): Promise<MadeCourse> {
  const random = seededRandom(seed * 31 + course.length);
  const seconds = 24 + Math.floor(random() * 40);
  const lively = LIVELY[course](random).map(([from, to]): [number, number] => [from * seconds, to * seconds]);
  const isLively = (at: number): boolean => (course === 'random' ? random() < 0.4 : lively.some(([from, to]) => at >= from && at < to));
  const lengths: number[] = [];
  for (let at = 0; at < seconds;) {
    const length = Math.min(seconds - at, isLively(at) ? 0.6 + random() * 0.6 : course === 'random' ? 0.8 + random() * 2.5 : 3 + random() * 1.5);
    lengths.push(length);
    at += length;
  }
  const colour = (): string => `0x${Math.floor(random() * 0xffffff).toString(16).padStart(6, '0')}`;
  const inputs = lengths.flatMap((length) => ['-f', 'lavfi', '-t', length.toFixed(2), '-i', `gradients=size=160x90:rate=15:speed=0.00001:nb_colors=3:c0=${colour()}:c1=${colour()}:c2=${colour()}:seed=${1 + Math.floor(random() * 1e6)}`]);
  const gain = course === 'random' ? Array.from({ length: seconds }, (_, i) => `between(t,${i},${i + 0.999})*${(0.02 + random() * 0.4).toFixed(3)}`).join('+') : `0.04+0.4*(${['0', ...lively.map(([from, to]) => `between(t,${from.toFixed(2)},${to.toFixed(2)})`)].join('+')})`;
  const film = path.join(context.work, `course-${course}-${seed}.mp4`);
  const joined = `${lengths.map((_, i) => `[${i}:v]setsar=1[v${i}]`).join(';')};${lengths.map((_, i) => `[v${i}]`).join('')}concat=n=${lengths.length}:v=1[v];[${lengths.length}:a]volume='${gain}':eval=frame[a]`;
  await ffmpeg(...inputs, '-f', 'lavfi', '-t', String(seconds), '-i', 'anoisesrc=color=pink:amplitude=0.5:sample_rate=48000', '-filter_complex', joined, '-map', '[v]', '-map', '[a]', '-r', '15', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', film);
  return { film, course, livelyMs: lively.map(([from, to]) => [from * 1000, to * 1000]) };
}

const ARCS = new Set(['arc', 'rising', 'falling']);
const SEEDS = [1, 2, 3, 4, 5, 6];

const formOf = (observations: readonly Observation[]): string => {
  const form = observations.find(({ label }) => label === 'course')?.attributes?.['form'];
  return typeof form === 'string' ? form : 'none';
};

async function flowFigures(context: EvalContext): Promise<Figure[]> {
  const flow = async (film: string) => (await context.analyse(film, ['temporal_flow', 'camera_analysis'])).of('temporal_flow');
  let [found, wrong, others] = [0, 0, 0];
  for (const seed of SEEDS) {
    for (const course of ['arc', 'even', 'waves', 'random'] as const) {
      const { film, livelyMs } = await madeCourse(context, course, seed);
      const observations = await flow(film);
      const form = formOf(observations);
      const climax = observations.find(({ label }) => label === 'climax');
      const [from = 0, to = 0] = livelyMs[0] ?? [];
      const shared = climax ? Math.max(0, Math.min(climax.endMs, to) - Math.max(climax.startMs, from)) / (Math.max(climax.endMs, to) - Math.min(climax.startMs, from)) : 0;
      context.say(`${path.basename(film)}: ${form}${course === 'arc' ? `, high point shared ${shared.toFixed(2)}` : ''}`);
      if (course === 'arc') found += ARCS.has(form) && shared >= 0.5 ? 1 : 0;
      else {
        wrong += ARCS.has(form) ? 1 : 0;
        others++;
      }
    }
  }
  const usual = ['cars.mp4', 'people-walking.mp4', 'sign-yes.mkv', 'sign-no.mkv', 'sign-help.mkv'].map((name) => context.media(name)).filter((file) => file !== undefined);
  let invented = 0;
  for (const file of usual) if (ARCS.has(formOf(await flow(file)))) invented++;
  const figure = { analyzer: 'temporal_flow', tier: 'lite', unit: 'share' } as const;
  return [
    { ...figure, ...proportion(found, SEEDS.length), what: 'high points found, half of it shared', truth: 'six made films that are fast and loud in one place' },
    { ...figure, ...proportion(wrong, others), what: 'films without an arc told to have one', truth: 'made films: even, three lively places, random order; six each', note: 'cuts and loudness alone make these courses; a story that is told in words is not heard.' },
    { ...figure, ...proportion(invented, usual.length), what: 'surveillance and single gestures told to have an arc', truth: 'shared films without cuts' },
  ];
}

export const area: Area = { name: 'meaning', figures: async (context) => [...await sceneFigures(context), ...await flowFigures(context)] };
