/** Effects of editing, made by ffmpeg from photos that move; false ones on films that have none. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Area, EvalContext, Figure } from './measure.ts';
import { proportion } from './statistics.ts';

/** Moving pictures besides photos, from the shared films: what they show changes by itself. */
const FILMS = [['cars.mp4', 'people-walking.mp4'], ['people-walking.mp4', 'cars.mp4']] as const;
const PAIRS = [['series/DSCN0010.jpg', 'series/DSCN0040.jpg'], ['series/DSCN0021.jpg', 'faces/group-1.jpg'], ['series/DSCN0027.jpg', 'series/DSCN0010.jpg']] as const;
/** From [a] and [b], four seconds each, to [out]. */
const EFFECTS: Readonly<Record<string, readonly string[]>> = {
  flash: ["[a]eq=brightness='if(between(n,50,52),0.7,0)':eval=frame[out];[b]nullsink"],
  freeze_frame: ['[a]trim=duration=2,tpad=stop_mode=clone:stop_duration=2[out];[b]nullsink', '[b]nullsink;[a]split[x][y];[x]trim=end=2,tpad=stop_mode=clone:stop_duration=1.2[p];[y]trim=start=2,setpts=PTS-STARTPTS[q];[p][q]concat=n=2[out]'],
  wipe: ['wiperight', 'wipeleft', 'wipeup', 'wipedown', 'circleopen', 'diagtl', 'radial', 'vertopen', 'smoothleft'].map((name) => `[a][b]xfade=transition=${name}:duration=1:offset=2[out]`),
  split_screen: ['[a]crop=160:180[l];[b]crop=160:180[r];[l][r]hstack[out]', '[a]crop=320:90[l];[b]crop=320:90[r];[l][r]vstack[out]'],
  picture_in_picture: ['[b]scale=96:54[s];[a][s]overlay=200:20[out]', '[b]scale=80:80[s];[a][s]overlay=20:80[out]'],
  overlay: ["[b]nullsink;[a]drawbox=x=26:y=132:w=192:h=26:c=0x1040c0:t=fill:enable='gte(t,0.7)',drawbox=x=40:y=140:w=120:h=8:c=white:t=fill:enable='gte(t,0.7)'[out]"],
  fade_out: ['[b]nullsink;[a]fade=out:st=2:d=0.8[out]'],
  fade_in: ['[b]nullsink;[a]fade=in:st=0:d=0.6:color=white[out]'],
  dissolve: ['[a][b]xfade=transition=fade:duration=1:offset=2[out]'],
  letterbox: ['[a]scale=320:130,pad=320:180:0:25[out];[b]nullsink'],
  grading_change: ["[a]colorchannelmixer=rr=1.3:bb=0.5:enable='gte(t,2)'[out];[b]nullsink"],
};
const MOVES = ["scale=1000:750:force_original_aspect_ratio=increase,crop=1000:750,crop=640:360:x='100+2*n':y='100+n',scale=320:180,format=yuv420p", "scale=1000:750:force_original_aspect_ratio=increase,crop=1000:750,crop=640:360:x='300-2*n':y='300-n',scale=320:180,format=yuv420p"];

/** Inputs and how each comes to the size of the film. */
interface Pair {
  inputs: string[];
  filters: readonly [string, string];
}

function pairsOf(context: EvalContext): Pair[] {
  const files = (names: readonly string[]): string[] => names.map((name) => context.media(name)).filter((file) => file !== undefined);
  const photos = PAIRS.map(files).filter((pair) => pair.length === 2).map((pair): Pair => ({
    inputs: pair.flatMap((photo) => ['-loop', '1', '-framerate', '25', '-t', '4', '-i', photo]), filters: [MOVES[0] ?? '', MOVES[1] ?? ''],
  }));
  const scaled = 'fps=12.5,scale=320:180,setsar=1,format=yuv420p';
  return [...photos, ...FILMS.map(files).filter((pair) => pair.length === 2).map((pair): Pair => ({ inputs: pair.flatMap((film) => ['-ss', '8', '-t', '4', '-i', film]), filters: [scaled, scaled] }))];
}

async function made(context: EvalContext): Promise<Figure[]> {
  let [found, others, count] = [0, 0, 0];
  for (const [i, { inputs, filters }] of pairsOf(context).entries()) {
    for (const [effect, graphs] of Object.entries(EFFECTS)) {
      for (const [k, graph] of graphs.entries()) {
        const film = path.join(context.work, `effect-${i}-${effect}-${k}.mp4`);
        execFileSync('ffmpeg', ['-v', 'error', '-y', ...inputs, '-filter_complex', `[0:v]${filters[0]}[a];[1:v]${filters[1]}[b];${graph}`, '-map', '[out]', '-c:v', 'libx264', '-preset', 'ultrafast', film]);
        const labels = (await context.analyse(film, ['visual_effects'])).of('visual_effects').map(({ label }) => label);
        if (labels.includes(effect)) found++;
        if (labels.some((label) => label !== effect)) others++;
        count++;
      }
    }
  }
  const truth = 'three pairs of photos that move and two of films, with one made effect in each film';
  return [
    { analyzer: 'visual_effects', tier: 'lite', what: 'made effects found', unit: 'share', ...proportion(found, count), truth, note: 'made effects are clean; graphics that fade in, pushes and ramps of grading are not told.' },
    { analyzer: 'visual_effects', tier: 'lite', what: 'films with a second, wrong effect', unit: 'share', ...proportion(others, count), truth },
  ];
}

