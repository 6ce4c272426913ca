/** The analyzers of the signal, against what was done to the picture or sound, and against other meters. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Observation } from '@aima/contract';
import { z } from 'zod';
import type { Area, EvalContext, Figure } from './measure.ts';
import { meanOf, proportion } from './statistics.ts';

const PHOTOS = ['series/DSCN0010.jpg', 'series/DSCN0021.jpg', 'series/DSCN0027.jpg', 'series/DSCN0040.jpg', 'faces/group-1.jpg', 'ocr-sign.png'];
const SOUNDS = ['short-30s.mp4', 'speech-jfk.wav', 'two-speakers.wav', 'alarm-clock-elapsed.oga', 'bell.oga', 'phone-incoming-call.oga'];
const Truth = z.object({ fadeOutMs: z.tuple([z.number(), z.number()]), cutMs: z.array(z.number()), overlays: z.array(z.object({ startMs: z.number(), endMs: z.number(), text: z.string() })) });

const ffmpeg = (...args: string[]): void => { execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]); };
const numberOf = (item: Observation | undefined, name: string): number => {
  const value = item?.attributes?.[name];
  return typeof value === 'number' ? value : Number.NaN;
};
const photosOf = (context: EvalContext): string[] => PHOTOS.map((name) => context.media(name)).filter((file) => file !== undefined);

/** A window of half the photo's sides that goes over it, or grows, in two seconds. */
const MOVES: Readonly<Record<string, string>> = {
  static: "crop=800:600:x='200':y='150'",
  pan_right: "crop=800:600:x='100+120*t':y='150'",
  pan_left: "crop=800:600:x='340-120*t':y='150'",
  tilt_down: "crop=800:600:x='200':y='30+120*t'",
  tilt_up: "crop=800:600:x='200':y='270-120*t'",
  // Enlarged first: zoompan places its window on whole pixels, which would shake.
  zoom_in: "scale=3600:2700,zoompan=z='1.1+0.1*on/25':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d=1:s=800x600:fps=25",
  zoom_out: "scale=3600:2700,zoompan=z='1.4-0.1*on/25':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d=1:s=800x600:fps=25",
};

async function cameraMoves(context: EvalContext): Promise<Figure> {
  let [right, count] = [0, 0];
  for (const [i, photo] of photosOf(context).entries()) {
    for (const [move, filter] of Object.entries(MOVES)) {
      const film = path.join(context.work, `move-${i}-${move}.mp4`);
      ffmpeg('-loop', '1', '-framerate', '25', '-t', '2', '-i', photo, '-vf', `scale=1200:900:force_original_aspect_ratio=increase,crop=1200:900,${filter},scale=640:480,format=yuv420p`, '-c:v', 'libx264', '-preset', 'ultrafast', film);
      const found = (await context.analyse(film, ['camera_analysis'])).of('camera_analysis');
      const longest = found.toSorted((a, b) => (b.endMs - b.startMs) - (a.endMs - a.startMs))[0];
      if (longest?.label === move) right++;
      count++;
    }
  }
  return { analyzer: 'camera_analysis', tier: 'lite', what: 'movement named right', unit: 'share', ...proportion(right, count), truth: 'six photos with a window that stands, pans, tilts or zooms over them', note: 'made movements are smooth; hand-held ones and things moving before the camera are harder.' };
}

/** Filter → defect that must be told. */
const DEFECTS: Readonly<Record<string, string>> = { blurred: 'gblur=sigma=6', too_dark: 'eq=brightness=-0.45', too_bright: 'eq=brightness=0.5', noisy: 'noise=alls=60:allf=t', low_contrast: 'eq=contrast=0.15' };

async function defects(context: EvalContext): Promise<Figure[]> {
  let [named, lower, count] = [0, 0, 0];
  for (const [i, photo] of photosOf(context).entries()) {
    const plain = path.join(context.work, `plain-${i}.png`);
    ffmpeg('-i', photo, '-vf', 'scale=1000:-2', '-frames:v', '1', plain);
    const scoreOf = async (file: string): Promise<{ score: number; labels: string[] }> => {
      const found = (await context.analyse(file, ['content_quality'])).of('content_quality');
      return { score: numberOf(found.find(({ label }) => label === 'overall'), 'score'), labels: found.map(({ label }) => label ?? '') };
    };
    const before = await scoreOf(plain);
    for (const [defect, filter] of Object.entries(DEFECTS)) {
      const file = path.join(context.work, `${defect}-${i}.png`);
      ffmpeg('-i', plain, '-vf', filter, '-frames:v', '1', file);
      const after = await scoreOf(file);
      count++;
      if (after.labels.includes(defect)) named++;
      if (after.score < before.score) lower++;
    }
  }
  const truth = 'six photos, each blurred, darkened, brightened, made noisy, made flat';
  return [
    { analyzer: 'content_quality', tier: 'lite', what: 'made defect named', unit: 'share', ...proportion(named, count), truth },
    { analyzer: 'content_quality', tier: 'lite', what: 'score lower than that of the photo', unit: 'share', ...proportion(lower, count), truth },
  ];
}

