/** How well the embeddings of pictures tell scenes: frames of shots, films and photos, each analysed as a photo of its own. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { cosine } from '../../src/analyzers/lib/embedding/compact-embedding.ts';
import type { Area, EvalContext, Figure } from './measure.ts';
import { bootstrap, proportion } from './statistics.ts';

/** As in the analyzer; chosen on these very pictures, so a little flattering. */
const SAME_FROM = 0.63;
const SERIES = ['0010', '0012', '0021', '0025', '0027', '0029', '0038', '0040', '0042'];

/** What the shots of the reference film show, read off it: some are of the same places as two of the other films. */
const PLACES = ['room', 'portrait', 'road', 'signer', 'diner', 'room', 'road', 'three people', 'room'];

interface Item {
  scene: string;
  file: string;
}

function frame(context: EvalContext, film: string, atMs: number, name: string, ...filter: string[]): string {
  const made = path.join(context.work, `look-${name}.png`);
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-ss', (atMs / 1000).toFixed(2), '-i', film, '-frames:v', '1', ...filter, made]);
  return made;
}

async function shots(context: EvalContext): Promise<Item[]> {
  const [film, truth] = [context.media('short-30s.mp4'), context.media('short-30s.truth.json')];
  if (!film || !truth) return [];
  const { cutMs } = z.object({ cutMs: z.array(z.number()) }).parse(JSON.parse(await readFile(truth, 'utf8')));
  const edges = [0, ...cutMs, 29_000];
  return edges.slice(0, -1).flatMap((from, i) => [0.25, 0.75].map((part): Item => {
    const atMs = from + ((edges[i + 1] ?? from) - from) * part;
    return { scene: PLACES[i] ?? '', file: frame(context, film, atMs, `shot-${i}-${part}`, ...(part > 0.5 ? ['-vf', 'hflip,scale=iw*0.6:-2,eq=brightness=-0.05'] : [])) };
  }));
}

async function itemsOf(context: EvalContext): Promise<Item[]> {
  const items = await shots(context);
  const long = [['cars.mp4', 'road', [2_000, 15_000, 28_000]], ['people-walking.mp4', 'room', [2_000, 30_000, 60_000, 100_000]]] as const;
  for (const [name, scene, times] of long) {
    const film = context.media(name);
    if (film) items.push(...times.map((atMs) => ({ scene, file: frame(context, film, atMs, `${name}-${atMs}`) })));
  }
  const photos = SERIES.map((number) => `series/DSCN${number}.jpg`);
  return [...items, ...photos.flatMap((name) => context.media(name) ?? []).map((file) => ({ scene: file, file }))];
}

export const area: Area = {
  name: 'similarity',
  async figures(context) {
    const items: (Item & { embedding: Int8Array })[] = [];
    for (const item of await itemsOf(context)) {
      const [look] = (await context.analyse(item.file, ['image_embedding'])).of('image_embedding');
      const text = look?.attributes?.['embedding'];
      if (typeof text === 'string') items.push({ ...item, embedding: new Int8Array(Buffer.from(text, 'base64')) });
    }
    const pairs = items.flatMap((a, i) => items.slice(i + 1).map((b) => ({ same: a.scene === b.scene, alike: cosine(a.embedding, b.embedding) >= SAME_FROM })));
    const accuracy = (sample: readonly { same: boolean; alike: boolean }[]): number => {
      const share = (same: boolean): number => {
        const of = sample.filter((pair) => pair.same === same);
        return of.filter(({ alike }) => alike === same).length / of.length;
      };
      return (share(true) + share(false)) / 2;
    };
    const withPartner = items.filter((item) => items.some((other) => other !== item && other.scene === item.scene));
    const found = withPartner.filter((item) => {
      const [nearest] = items.filter((other) => other !== item).toSorted((a, b) => cosine(item.embedding, b.embedding) - cosine(item.embedding, a.embedding));
      return nearest?.scene === item.scene;
    });
    const truth = 'two frames of each shot of the reference film, the second mirrored, smaller and darker; frames of two films far apart in time; 9 photos of one walk, each a scene of its own';
    const common = { analyzer: 'image_embedding', tier: 'lite', unit: 'share', truth } as const;
    const figures: Figure[] = [
      { ...common, what: 'nearest picture is of the same scene', ...proportion(found.length, withPartner.length), note: 'not searchable by words; mirrored, smaller and darker at once often looks like something else.' },
      { ...common, what: 'same or another scene, balanced accuracy of pairs', ...bootstrap(pairs, accuracy), note: 'photos of one walk that look alike count as different scenes.' },
    ];
    return figures;
  },
};
