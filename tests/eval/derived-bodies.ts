/** Movements of head and hands, and the offset of sound against lips: films made of photos that move in known ways. */
import path from 'node:path';
import { FACE_PHOTOS, filmOfFace, type FacePhoto, type Moved } from '../support/moving-faces.ts';
import { filmOfHands, type MovingHands } from '../support/moving-hands.ts';
import { filmOfTalking } from '../support/talking-faces.ts';
import type { Area, EvalContext, Figure } from './measure.ts';
import { meanOf, proportion } from './statistics.ts';

const swaying = (hz: number, way: number) => (seconds: number): number => (seconds > 1 && seconds < 4 ? (way / 2) * Math.sin(2 * Math.PI * hz * (seconds - 1)) : 0);

const HEADS: readonly [label: 'nodding' | 'head_shake', hz: number, way: number][] = [['nodding', 1.2, 0.2], ['nodding', 2, 0.12], ['head_shake', 1.5, 0.2], ['head_shake', 2.5, 0.12]];
const STEADY_HEADS: Readonly<Record<string, (seconds: number) => Moved>> = {
  camera: (t) => ({ cameraX: swaying(1.5, 0.15)(t), cameraY: swaying(2, 0.1)(t) }),
  pan: (t) => ({ cameraX: 0.1 * t, zoom: 1 + 0.02 * t }),
  walk: (t) => ({ personX: 0.03 * Math.sin(5.6 * t), personY: 0.08 * Math.sin(11.3 * t), zoom: 1 + 0.03 * t }),
  talk: (t) => ({ mouth: Math.max(0, Math.sin(19 * t)), headY: 0.025 * Math.sin(5 * t), headX: 0.02 * Math.sin(3 * t) }),
};
const photosOf = (context: EvalContext): { photo: FacePhoto; file: string }[] => FACE_PHOTOS.flatMap((photo) => {
  const file = context.media(photo.name);
  return file === undefined ? [] : [{ photo, file }];
});
const movements = async (context: EvalContext, film: string): Promise<string[]> =>
  (await context.analyse(film, ['gesture_recognition'])).of('gesture_recognition').map(({ label = '' }) => label).filter((label) => ['nodding', 'head_shake', 'waving', 'clapping'].includes(label));

async function heads(context: EvalContext): Promise<Figure[]> {
  let [found, count, wrong, steady] = [0, 0, 0, 0];
  for (const [i, { photo, file }] of photosOf(context).entries()) {
    for (const [label, hz, way] of HEADS) {
      const film = filmOfFace(path.join(context.work, `head-${i}-${label}-${hz}.mp4`), file, photo, { seconds: 5, at: (t) => (label === 'nodding' ? { headY: swaying(hz, way)(t) } : { headX: swaying(hz, way)(t) }) });
      if ((await movements(context, film)).join() === label) found++;
      count++;
    }
    for (const [name, at] of Object.entries(STEADY_HEADS)) {
      if ((await movements(context, filmOfFace(path.join(context.work, `steady-${i}-${name}.mp4`), file, photo, { seconds: 5, at }))).length > 0) wrong++;
      steady++;
    }
  }
  return [
    { analyzer: 'gesture_recognition', tier: 'lite', what: 'nodding and shaking the head found, and nothing else', unit: 'share', ...proportion(found, count), truth: 'four face photos whose head moves at 1.2 to 2.5 Hz by 0.12 to 0.2 of its height', note: 'made by warping photos: real heads turn. Movements of less than about two there and back, or 6 % of the face, are not told.' },
    { analyzer: 'gesture_recognition', tier: 'lite', what: 'films with a movement of the head that is none', unit: 'share', ...proportion(wrong, steady), truth: 'the same photos with a shaking or panning camera, walking, or talking' },
  ];
}