async function colours(context: EvalContext): Promise<Figure> {
  let [right, count] = [0, 0];
  const variants = { warmth: 'colorchannelmixer=rr=1.15:bb=0.75', brightness: 'eq=brightness=0.12', saturation: 'eq=saturation=1.6' };
  for (const [i, photo] of photosOf(context).entries()) {
    const plain = path.join(context.work, `colour-${i}.png`);
    ffmpeg('-i', photo, '-vf', 'scale=800:-2', '-frames:v', '1', plain);
    const of = async (file: string): Promise<Observation | undefined> => (await context.analyse(file, ['color_analysis'])).of('color_analysis')[0];
    const before = await of(plain);
    for (const [what, filter] of Object.entries(variants)) {
      const file = path.join(context.work, `colour-${what}-${i}.png`);
      ffmpeg('-i', plain, '-vf', filter, '-frames:v', '1', file);
      if (numberOf(await of(file), what) > numberOf(before, what)) right++;
      count++;
    }
  }
  return { analyzer: 'color_analysis', tier: 'lite', what: 'warmer, brighter, more saturated told apart', unit: 'share', ...proportion(right, count), truth: 'six photos, each made warmer, brighter, more saturated' };
}

/** Integrated loudness by ffmpeg's own EBU R128 meter. */
function loudnessOf(file: string): number {
  const told = execFileSync('sh', ['-c', 'ffmpeg -nostats -hide_banner -i "$1" -vn -af aformat=sample_rates=48000:channel_layouts=stereo,ebur128 -f null - 2>&1', 'sh', file]).toString();
  return Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(told)?.[1] ?? Number.NaN);
}

async function loudness(context: EvalContext): Promise<Figure> {
  const errors: number[] = [];
  for (const name of SOUNDS) {
    const file = context.media(name);
    if (file === undefined) continue;
    const overall = (await context.analyse(file, ['audio_analysis'])).of('audio_analysis').find(({ label }) => label === 'overall');
    const error = Math.abs(numberOf(overall, 'integratedLufs') - loudnessOf(file));
    // A sound shorter than one gating block has no integrated loudness, for either meter.
    if (Number.isFinite(error)) errors.push(error);
  }
  return { analyzer: 'audio_analysis', tier: 'lite', what: 'integrated loudness, mean difference in LU', unit: 'dB', ...meanOf(errors), goal: { atMost: 0.2 }, truth: 'ffmpeg\'s EBU R128 meter on the shared sounds' };
}

async function film(context: EvalContext): Promise<Figure[]> {
  const file = context.media('short-30s.mp4');
  const truthFile = context.media('short-30s.truth.json');
  if (file === undefined || truthFile === undefined) return [];
  const truth = Truth.parse(JSON.parse(await readFile(truthFile, 'utf8')));
  const analysed = await context.analyse(file, ['scene_segmentation', 'product_detection', 'cut_analysis']);
  const shots = analysed.of('scene_segmentation').filter(({ label }) => label === 'shot');
  const fade = analysed.of('scene_segmentation').find(({ label }) => label === 'fade_out');
  const wanted = [0, ...truth.cutMs];
  const hits = wanted.filter((atMs) => shots.some(({ startMs }) => Math.abs(startMs - atMs) <= 40)).length;
  const offers = truth.overlays.filter(({ text }) => /sale|percent|%|off\b/i.test(text));
  const offered = offers.filter(({ startMs, endMs }) => analysed.of('product_detection').some((item) => item.label === 'offer' && item.startMs < endMs && item.endMs > startMs)).length;
  return [
    { analyzer: 'scene_segmentation', tier: 'lite', what: 'shots that begin where they begin', unit: 'share', ...proportion(hits, wanted.length), truth: 'cut times of the reference film' },
    { analyzer: 'scene_segmentation', tier: 'lite', what: 'begin and end of the fade, mean error', unit: 'ms', ...meanOf(fade ? [Math.abs(fade.startMs - truth.fadeOutMs[0]), Math.abs(fade.endMs - truth.fadeOutMs[1])] : []), truth: 'the fade-out of the reference film', note: 'which shots make a scene has no truth here; they are joined by look alone.' },
    { analyzer: 'product_detection', tier: 'lite', what: 'offers on screen that are told', unit: 'share', ...proportion(offered, offers.length), truth: 'overlays of the reference film that name a sale', note: 'brands are read, not recognised by logo; that a thing is shown as a product is a rule of size, place and time.' },
  ];
}

async function backgrounds(context: EvalContext): Promise<Figure> {
  const people = ['a-1', 'a-2', 'a-3', 'b-1', 'b-3', 'b-5', 'single-1', 'single-2', 'single-4', 'single-5', 'single-6', 'single-7', 'single-8'].map((name) => context.media(`faces/${name}.jpg`)).filter((file) => file !== undefined);
  let right = 0;
  for (const photo of people) {
    const share = numberOf((await context.analyse(photo, ['background_segmentation'])).of('background_segmentation')[0], 'personShare');
    if (share > 0.1 && share < 0.98) right++;
  }
  const none = ['cars.mp4', 'ocr-english.png', 'series/DSCN0027.jpg'].map((name) => context.media(name)).filter((file) => file !== undefined);
  for (const file of none) {
    const shares = (await context.analyse(file, ['background_segmentation'])).of('background_segmentation').map((item) => numberOf(item, 'personShare'));
    if (shares.every((share) => !(share > 0.05))) right++;
  }
  return { analyzer: 'background_segmentation', tier: 'lite', what: 'a person before a background, or nobody', unit: 'share', ...proportion(right, people.length + none.length), truth: 'portraits, and three media without people', note: 'the outline of the mask has no truth here.' };
}

export const area: Area = {
  name: 'signals',
  figures: async (context) => [
    await cameraMoves(context), await colours(context), ...await defects(context), ...await film(context), await loudness(context), await backgrounds(context),
  ],
};
