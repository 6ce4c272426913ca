/** What analyzers say together: relations on made films whose truth is known, and whether bad transcripts know that they are bad. */
import path from 'node:path';
import type { Observation } from '@aima/contract';
import { correlate } from '../../src/analyzers/lib/cross/correlation.ts';
import { ffmpeg } from '../support/made-media.ts';
import { wordErrorRate } from '../support/word-error-rate.ts';
import type { Area, EvalContext, Figure } from './measure.ts';
import { noisy, pitched, samplesOf, spoken, written } from './sound-material.ts';
import { bootstrap, meanOf, proportion } from './statistics.ts';

const CROSS = 'cross_analyzer_intelligence';
const figure = { analyzer: CROSS, tier: 'lite', unit: 'share' } as const;

const PICTURE = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

const SAID = [
  'We bake a cake for my sister today', 'The train to the city leaves at nine', 'Please wash your hands before dinner', 'My father built this house alone', 'The garden is full of yellow flowers', 'Nobody told me about the meeting',
];
const OTHERS = ['SUMMER COLLECTION 2026', 'NEW EPISODE EVERY WEEK', 'Museum of modern art', 'Half price until Sunday', 'City marathon in October', 'Recipe of the day'];
const SECONDS_EACH = 5;

/** Sentences one after the other, each with a text on screen: its own words, or others. */
async function subtitled({ work }: EvalContext, name: string, texts: readonly string[]): Promise<string | undefined> {
  const sounds = SAID.map((text, i) => spoken(work, `said-${i}`, text, ['-v', 'en-us']));
  if (sounds.includes(undefined)) return undefined;
  const film = path.join(work, `${name}.mp4`);
  const drawn = texts.map((text, i) => `drawtext=text='${text}':fontcolor=white:fontsize=34:x=(w-tw)/2:y=h*3/4:enable='between(t,${i * SECONDS_EACH},${(i + 1) * SECONDS_EACH - 1})'`);
  const delayed = sounds.map((_, i) => `[${i + 1}:a]aresample=48000,adelay=${i * SECONDS_EACH * 1000}[a${i}]`);
  const graph = `[0:v]${drawn.join(',')}[v];${delayed.join(';')};${sounds.map((_, i) => `[a${i}]`).join('')}amix=inputs=${sounds.length}:normalize=0[a]`;
  await ffmpeg('-f', 'lavfi', '-t', String(SAID.length * SECONDS_EACH), '-i', 'color=c=darkgreen:size=720x480:rate=10', ...sounds.flatMap((file) => ['-i', file ?? '']), '-filter_complex', graph, '-map', '[v]', '-map', '[a]', ...PICTURE, film);
  return film;
}

async function subtitles(context: EvalContext): Promise<Figure[]> {
  const told = async (name: string, texts: readonly string[]): Promise<boolean[] | undefined> => {
    const film = await subtitled(context, name, texts);
    if (film === undefined) return undefined;
    const found = (await context.analyse(film, ['text_overlay', 'speech_transcription', CROSS])).of(CROSS).filter(({ label }) => label === 'text_spoken');
    return texts.map((_, i) => found.some(({ startMs, endMs }) => Math.floor((startMs + endMs) / 2000 / SECONDS_EACH) === i));
  };
  const [same, other] = [await told('same-words', SAID), await told('other-words', OTHERS)];
  if (!same || !other) return [];
  return [
    { ...figure, what: 'subtitles told to be the words spoken', ...proportion(same.filter(Boolean).length, same.length), truth: 'six sentences by espeak-ng, each written on screen while it is spoken', note: 'what is missing is speech that the recogniser did not understand and so does not show.' },
    { ...figure, what: 'other texts told to be the words spoken', ...proportion(other.filter(Boolean).length, other.length), truth: 'the same sentences under six texts that say something else' },
  ];
}

const PORTRAITS = ['a-1', 'a-2', 'b-1', 'b-2', 'single-1', 'single-2', 'single-4', 'single-5', 'single-6', 'single-7', 'single-8'];
/** Longer side of a photo that hangs on a wall, in parts of the picture. */
const HUNG = 0.3;

const faceRelation = async (context: EvalContext, file: string): Promise<Observation[]> =>
  (await context.analyse(file, ['face_detection', 'object_detection', 'body_pose', CROSS])).of(CROSS).filter(({ label }) => label === 'face_with_person');
const relationOf = ({ attributes }: Observation): unknown => attributes?.['relation'];

