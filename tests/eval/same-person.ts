/**
 * Who comes back within one film, by the full tier's person embedder: the six people of people-walking.mp4, each pass
 * cut in two, all first halves before all second ones, the empty room between. Read off the film: six different people,
 * two of them men all in black, two women in grey knitwear, none of whom comes back by himself.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';
import type { Analysed, EvalContext, Figure } from './measure.ts';
import { proportion } from './statistics.ts';

const Passes = z.array(z.object({ startMs: z.number(), endMs: z.number() }));
type Pass = z.infer<typeof Passes>[number];

/** Empty room, seconds of the film; longer than a track waits for somebody unseen. */
const EMPTY = { from: 0.5, to: 3.5 };

const SECOND_HALF = [['as it is', 'null'], ['mirrored', 'hflip'], ['darkened', 'eq=brightness=-0.1:contrast=0.85']] as const;

interface Appearance {
  person: number;
  fromMs: number;
  toMs: number;
}

/** All first halves, then all second halves through a filter; where each person is. */
function comeBack(context: EvalContext, film: string, passes: readonly Pass[], name: string, filter: string): { file: string; appearances: Appearance[] } {
  const parts: string[] = [];
  const appearances: Appearance[] = [];
  let atMs = 0;
  const add = (from: number, to: number, through: string): void => {
    parts.push(`[0:v]trim=${from}:${to},setpts=PTS-STARTPTS,${through},setsar=1[p${parts.length}]`);
    atMs += (to - from) * 1000;
  };
  for (const half of [0, 1]) {
    for (const [person, { startMs, endMs }] of passes.entries()) {
      const middle = (startMs + endMs) / 2;
      const [from, to] = half === 0 ? [startMs, middle] : [middle, endMs];
      add(EMPTY.from, EMPTY.to, half === 0 ? 'null' : filter);
      appearances.push({ person, fromMs: atMs, toMs: atMs + to - from });
      add(from / 1000, to / 1000, half === 0 ? 'null' : filter);
    }
  }
  const file = path.join(context.work, `come-back-${name.replaceAll(' ', '-')}.mp4`);
  const graph = `${parts.join(';')};${parts.map((_, i) => `[p${i}]`).join('')}concat=n=${parts.length}`;
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', film, '-filter_complex', graph, '-an', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '20', file]);
  return { file, appearances };
}

/** The name that most samples of a stretch carry. */
function nameIn(people: Analysed['observations'], { fromMs, toMs }: Appearance): string | undefined {
  const votes = new Map<string, number>();
  for (const { startMs, attributes } of people) {
    const name = z.string().safeParse(attributes?.['samePerson']).data;
    if (name !== undefined && startMs >= fromMs && startMs <= toMs) votes.set(name, (votes.get(name) ?? 0) + 1);
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Pairs of appearances, same and different people, that the names tell rightly. */
export async function samePersonFigures(context: EvalContext, analyse: EvalContext['analyse'], film: string, truth: unknown): Promise<Figure[]> {
  const passes = Passes.parse(truth);
  const same: boolean[] = [];
  const different: boolean[] = [];
  for (const [name, filter] of SECOND_HALF) {
    const { file, appearances } = comeBack(context, film, passes, name, filter);
    const people = (await analyse(file, ['object_detection'])).of('object_detection').filter(({ label }) => label === 'person');
    const names = appearances.map((appearance) => nameIn(people, appearance));
    context.say(`same person, ${name}: ${names.map((each) => each ?? 'none').join(' ')}`);
    for (const [i, a] of appearances.entries()) {
      for (const [j, b] of appearances.entries()) {
        if (j <= i) continue;
        const joined = names[i] !== undefined && names[i] === names[j];
        if (a.person === b.person) same.push(joined);
        else different.push(!joined);
      }
    }
  }
  const common = { analyzer: 'object_detection', tier: 'full', unit: 'share' } as const;
  const note = 'one film, one place, the same clothes: people dressed alike are taken for one, and who changes clothes for somebody else.';
  return [
    { ...common, ...proportion(same.filter(Boolean).length, same.length), what: 'same person who comes back has the same name', truth: `six people of people-walking.mp4, each pass cut in two; the second half also mirrored and darkened (OSNet x0.25, YOLOX-nano)`, note },
    { ...common, ...proportion(different.filter(Boolean).length, different.length), what: 'different people have different names', truth: 'all other pairs of the same films: many pairs, but six people only' },
  ];
}
