/** Photo series: order with clock, with names, by look alone; duplicates, bursts and sittings; two cameras' clocks. */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Observation, SeriesDocument } from '@aima/contract';
import { z } from 'zod';
import { buildSeries } from '../../src/series/build-series.ts';
import { findDuplicates } from '../../src/series/duplicates.ts';
import { readPhoto, type ReadPhoto } from '../../src/series/index.ts';
import { dividingGaps } from '../../src/series/sittings.ts';
import type { Area, EvalContext, Figure } from './measure.ts';
import { meanOf, proportion, seededRandom } from './statistics.ts';

const NOW = Date.UTC(2026, 0, 1);
const figure = { analyzer: 'series', tier: 'lite', unit: 'share' } as const;

async function read(file: string): Promise<ReadPhoto> {
  const found = await readPhoto(file, path.basename(file), { places: false, signal: new AbortController().signal });
  if ('kind' in found) throw new Error(`${file} is no photo`);
  return found;
}

const seriesOf = (photos: readonly ReadPhoto[], observations: readonly (readonly Observation[])[] = []): SeriesDocument => buildSeries({
  photos: photos.map(({ facts }) => facts), observations: photos.map((_, i) => observations[i]), pixels: photos.map(({ pixels }) => pixels),
  skipped: [], rejected: [], language: 'en', placesRead: false, nowMs: NOW, seconds: 0,
});

/** Names without any order in them. */
function randomNames(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const letters = 'abcdefghijkmnopqrstuvwxyz23456789';
  return Array.from({ length: count }, () => `${Array.from({ length: 8 }, () => letters[Math.floor(random() * letters.length)] ?? 'x').join('')}.jpg`);
}

/** Kendall's tau of the found order against the given one, without regard to direction. */
function tau(found: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < found.length; i++) for (let j = i + 1; j < found.length; j++) sum += Math.sign((found[j] ?? 0) - (found[i] ?? 0));
  return Math.abs(sum) / (found.length * (found.length - 1) / 2);
}

/** Neighbours in the order that are neighbours in truth too. */
const neighbours = (found: readonly number[]): number => found.slice(1).filter((place, i) => Math.abs(place - (found[i] ?? 0)) === 1).length;

/** Frames of a film as photos without clock or name, in true order. */
async function frames(context: EvalContext, film: string, times: readonly number[]): Promise<string[]> {
  const folder = path.join(context.work, `series-${path.basename(film)}`);
  await mkdir(folder, { recursive: true });
  return times.map((seconds, i) => {
    const file = path.join(folder, `${i}.jpg`);
    execFileSync('ffmpeg', ['-v', 'error', '-y', '-ss', seconds.toFixed(2), '-i', film, '-frames:v', '1', '-q:v', '3', file]);
    return file;
  });
}

async function shuffled(files: readonly string[], folder: string, seed: number): Promise<{ files: string[]; truth: Map<string, number> }> {
  await mkdir(folder, { recursive: true });
  const names = randomNames(files.length, seed);
  const truth = new Map<string, number>();
  for (const [i, file] of files.entries()) {
    const name = names[i] ?? '';
    truth.set(name, i);
    await copyFile(file, path.join(folder, name));
  }
  return { files: names.toSorted().map((name) => path.join(folder, name)), truth };
}

async function orderFigures(context: EvalContext): Promise<Figure[]> {
  const first = context.media('series/DSCN0010.jpg');
  if (!first) return [];
  const originals = (await readdir(path.dirname(first))).sort().map((name) => path.join(path.dirname(first), name));
  const stripped: string[] = [];
  for (const file of originals) {
    stripped.push(path.join(context.work, path.basename(file)));
    await sharp(file).jpeg({ quality: 92 }).toFile(stripped.at(-1) ?? '');
  }
  const rightPlaces = async (files: readonly string[], truth: (name: string) => number | undefined) => {
    const { photos } = seriesOf(await Promise.all(files.map(read)));
    return proportion(photos.filter(({ fileName, position }) => truth(fileName) === position - 1).length, photos.length);
  };
  const renamed = await shuffled(originals, path.join(context.work, 'renamed'), 3);
  const named = (name: string): number => originals.findIndex((file) => path.basename(file) === name);
  return [
    { ...figure, what: 'photos in their right place, EXIF kept, random names', ...await rightPlaces(renamed.files, (name) => renamed.truth.get(name)), truth: 'the nine photos of series/' },
    { ...figure, what: 'photos in their right place, EXIF removed, names kept', ...await rightPlaces(stripped.toReversed(), named), truth: 'the nine photos of series/' },
    ...await lookFigures(context, stripped),
  ];
}