/** Portraits as they are, and hung small on a wall with a chair before it: faces without bodies. */
async function portraits(context: EvalContext): Promise<Figure[]> {
  let [real, doubted, hung, found, confirmed] = [0, 0, 0, 0, 0];
  for (const name of [...PORTRAITS, 'group-1', 'group-2']) {
    const photo = context.media(`faces/${name}.jpg`);
    if (photo === undefined) continue;
    const own = await faceRelation(context, photo);
    real += own.length;
    doubted += own.filter((each) => relationOf(each) === 'contradiction').length;
    if (name.startsWith('group')) continue;
    const wall = path.join(context.work, `wall-${name}.png`);
    // Only the head: what is cut off below the chin shows no shoulders.
    await ffmpeg('-f', 'lavfi', '-i', 'color=c=0xc8bfa8:size=1280x960', '-i', photo, '-filter_complex', `[1:v]scale=w=-2:h=${Math.round(960 * HUNG)},crop=w=min(iw\\,220):h=ih,pad=iw+16:ih+16:8:8:black[p];[0:v][p]overlay=x=560:y=120`, '-frames:v', '1', wall);
    const faces = (await context.analyse(wall, ['face_detection', 'object_detection', 'body_pose', CROSS])).of('face_detection').length;
    if (faces === 0) continue;
    hung++;
    const claims = await faceRelation(context, wall);
    found += claims.some((each) => relationOf(each) === 'contradiction') ? 1 : 0;
    confirmed += claims.some((each) => relationOf(each) === 'agreement') ? 1 : 0;
  }
  if (real === 0 || hung === 0) return [];
  return [
    { ...figure, what: 'faces of real people that are doubted for want of a body', ...proportion(doubted, real), goal: { atMost: 0.1 }, truth: 'all shared portraits and groups as they are; only faces of which something is said' },
    { ...figure, what: 'pictures of faces on a wall that are doubted', ...proportion(found, hung), truth: 'eleven portraits hung small on a plain wall', note: `in ${confirmed} of ${hung} the object detector sees a person in the hung portrait, which agrees; where it finds nothing at all in the whole picture, nothing is said.` },
  ];
}

/** A voice over a face that stands still, and over a picture without anybody. */
async function voices(context: EvalContext): Promise<Figure[]> {
  let [right, all] = [0, 0];
  const texts = ['Today I will tell you about the house of my grandmother. It was small and cold in winter, but we loved it very much.', 'The river rises in the mountains and flows through three countries before it reaches the sea in a wide delta.'];
  for (const [i, text] of texts.entries()) {
    const sound = spoken(context.work, `voice-${i}`, text, ['-v', 'en-us']);
    const photo = context.media('faces/single-1.jpg');
    if (sound === undefined || photo === undefined) continue;
    const film = path.join(context.work, `voice-${i}.mp4`);
    // Four silent seconds with a face, then the voice: over a landscape that is drawn, where nobody is.
    await ffmpeg('-loop', '1', '-t', '4', '-i', photo, '-f', 'lavfi', '-t', '9', '-i', 'gradients=size=640x480:rate=10:c0=0x87b5e0:c1=0x3d6b2f:x0=0:y0=0:x1=0:y1=480:speed=0.00001', '-i', sound,
      '-filter_complex', '[0:v]scale=640:480:force_original_aspect_ratio=decrease,pad=640:480:(ow-iw)/2:(oh-ih)/2,fps=10,setsar=1[a];[1:v]setsar=1,fps=10[b];[a][b]concat=n=2:v=1[v];[2:a]aresample=48000,adelay=4500,apad=whole_dur=13[s]', '-map', '[v]', '-map', '[s]', '-t', '13', ...PICTURE, film);
    const told = (await context.analyse(film, ['voice_activity', 'facial_details', 'face_detection', CROSS])).of(CROSS).filter(({ label }) => label === 'speech_on_camera');
    all++;
    right += told.length > 0 && told.every(({ attributes }) => attributes?.['variant'] === 'no_face') ? 1 : 0;
  }
  return all === 0 ? [] : [{ ...figure, what: 'voice-over told as such', ...proportion(right, all), truth: 'a voice over drawn pictures after a shot of a face', note: 'talking faces are not among the material that is there, so how often a moving mouth is told rightly is not known.' }];
}

/** Brightness and loudness by formulas: the same one, or one each of another period. */
async function series(context: EvalContext): Promise<Figure[]> {
  const wave = (a: number, b: number): string => `(0.5+0.25*sin(2*PI*T/${a})+0.25*sin(2*PI*T/${b}))`;
  const pairs: readonly (readonly [string, string, boolean])[] = [[wave(7, 11.3), wave(7, 11.3), true], [wave(5, 17), wave(5, 17), true], [wave(6.1, 9.7), wave(8.3, 13.9), false], [wave(4.7, 19), wave(7.7, 12.1), false], [wave(9.1, 5.3), wave(6.7, 15.1), false], [wave(12.3, 4.1), wave(5.9, 8.9), false]];
  const told: { related: boolean; said: boolean }[] = [];
  for (const [i, [light, loud, related]] of pairs.entries()) {
    const film = path.join(context.work, `series-${i}.mp4`);
    await ffmpeg('-f', 'lavfi', '-t', '150', '-i', 'color=c=black:size=96x64:rate=4', '-f', 'lavfi', '-t', '150', '-i', `aevalsrc=0.9*pow(10\\,-1.5*(1-${loud.replaceAll('T', 't')}))*sin(2*PI*440*t):s=48000`, '-vf', `geq=lum='40+170*${light}':cb=128:cr=128`, ...PICTURE, film);
    const found = (await context.analyse(film, ['content_quality', 'audio_analysis', CROSS])).of(CROSS);
    told.push({ related, said: found.some(({ label }) => label === 'correlation') });
  }
  const of = (related: boolean) => told.filter((each) => each.related === related);
  return [
    { ...figure, what: 'related courses of light and sound told as correlation', ...proportion(of(true).filter(({ said }) => said).length, of(true).length), truth: 'made films of 150 s in which loudness follows brightness' },
    { ...figure, what: 'unrelated ones told as correlation', ...proportion(of(false).filter(({ said }) => said).length, of(false).length), truth: 'made films of 150 s with other periods for each', note: 'on random courses that depend on themselves the rate of false alarms is measured by correlation.test.ts.' },
  ];
}