const HANDS: readonly [wanted: string, film: string, made: Pick<MovingHands, 'atSeconds' | 'hz' | 'way' | 'kind' | 'sound'>][] = [
  ['waving', 'sign-no.mkv', { atSeconds: 1, hz: 1.3, way: 70, kind: 'wave', sound: 'none' }],
  ['waving', 'sign-no.mkv', { atSeconds: 1, hz: 2.3, way: 50, kind: 'wave', sound: 'steady' }],
  ['', 'sign-no.mkv', { atSeconds: 1, hz: 1.7, way: 60, kind: 'knock', sound: 'none' }],
  ['', 'sign-no.mkv', { atSeconds: 1, hz: 1, way: 0, kind: 'still', sound: 'none' }],
  ['clapping', 'sign-help.mkv', { atSeconds: 0.75, hz: 1.9, way: 60, kind: 'clap', sound: 'claps' }],
  ['clapping', 'sign-help.mkv', { atSeconds: 0.75, hz: 3.1, way: 40, kind: 'clap', sound: 'claps' }],
  ['clapping', 'sign-help.mkv', { atSeconds: 0.75, hz: 2.3, way: 50, kind: 'clap', sound: 'none' }],
  ['', 'sign-help.mkv', { atSeconds: 0.75, hz: 2.3, way: 50, kind: 'clap', sound: 'steady' }],
];

async function hands(context: EvalContext): Promise<Figure> {
  let [right, count] = [0, 0];
  for (const [i, [wanted, name, made]] of HANDS.entries()) {
    const film = context.media(name);
    if (film === undefined) continue;
    const found = (await movements(context, filmOfHands(path.join(context.work, `hands-${i}.mp4`), { ...made, film, seconds: 5 }))).filter((label) => label === 'waving' || label === 'clapping');
    if (found.join() === wanted) right++;
    count++;
  }
  return { analyzer: 'gesture_recognition', tier: 'lite', what: 'waving and clapping told, or rightly not told', unit: 'share', ...proportion(right, count), truth: 'one person whose hands, cut out, move over a still picture of the same film', note: 'one person only; there is no real waving or clapping among the shared media.' };
}

const OFFSETS = [-600, -200, 0, 120, 600] as const;
const SECONDS = 9;

async function sync(context: EvalContext): Promise<Figure[]> {
  const [one, two] = [context.media('speech-jfk.wav'), context.media('two-speakers.wav')];
  if (one === undefined || two === undefined) return [];
  const voices = [{ file: one }, { file: two, fromSeconds: 6 }, { file: two, fromSeconds: 18 }] as const;
  const errors: number[] = [];
  let [asked, claimed, over] = [0, 0, 0];
  for (const [i, { photo, file }] of photosOf(context).slice(0, 3).entries()) {
    const [voice, other] = [voices[i] ?? voices[0], voices[(i + 1) % 3] ?? voices[0]];
    const made = async (name: string, options: Pick<Parameters<typeof filmOfTalking>[3], 'mouth' | 'offsetMs'>): Promise<number[]> => {
      const film = filmOfTalking(path.join(context.work, `talk-${i}-${name}.mp4`), file, photo, { seconds: SECONDS, sound: voice, ...options });
      return (await context.analyse(film, ['audio_visual_sync'])).of('audio_visual_sync').flatMap(({ attributes }) => (typeof attributes?.['offsetMs'] === 'number' ? [attributes['offsetMs']] : []));
    };
    for (const offsetMs of OFFSETS) {
      asked++;
      const [told] = await made(String(offsetMs), { mouth: voice, offsetMs });
      if (told !== undefined) errors.push(Math.abs(told - offsetMs));
    }
    for (const mouth of [other, 'closed'] as const) {
      over++;
      if ((await made(mouth === 'closed' ? 'closed' : 'over', { mouth, offsetMs: 0 })).length > 0) claimed++;
    }
  }
  const truth = 'face photos whose mouth opens with the loudness of real speech, sound shifted by −600 to 600 ms';
  return [
    { analyzer: 'audio_visual_sync', tier: 'lite', what: 'mean error of the offset, ms', unit: 'ms', ...meanOf(errors), goal: { atMost: 60 }, truth, note: 'made mouths; there is no real talking face among the shared media. Real lips agree less with the voice, so more stretches cannot be told.' },
    { analyzer: 'audio_visual_sync', tier: 'lite', what: 'offsets that could be told', unit: 'share', ...proportion(errors.length, asked), truth },
    { analyzer: 'audio_visual_sync', tier: 'lite', what: 'offsets claimed for voice-overs and closed mouths', unit: 'share', ...proportion(claimed, over), goal: { atMost: 0.05 }, truth: 'the same photos with the mouth of another speech, or closed' },
  ];
}

export const area: Area = { name: 'derived-bodies', figures: async (context) => [...await heads(context), await hands(context), ...await sync(context)] };
