/** Cuts: precision and recall over the reference film and films joined from made shots with known cuts. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { execFileSync } from 'node:child_process';
import { seededRandom, bootstrap } from './statistics.ts';
import type { Area, EvalContext, Figure } from './measure.ts';

const Truth = z.object({ fps: z.number(), cutFrames: z.array(z.int()) });
const TOLERANCE_FRAMES = 1;

interface Counted {
  right: number;
  missed: number;
  wrong: number;
}

function compare(truth: readonly number[], found: readonly number[]): Counted {
  const open = [...found];
  let right = 0;
  for (const frame of truth) {
    const at = open.findIndex((other) => Math.abs(other - frame) <= TOLERANCE_FRAMES);
    if (at < 0) continue;
    open.splice(at, 1);
    right++;
  }
  return { right, missed: truth.length - right, wrong: open.length };
}

/** Pieces of people-walking and cars in a random order: every join between different places is a cut. */
function joined(context: EvalContext, sources: readonly string[], seed: number): { file: string; cutFrames: number[]; fps: number } {
  const random = seededRandom(seed);
  const fps = 25;
  const pieces = Array.from({ length: 8 }, (_, i) => ({ source: sources[(i + seed) % sources.length] ?? '', from: 1 + random() * 20, frames: 20 + Math.floor(random() * 40) }));
  const file = path.join(context.work, `cuts-${seed}.mp4`);
  const inputs = pieces.flatMap(({ source, from }) => ['-ss', from.toFixed(2), '-i', source]);
  const chains = pieces.map(({ frames }, i) => `[${i}:v]fps=${fps},scale=640:360:force_original_aspect_ratio=decrease,pad=640:360:(ow-iw)/2:(oh-ih)/2,setsar=1,trim=end_frame=${frames},setpts=N/${fps}/TB[v${i}]`);
  const graph = `${chains.join(';')};${pieces.map((_, i) => `[v${i}]`).join('')}concat=n=${pieces.length}:v=1[out]`;
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...inputs, '-filter_complex', graph, '-map', '[out]', '-r', String(fps), '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '26', file]);
  const cutFrames: number[] = [];
  pieces.slice(0, -1).reduce((sum, { frames }) => (cutFrames.push(sum + frames), sum + frames), 0);
  return { file, cutFrames, fps };
}

export const area: Area = {
  name: 'cuts',
  async figures(context) {
    const film = context.media('short-30s.mp4');
    const truthFile = context.media('short-30s.truth.json');
    const others = ['people-walking.mp4', 'cars.mp4', 'short-30s.mp4'].map((name) => context.media(name)).filter((file) => file !== undefined);
    const films = [
      ...(film && truthFile ? [{ file: film, ...Truth.parse(JSON.parse(await readFile(truthFile, 'utf8'))) }] : []),
      ...(others.length === 3 ? [1, 2, 3, 4].map((seed) => joined(context, others, seed)) : []),
    ];
    const counts: Counted[] = [];
    for (const { file, cutFrames, fps } of films) {
      const found = (await context.analyse(file, ['cut_analysis'])).of('cut_analysis').map(({ startMs }) => Math.round(startMs * fps / 1000));
      const counted = compare(cutFrames, found);
      // cuts of the reference film itself may fall into a piece of it: only its own joins are truth there
      counts.push(file === film ? counted : { ...counted, wrong: 0 });
    }
    const items = counts.flatMap(({ right, missed, wrong }) => [...Array<'right'>(right).fill('right'), ...Array<'missed'>(missed).fill('missed'), ...Array<'wrong'>(wrong).fill('wrong')]);
    const f1 = (sample: readonly string[]): number => {
      const right = sample.filter((each) => each === 'right').length;
      return right === 0 ? 0 : (2 * right) / (right + sample.length);
    };
    return [{
      analyzer: 'cut_analysis', tier: 'lite', what: 'F1 within one frame', unit: 'share', ...bootstrap(items, f1),
      truth: 'cut frames of the reference film; four films joined from pieces of three shared films (false cuts counted on the reference film alone)',
      note: 'jump cuts and dissolves between noisy shots are missed; they are not in this truth.',
    } satisfies Figure];
  },
};