async function lookFigures(context: EvalContext, walk: readonly string[]): Promise<Figure[]> {
  const sets: { name: string; files: string[] }[] = [{ name: 'walk', files: [...walk] }];
  for (const [film, from, step, count] of [['short-30s.mp4', 0.5, 1, 29], ['people-walking.mp4', 2, 4, 30], ['cars.mp4', 1, 1.5, 18], ['sign-help.mkv', 0.1, 0.15, 12]] as const) {
    const file = context.media(film);
    if (file) sets.push({ name: film, files: await frames(context, file, Array.from({ length: count }, (_, i) => from + i * step)) });
  }
  const results: { with: boolean; tau: number; near: number; pairs: number }[] = [];
  for (const [i, { name, files }] of sets.entries()) {
    const mixed = await shuffled(files, path.join(context.work, `mixed-${name}`), 11 + i);
    const photos = await Promise.all(mixed.files.map(read));
    for (const analysed of [false, true]) {
      const observations: Observation[][] = [];
      if (analysed) for (const file of mixed.files) observations.push((await context.analyse(file, ['image_embedding'])).observations);
      const found = seriesOf(photos, observations).photos.map(({ fileName }) => mixed.truth.get(fileName) ?? 0);
      results.push({ with: analysed, tau: tau(found), near: neighbours(found), pairs: found.length - 1 });
      context.say(`${name}${analysed ? ' with embeddings' : ''}: tau ${tau(found).toFixed(2)}, neighbours ${neighbours(found)} of ${found.length - 1}`);
    }
  }
  const truth = 'series/ without EXIF under random names, and stills of four films in the order of the film';
  return [false, true].flatMap((analysed): Figure[] => {
    const of = results.filter((result) => result.with === analysed);
    const how = analysed ? 'by look with embeddings' : 'by look alone';
    return [
      { ...figure, what: `Kendall's tau ${how}, direction forgiven`, ...meanOf(of.map((result) => result.tau)), truth, note: 'a film is kinder than a walk: its stills change little by little. The order by look is a guess and told as one.' },
      { ...figure, what: `neighbours ${how} that are neighbours in truth`, ...proportion(of.reduce((sum, { near }) => sum + near, 0), of.reduce((sum, { pairs }) => sum + pairs, 0)), truth },
    ];
  });
}

type Change = (image: Sharp, width: number, height: number) => Sharp;
const cut = (part: number): Change => (image, width, height) => image.extract({ left: Math.floor(width * part), top: Math.floor(height * part / 2), width: Math.floor(width * (1 - part)), height: Math.floor(height * (1 - part)) });
/** Others than those by which the limits were chosen, and on other pictures. */
const SAME: Record<string, Change> = {
  'a third in size': (image, width) => image.resize(Math.round(width / 3)), 'much compressed': (image) => image, lighter: (image) => image.linear(1.15, 12), darker: (image) => image.linear(0.8, -8),
  contrast: (image) => image.linear(1.3, -35), colder: (image) => image.recomb([[0.9, 0, 0], [0, 1, 0], [0, 0, 1.1]]), softer: (image) => image.blur(1.5), sharper: (image) => image.sharpen(),
};
const NEAR: Record<string, Change> = {
  'cut by 2 %': cut(0.02), 'cut by 4 %': cut(0.04),
  'turned by 1.5°': (image, width, height) => image.rotate(1.5, { background: '#888' }).extract({ left: Math.floor(width * 0.03), top: Math.floor(height * 0.03), width: Math.floor(width * 0.96), height: Math.floor(height * 0.96) }),
};