async function usual(context: EvalContext): Promise<Figure> {
  const films = ['short-30s.mp4', 'cars.mp4', 'people-walking.mp4', 'sign-yes.mkv', 'sign-no.mkv', 'sign-help.mkv'].map((name) => context.media(name)).filter((file) => file !== undefined);
  let wrong = 0;
  for (const film of films) {
    // The reference film's fade-out is no error.
    if ((await context.analyse(film, ['visual_effects'])).of('visual_effects').some(({ label }) => label !== 'fade_out')) wrong++;
  }
  return { analyzer: 'visual_effects', tier: 'lite', what: 'usual films with an effect that is not there', unit: 'share', ...proportion(wrong, films.length), truth: 'shared films without effects besides a fade-out' };
}

/** Where things move around the change: film, second it begins at, rate, second of the change. */
const MOVING: readonly [film: string, fromSeconds: number, rate: number, changeSeconds: number][] = [
  ['people-walking.mp4', 22.2, 10, 1.2], ['people-walking.mp4', 50, 10, 1.2], ['people-walking.mp4', 92, 10, 1.2], ['cars.mp4', 8, 12.5, 1.2], ['cars.mp4', 17, 12.5, 1.2], ['sign-yes.mkv', 0, 30, 1], ['sign-no.mkv', 0, 30, 1], ['sign-help.mkv', 0, 30, 1],
];
/** From [p] before and [q] after the change; RATE stands for the rate. */
const SPEEDS = {
  repeated: ['[q]setpts=2*PTS,fps=RATE[s];[p][s]concat=n=2[out]', '[p]setpts=2*PTS,fps=RATE[s];[s][q]concat=n=2[out]', '[q]setpts=4*PTS,fps=RATE[s];[p][s]concat=n=2[out]'],
  otherwise: ['[q]setpts=2*PTS,minterpolate=fps=RATE:mi_mode=blend[s];[p][s]concat=n=2[out]', '[q]setpts=0.5*PTS,fps=RATE[s];[p][s]concat=n=2[out]', '[q]setpts=0.25*PTS,fps=RATE[s];[p][s]concat=n=2[out]'],
  none: ['[p][q]concat=n=2[out]', "[p][q]concat=n=2,select='lt(t,1.2)+not(mod(n,2))',fps=RATE[out]"],
} as const;

async function speeds(context: EvalContext): Promise<Figure[]> {
  const figures: Figure[] = [];
  const words = { repeated: 'slow motion of repeated frames found', otherwise: 'other changes of speed found', none: 'films without a change of speed in which one is told' };
  for (const kind of ['repeated', 'otherwise', 'none'] as const) {
    let [told, count] = [0, 0];
    for (const [name, from, rate, change] of MOVING) {
      const source = context.media(name);
      if (source === undefined) continue;
      for (const graph of SPEEDS[kind]) {
        const film = path.join(context.work, `speed-${kind}-${count}.mp4`);
        const parts = `[0:v]scale=480:270,setsar=1,format=yuv420p,fps=${rate},split[x][y];[x]trim=end=${change},setpts=PTS-STARTPTS[p];[y]trim=start=${change},setpts=PTS-STARTPTS[q];`;
        execFileSync('ffmpeg', ['-v', 'error', '-y', '-ss', String(from), '-t', '3', '-i', source, '-filter_complex', parts + graph.replaceAll('RATE', String(rate)), '-map', '[out]', '-r', String(rate), '-c:v', 'libx264', '-preset', 'veryfast', film]);
        if ((await context.analyse(film, ['visual_effects'])).of('visual_effects').some(({ label }) => label === 'speed_change')) told++;
        count++;
      }
    }
    figures.push({ analyzer: 'visual_effects', tier: 'lite', what: words[kind], unit: 'share', ...proportion(told, count), truth: 'parts of shared films in which things move, slowed, hastened, left alone, or with a rate that drops', ...(kind === 'otherwise' ? { note: 'speed changes by mixed frames, or faster, are not looked for.' } : {}) });
  }
  return figures;
}

export const area: Area = { name: 'derived-pictures', figures: async (context) => [...await made(context), await usual(context), ...await speeds(context)] };
