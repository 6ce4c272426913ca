/** Uneven films and music in known keys, made by ffmpeg: what temporal_consistency and audio_analysis tell of them. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Area, EvalContext, Figure } from './measure.ts';
import { proportion } from './statistics.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const PHOTOS = ['series/DSCN0010.jpg', 'series/DSCN0021.jpg', 'series/DSCN0040.jpg'];
const PAN = "scale=1000:750:force_original_aspect_ratio=increase,crop=1000:750,crop=640:360:x='20+2*n':y='20+n',scale=320:180,format=yuv420p";

/** Filter over an even pan of 25 pictures a second; rate of the film; the label, or the cadence's pattern. */
const UNEVEN: readonly [name: string, filter: string, rate: number, label: string][] = [
  ['even', 'null', 25, 'even'],
  ['doubled', 'fps=50', 50, 'repeating'],
  ['24in30', 'setpts=N/24/TB,fps=30', 30, 'pulldown'],
  ['24in60', 'setpts=N/24/TB,fps=60', 60, 'pulldown'],
  ['light', "eq=brightness='0.05*mod(n,2)':eval=frame", 25, 'light_flicker'],
  ['colour', "hue=h='14*mod(n,2)'", 25, 'colour_flicker'],
  ['exposure', "eq=brightness='if(gt(n,50),0.07,0)':eval=frame", 25, 'exposure_jump'],
  ['white', "colorchannelmixer=rr=1.08:bb=0.88:enable='gte(t,2)'", 25, 'white_balance_jump'],
  ['loop', 'trim=end=2.4,split[x][y];[x][y]concat=n=2', 25, 'loop'],
  ['back', 'trim=end=2.4,split[x][y];[y]reverse[z];[x][z]concat=n=2', 25, 'reversed'],
];

async function uneven(context: EvalContext): Promise<Figure[]> {
  let [found, others, count] = [0, 0, 0];
  for (const [i, photo] of PHOTOS.map((name) => context.media(name)).filter((file) => file !== undefined).entries()) {
    for (const [name, filter, rate, label] of UNEVEN) {
      const film = path.join(context.work, `uneven-${i}-${name}.mp4`);
      execFileSync('ffmpeg', ['-v', 'error', '-y', '-loop', '1', '-framerate', '25', '-t', '4', '-i', photo, '-filter_complex', `[0:v]${PAN},${filter}[out]`, '-map', '[out]', '-r', String(rate), '-c:v', 'libx264', '-preset', 'veryfast', film]);
      const told = (await context.analyse(film, ['temporal_consistency'])).of('temporal_consistency');
      const labels = told.map((item) => (item.label === 'cadence' ? textOf(item.attributes?.['pattern']) : item.label));
      if (labels.includes(label)) found++;
      // The turn of a boomerang repeats a frame; where light changes every frame, so does everything.
      if (told.some((item) => item.label !== 'cadence' && item.label !== label && item.label !== 'stutter')) others++;
      count++;
    }
  }
  const truth = 'three photos with a window that goes over them evenly, each made uneven in one way';
  return [
    { analyzer: 'temporal_consistency', tier: 'lite', what: 'made unevenness told', unit: 'share', ...proportion(found, count), truth, note: 'single frames dropped without a gap in the clock are hardly found; broken blocks are not looked for.' },
    { analyzer: 'temporal_consistency', tier: 'lite', what: 'films with something else told', unit: 'share', ...proportion(others, count), truth },
  ];
}

/** Their single repeated frames are real: each was looked at. */
async function usual(context: EvalContext): Promise<Figure> {
  const films = ['short-30s.mp4', 'cars.mp4', 'people-walking.mp4', 'sign-yes.mkv', 'sign-no.mkv', 'sign-help.mkv'].map((name) => context.media(name)).filter((file) => file !== undefined);
  let wrong = 0;
  for (const film of films) {
    if ((await context.analyse(film, ['temporal_consistency'])).of('temporal_consistency').some(({ label }) => label !== 'cadence' && label !== 'stutter')) wrong++;
  }
  return { analyzer: 'temporal_consistency', tier: 'lite', what: 'usual films with a loop, jump or flicker that is not there', unit: 'share', ...proportion(wrong, films.length), truth: 'shared films, looked at frame by frame where something was told' };
}

/** A minor or major cadence (I IV V I vi IV V I), twice, of notes with four partials, as ffmpeg's `aevalsrc`. */
function cadence(tonic: number, scale: readonly number[]): string {
  const note = (degree: number): number => 440 * 2 ** ((tonic - 21 + (scale[degree % 7] ?? 0) + 12 * Math.floor(degree / 7)) / 12);
  const chords = [0, 3, 4, 0, 5, 3, 4, 0].map((root, beat) => {
    const sines = [0, 2, 4].flatMap((step) => [1, 2, 3, 4].map((partial) => `sin(${(2 * Math.PI * note(root + step) * partial).toFixed(3)}*t)/${partial * partial}`));
    return `between(mod(t\\,4)\\,${beat / 2}\\,${(beat + 1) / 2})*(${sines.join('+')})`;
  });
  return `aevalsrc=0.08*(${chords.join('+')}):s=48000:d=8`;
}

const SCALES = { major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 10] } as const;
const TONICS = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];

async function keys(context: EvalContext): Promise<Figure[]> {
  let [right, count] = [0, 0];
  const keyOf = async (file: string): Promise<string> => {
    const overall = (await context.analyse(file, ['audio_analysis'])).of('audio_analysis').find(({ label }) => label === 'overall')?.attributes;
    return overall?.['keyTonic'] === undefined ? 'none' : `${textOf(overall['keyTonic'])} ${textOf(overall['keyMode'])}`;
  };
  for (const [mode, scale] of Object.entries(SCALES)) {
    for (const [tonic, name] of TONICS.entries()) {
      const file = path.join(context.work, `key-${tonic}-${mode}.wav`);
      execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', cadence(tonic, scale), file]);
      if (await keyOf(file) === `${name} ${mode}`) right++;
      count++;
    }
  }
  const without = ['speech-jfk.wav', 'two-speakers.wav', 'short-30s.mp4', 'alarm-clock-elapsed.oga', 'bell.oga', 'phone-incoming-call.oga'].map((name) => context.media(name)).filter((file) => file !== undefined);
  let told = 0;
  for (const file of without) if (await keyOf(file) !== 'none') told++;
  return [
    { analyzer: 'audio_analysis', tier: 'lite', what: 'key named right', unit: 'share', ...proportion(right, count), truth: 'a made cadence in each of the 24 keys', note: 'clean chords; a melody alone is mostly told no key.' },
    { analyzer: 'audio_analysis', tier: 'lite', what: 'key told where there is no music', unit: 'share', ...proportion(told, without.length), truth: 'speech and signals of the shared media' },
  ];
}

export const area: Area = { name: 'evenness', figures: async (context) => [...await uneven(context), await usual(context), ...await keys(context)] };