const WORDS = 'the quick river house market stone letter garden window morning yellow paper street under over below bridge'.split(' ');

/** Pages of different words in one layout, which look much alike when they are small. */
async function pages(context: EvalContext, count: number): Promise<string[]> {
  const random = seededRandom(9);
  return Promise.all(Array.from({ length: count }, async (_, i) => {
    const lines = Array.from({ length: 32 }, (__, line) => `<text x="100" y="${150 + line * 48}" font-size="30">${Array.from({ length: 11 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ')}</text>`);
    const file = path.join(context.work, `page-${i}.png`);
    await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="1240" height="1754"><rect width="1240" height="1754" fill="white"/>${lines.join('')}</svg>`)).flatten({ background: 'white' }).png().toFile(file);
    return file;
  }));
}

/** Pictures that show different things: one a shot, photos of different people and places, pages of text. */
async function sources(context: EvalContext): Promise<string[]> {
  const found = await pages(context, 8);
  const film = context.media('short-30s.mp4');
  const truth = context.media('short-30s.truth.json');
  if (film && truth) {
    const { cutMs } = z.object({ cutMs: z.array(z.number()) }).parse(JSON.parse(await readFile(truth, 'utf8')));
    // The first shot's room and the portrait come again later.
    found.push(...await frames(context, film, cutMs.slice(0, 6).map((ms) => ms / 1000 + 0.4)));
  }
  for (const name of ['series', 'faces']) {
    const folder = context.media(name);
    if (folder) found.push(...(await readdir(folder)).filter((file) => /\.(jpe?g|png)$/i.test(file) && !/^b-[2-9]/.test(file)).map((file) => path.join(folder, file)));
  }
  return found;
}

async function duplicateFigures(context: EvalContext): Promise<Figure[]> {
  const files = await sources(context);
  const photos: { source: number; kind: string; photo: ReadPhoto }[] = [];
  for (const [source, file] of files.entries()) {
    const upright = await sharp(file).autoOrient().removeAlpha().toColourspace('srgb').png().toBuffer();
    const { width = 1, height = 1 } = await sharp(upright).metadata();
    for (const [kind, change] of Object.entries<Change>({ original: (image) => image, ...SAME, ...NEAR })) {
      const made = path.join(context.work, `dup-${source}-${kind.replace(/\W/g, '')}.jpg`);
      const turned = kind.startsWith('turned') ? sharp(await sharp(upright).rotate(1.5, { background: '#888' }).toBuffer()) : undefined;
      await (turned ? turned.extract({ left: Math.floor(width * 0.03), top: Math.floor(height * 0.03), width: Math.floor(width * 0.96), height: Math.floor(height * 0.96) }) : change(sharp(upright), width, height))
        .jpeg({ quality: kind === 'much compressed' ? 25 : 88 }).toFile(made);
      photos.push({ source, kind, photo: await read(made) });
    }
  }
  const sets = findDuplicates(photos.map(({ photo }) => photo.facts));
  const together = (a: number, b: number): boolean => sets.some(({ photos: members }) => members.includes(a) && members.includes(b));
  const told = sets.flatMap(({ photos: members }) => members.flatMap((a, i) => members.slice(i + 1).map((b) => photos[a]?.source === photos[b]?.source)));
  const originalOf = (source: number): number => photos.findIndex((each) => each.source === source && each.kind === 'original');
  // A version may stand in another set than its original while a version of both joins them.
  const found = (kinds: readonly string[]): boolean[] => photos.flatMap(({ source, kind }, i) => kinds.includes(kind)
    ? [together(i, originalOf(source)) || photos.some((other, via) => other.source === source && together(i, via) && together(via, originalOf(source)))] : []);
  const share = (hits: readonly boolean[]) => proportion(hits.filter(Boolean).length, hits.length);
  const missed = Object.keys(NEAR).map((kind) => `${kind} ${found([kind]).filter(Boolean).length}/${files.length}`).join(', ');
  const truth = `${files.length} photos, stills and pages of text that show different things`;
  return [
    { ...figure, what: 'duplicates: pairs told that are of one picture', ...share(told), truth: `${truth}, in ${photos.length / files.length} versions each` },
    { ...figure, what: 'duplicates found: scaled, compressed, lighter, darker, other colours, softer, sharper', ...share(found(Object.keys(SAME))), truth },
    { ...figure, what: 'duplicates found: cut by 2 and 4 %, turned by 1.5°', ...share(found(Object.keys(NEAR))), truth, note: `${missed}; what is cut by a tenth or mirrored is not found.` },
  ];
}

/** Sittings made at random: photos every 5 s to 3 min, at times ten times as slow, pauses of 40 min to 20 h. */
function sittingFigures(): Figure[] {
  const random = seededRandom(5);
  let [right, told, real] = [0, 0, 0];
  for (let day = 0; day < 40; day++) {
    const gaps: { ms: number; divides: boolean }[] = [];
    for (let sitting = 0; sitting < 4; sitting++) {
      if (sitting > 0) gaps.push({ ms: 40 * 60_000 * 30 ** random(), divides: true });
      const pace = 5_000 * 36 ** random();
      const count = 3 + Math.floor(random() * 25);
      for (let i = 1; i < count; i++) gaps.push({ ms: pace * Math.exp(1.1 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())), divides: false });
    }
    const found = dividingGaps(gaps.map(({ ms }) => ms));
    for (const [i, { divides }] of gaps.entries()) {
      if (divides) real++;
      if (found[i] === true) told++;
      if (divides && found[i] === true) right++;
    }
  }
  return [
    { ...figure, what: 'sittings: pauses found', ...proportion(right, real), truth: '40 made days of four sittings, gaps log-normal around 5 s to 3 min, pauses of 40 min to 20 h' },
    { ...figure, what: 'sittings: divisions told that are pauses', ...proportion(right, told), truth: 'the same' },
  ];
}

/** Two cameras at the same things, one of them wrong by a known time. */
async function clockFigures(context: EvalContext): Promise<Figure[]> {
  const film = context.media('short-30s.mp4');
  if (!film) return [];
  const photos = await Promise.all((await frames(context, film, Array.from({ length: 28 }, (_, i) => 0.5 + i))).map(read));
  const hits = [-7_200, -3_600, -600, 180, 3_600, 5_400, 86_400, 31_536_000].flatMap((wrong) => [0, 1].map((seed) => {
    const random = seededRandom(seed * 97 + wrong);
    const both = photos.map(({ facts, pixels }, i): ReadPhoto => {
      const second = random() < 0.4;
      const at = Date.UTC(2024, 4, 1, 10) + i * 40_000 + (second ? wrong * 1000 : 0);
      return { facts: { ...facts, fileName: `${(i * 7) % 29}x${i}.jpg`, capture: { wallMs: at, field: 'original', camera: second ? 'B' : 'A', clock: second ? 'B' : 'A' } }, ...(pixels ? { pixels } : {}) };
    });
    const corrected = seriesOf(both).photos.find(({ clockCorrectionSeconds }) => clockCorrectionSeconds !== undefined);
    return corrected !== undefined && Math.abs(Math.abs(corrected.clockCorrectionSeconds ?? 0) - Math.abs(wrong)) <= 120;
  }));
  return [{ ...figure, what: 'wrong clock of a second camera found within two minutes', ...proportion(hits.filter(Boolean).length, hits.length), truth: 'stills of the reference film dealt out to two cameras, one wrong by 3 min to a year' }];
}

export const area: Area = {
  name: 'series',
  async figures(context) {
    return [...await orderFigures(context), ...await duplicateFigures(context), ...sittingFigures(), ...await clockFigures(context)];
  },
};
