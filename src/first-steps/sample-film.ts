/**
 * A film of some twenty seconds that AIMA makes itself, so that whoever begins has something to look at: a spoken sentence
 * over a title, moving shapes, a pan, a zoom, an end; hard cuts between them, a different sound in each.
 */
import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { toAppError } from '../kernel/app-error.ts';
import { findFfmpeg } from '../media/index.ts';
import { HEIGHT, PAN_WIDTH, samplePhoto, samplePictures, WIDTH } from './sample-pictures.ts';

const run = promisify(execFile);

export interface SampleFilm {
  bytes: Buffer;
  name: string;
  kind: 'video' | 'image';
  spoken: boolean;
  /** Why it is a picture, or nobody speaks. */
  why?: string;
}

const SPOKEN = 'Good morning. This film was made by a computer. Now you will see moving shapes, a landscape, and many rings.';
const LIMIT_MS = 60_000;
const FPS = 25;
/** Seconds of title, shapes, pan, zoom, end. */
const SCENES = [8, 4, 5, 4, 2] as const;
const TOTAL = SCENES.reduce((sum, each) => sum + each, 0);

interface Tools { ffmpeg: string; folder: string; signal: AbortSignal }

const ffmpegRun = ({ ffmpeg, signal }: Tools, args: readonly string[]): Promise<unknown> => run(ffmpeg, ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', ...args], { timeout: LIMIT_MS, signal });

/** The first of the programs for speech that this machine has. @returns a sound file */
async function speak(tools: Tools): Promise<string | undefined> {
  const file = path.join(tools.folder, 'speech.wav');
  // It speaks to a sound server also where it writes a file, and leaves its folders in the home and among temporary files.
  const env = { ...process.env, HOME: tools.folder, PULSE_RUNTIME_PATH: tools.folder };
  const ways = [
    () => run('espeak-ng', ['-v', 'en-us', '-s', '140', '-w', file, SPOKEN], { timeout: LIMIT_MS, signal: tools.signal, env }),
    () => ffmpegRun(tools, ['-f', 'lavfi', '-i', `flite=text='${SPOKEN.replaceAll(',', '\\,')}':voice=slt`, file]),
  ];
  for (const way of ways) {
    try {
      await way();
      await access(file);
      return file;
    } catch {
      tools.signal.throwIfAborted(); // the next way, or none
    }
  }
  return undefined;
}

const still = (file: string, seconds: number): string[] => ['-loop', '1', '-framerate', String(FPS), '-t', String(seconds), '-i', file];

/** Inputs 0 to 9 in the order of the graph. */
function inputs({ folder }: Tools): string[] {
  const [opening, shapes, pan, zoom, end] = SCENES;
  const of = (name: string): string => path.join(folder, `${name}.png`);
  return [
    ...still(of('title'), opening), ...still(of('ground'), shapes), ...still(of('ball'), shapes), ...still(of('block'), shapes), ...still(of('wedge'), shapes),
    ...still(of('pan'), pan), ...still(of('pan-caption'), pan), '-i', of('rings'), ...still(of('rings-caption'), zoom), ...still(of('end'), end),
  ];
}

const [, , PAN_SECONDS, ZOOM_SECONDS] = SCENES;
const PICTURES = [
  '[0]setsar=1,format=yuv420p[a]',
  `[1][2]overlay=x='40+110*t':y='60+40*sin(4*t)':shortest=1[m1]`,
  `[m1][3]overlay=x='500-100*t':y='40+30*cos(3*t)':shortest=1[m2]`,
  `[m2][4]overlay=x='270+120*sin(2*t)':y='170':shortest=1,setsar=1,format=yuv420p[b]`,
  `[5]crop=${WIDTH}:${HEIGHT}:'${PAN_WIDTH - WIDTH}*t/${PAN_SECONDS}':0[p]`, '[p][6]overlay=shortest=1,setsar=1,format=yuv420p[c]',
  `[7]zoompan=z='1+0.9*on/${ZOOM_SECONDS * FPS}':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d=${ZOOM_SECONDS * FPS}:s=${WIDTH}x${HEIGHT}:fps=${FPS}[z]`, '[z][8]overlay=shortest=1,setsar=1,format=yuv420p[d]',
  '[9]setsar=1,format=yuv420p[e]',
  '[a][b][c][d][e]concat=n=5:v=1:a=0[v]',
];

/** One sound per scene, each of its length; the first is speech where there is any. */
function sounds(spoken: boolean): string[] {
  const [opening, shapes, pan, zoom, end] = SCENES;
  const made = (source: string, seconds: number, name: string): string => `${source},aformat=sample_rates=48000:channel_layouts=mono,apad,atrim=duration=${seconds}[${name}]`;
  return [
    made(spoken ? '[10]anull' : `aevalsrc='0.15*sin(2*PI*262*t)+0.12*sin(2*PI*330*t)+0.1*sin(2*PI*392*t)':d=${opening}`, opening, 's0'),
    made(`aevalsrc='0.25*sin(2*PI*440*t)*lt(mod(t,0.5),0.12)':d=${shapes}`, shapes, 's1'),
    made(`anoisesrc=color=pink:amplitude=0.15:seed=7:duration=${pan}`, pan, 's2'),
    made(`aevalsrc='0.2*sin(2*PI*(220+110*t)*t)':d=${zoom}`, zoom, 's3'),
    made(`aevalsrc='0.15*(sin(2*PI*262*t)+sin(2*PI*392*t))*exp(-2*t)':d=${end}`, end, 's4'),
    '[s0][s1][s2][s3][s4]concat=n=5:v=0:a=1[s]',
  ];
}

async function encode(tools: Tools, speech: string | undefined): Promise<Buffer> {
  const file = path.join(tools.folder, 'sample.mp4');
  const graph = [...PICTURES, ...sounds(speech !== undefined)].join(';');
  // A build without x264 has the older codec of MPEG-4.
  const codecs = [['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20'], ['-c:v', 'mpeg4', '-q:v', '3']];
  let failure: unknown;
  for (const codec of codecs) {
    try {
      await ffmpegRun(tools, [
        ...inputs(tools), ...(speech === undefined ? [] : ['-i', speech]), '-filter_complex', graph, '-map', '[v]', '-map', '[s]', '-t', String(TOTAL),
        ...codec, '-g', String(FPS * 2), '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '96k', '-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact', '-movflags', '+faststart', file,
      ]);
      return await readFile(file);
    } catch (error) {
      tools.signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

/**
 * @param work a folder of this machine for what lies there for a moment
 * @returns a picture where ffmpeg is missing or cannot do it
 */
export async function makeSampleFilm(work: string, signal: AbortSignal): Promise<SampleFilm> {
  const folder = await mkdtemp(path.join(work, 'sample-'));
  try {
    const tools: Tools = { ffmpeg: (await findFfmpeg()).path, folder, signal };
    for (const [name, png] of Object.entries(await samplePictures())) await writeFile(path.join(folder, `${name}.png`), png);
    const speech = await speak(tools);
    return { bytes: await encode(tools, speech), name: 'aima-sample.mp4', kind: 'video', spoken: speech !== undefined, ...(speech === undefined && { why: 'no program for speech' }) };
  } catch (error) {
    signal.throwIfAborted();
    return { bytes: await samplePhoto(), name: 'aima-sample.jpg', kind: 'image', spoken: false, why: toAppError(error).message };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