type Condition = readonly [colour: string, snrDb: number] | undefined;
/** Noise in which the recogniser still shows text: of synthetic voices sooner not than of the recording. */
const MILD: readonly Condition[] = [undefined, ['pink', 18], ['pink', 12], ['white', 16]];
const HARD: readonly Condition[] = [undefined, ...[9, 6, 4, 2, 0, -2].map((snrDb) => ['pink', snrDb] as const), ...[9, 6, 4, 2, 0].map((snrDb) => ['white', snrDb] as const), ...[-2, -5, -8].map((snrDb) => ['brown', snrDb] as const)];
const PITCHES = [0.85, 1, 1.15] as const;
const VOICES = [['-v', 'en-us', '-s', '165'], ['-v', 'en-gb', '-s', '160'], ['-v', 'en-us+m3', '-s', '180']] as const;
const JFK = 'And so my fellow Americans ask not what your country can do for you ask what you can do for your country';

interface Rated { expected: number; real: number }

/** What the transcription expects of itself, and the truth; nothing where it shows no text. */
async function ratedOf(context: EvalContext, file: string, truth: string): Promise<Rated[]> {
  const heard = (await context.analyse(file, ['speech_transcription'])).of('speech_transcription').filter(({ text = '' }) => text !== '');
  const words = heard.map(({ text = '' }) => text.split(' ').length);
  const all = words.reduce((sum, count) => sum + count, 0);
  if (all === 0) return [];
  const expected = heard.reduce((sum, { attributes }, i) => sum + Number(attributes?.['expectedWordErrorRate']) * (words[i] ?? 0), 0) / all;
  return [{ expected, real: Math.min(1, wordErrorRate(truth, heard.map(({ text }) => text).join(' '))) }];
}

/** Sentences and voices other than those that the rating was set on, and the one recording, each clean and noisy. */
async function transcripts(context: EvalContext): Promise<Figure[]> {
  const rated: Rated[] = [];
  const recording = context.media('speech-jfk.wav');
  const pairs = SAID.map((text, i) => `${text}. ${SAID[(i + 1) % SAID.length] ?? ''}.`);
  const takes = [
    ...pairs.flatMap((truth, i) => [spoken(context.work, `rated-${i}`, truth, VOICES[i % VOICES.length] ?? [])].flatMap((file) => (file === undefined ? [] : [{ sound: samplesOf('-i', file), truth, conditions: MILD }]))),
    ...(recording === undefined ? [] : PITCHES.map((ratio) => ({ sound: pitched(recording, ratio), truth: JFK, conditions: HARD }))),
  ];
  for (const [i, { sound, truth, conditions }] of takes.entries()) {
    for (const [j, condition] of conditions.entries()) rated.push(...await ratedOf(context, written(path.join(context.work, `rated-${i}-${j}.wav`), condition ? noisy(sound, ...condition) : sound), truth));
  }
  if (rated.length < 10) return [];
  const own = { analyzer: 'speech_transcription', tier: 'lite', truth: 'six takes of two sentences by three espeak-ng voices and one recording at three pitches, clean and in pink, white and brown noise; where text is shown' } as const;
  const rank = bootstrap(rated, (sample) => correlate(sample.map(({ expected }) => expected), sample.map(({ real }) => real))?.r ?? Number.NaN);
  return [
    { ...own, unit: 'correlation', what: 'rank correlation of expected and real word error rate', ...rank, goal: { atLeast: 0.6 } },
    { ...own, unit: 'share', what: 'mean error of the expected word error rate', ...meanOf(rated.map(({ expected, real }) => Math.abs(expected - real))), note: 'synthetic voices mostly; how it does on other microphones and rooms is not known.' },
  ];
}

export const area: Area = {
  name: 'cross',
  figures: async (context) => [...await subtitles(context), ...await portraits(context), ...await voices(context), ...await series(context), ...await transcripts(context)],
};
