/** Films of a person whose hands move in known ways: cut from one moment of a shared film and moved over another moment of it. */
import { spawnSync } from 'node:child_process';

/** Left, top, width, height in pixels of the shared films (640 × 480). */
type Cut = readonly [x: number, y: number, w: number, h: number];

const HAND: Cut = [178, 118, 90, 112];
const BOTH: Cut = [262, 150, 146, 140];
const LEFT: Cut = [266, 160, 72, 120];
const RIGHT: Cut = [330, 160, 76, 120];

/** One picture for ever. */
const LOOPED = 'loop=loop=-1:size=1,fps=25,setpts=N/25/TB';

/** A soft ellipse of the picture `input`. */
const sprite = (input: string, [x, y, w, h]: Cut, name: string): string =>
  `${input}trim=end_frame=1,crop=${w}:${h}:${x}:${y},format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='255*clip((1-hypot(X-W/2,Y-H/2)/hypot(W/2,H/2)*1.35)*5,0,1)',${LOOPED}[${name}]`;

export interface MovingHands {
  /** Film with the person, time of the hands, in seconds; at its beginning the hands hang down. */
  film: string;
  atSeconds: number;
  seconds: number;
  hz: number;
  /** Way from one side to the other, or between the hands, in pixels. */
  way: number;
  kind: 'wave' | 'knock' | 'clap' | 'still';
  /** Claps are heard when the hands meet; `steady`: a hum instead; `none`: no sound at all. */
  sound: 'claps' | 'steady' | 'none';
}

const SOUNDS: Readonly<Record<MovingHands['sound'], (hz: number, seconds: number) => string[]>> = {
  claps: (hz, seconds) => ['-f', 'lavfi', '-i', `aevalsrc='(random(0)-0.5)*exp(-45*mod(t,${1 / hz}))':s=48000:d=${seconds}`],
  steady: (_, seconds) => ['-f', 'lavfi', '-i', `sine=frequency=220:sample_rate=48000:duration=${seconds}`],
  none: () => [],
};

export function filmOfHands(file: string, { film, atSeconds, seconds, hz, way, kind, sound }: MovingHands): string {
  const phase = `2*PI*${hz}*t`;
  const [x, y, w, h] = kind === 'clap' ? BOTH : HAND;
  // A still from another moment of the film, without the hands, is laid over the place that they leave.
  const empty = `${sprite('[1:v]', [x - 14, y - 14, w + 28, h + 28], 'plate')};[base][plate]overlay=${x - 14}:${y - 14}[empty]`;
  const still = (at: number): string[] => ['-ss', String(at), '-t', '0.02', '-i', film];
  const over = {
    still: '[base]copy[out];[1:v]nullsink;[a]nullsink;[b]nullsink',
    wave: `${empty};${sprite('[a]', HAND, 'hand')};[empty][hand]overlay=x='${x}+${way / 2}*sin(${phase})':y=${y}[out];[b]nullsink`,
    knock: `${empty};${sprite('[a]', HAND, 'hand')};[empty][hand]overlay=x=${x}:y='${y}+${way / 2}*sin(${phase})'[out];[b]nullsink`,
    clap: `${empty};${sprite('[a]', LEFT, 'l')};${sprite('[b]', RIGHT, 'r')};[empty][l]overlay=x='${LEFT[0]}-${way / 4}*(1-cos(${phase}))':y=${LEFT[1]}[one];[one][r]overlay=x='${RIGHT[0]}+${way / 4}*(1-cos(${phase}))':y=${RIGHT[1]}[out]`,
  };
  const graph = `[0:v]split=3[o][a][b];[o]trim=end_frame=1,${LOOPED}[base];${over[kind]}`;
  const heard = SOUNDS[sound](hz, seconds);
  const ran = spawnSync('ffmpeg', ['-v', 'error', '-y', ...still(atSeconds), ...still(0), ...heard, '-filter_complex', graph, '-map', '[out]', ...(heard.length > 0 ? ['-map', '2:a', '-c:a', 'aac'] : []), '-t', String(seconds), '-r', '25', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '22', '-pix_fmt', 'yuv420p', file]);
  if (ran.status !== 0) throw new Error(ran.stderr.toString());
  return file;
}
