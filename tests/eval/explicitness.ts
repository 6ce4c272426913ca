/**
 * Explicitness: how often neutral pictures are called suggestive or explicit. The other side, how often explicit
 * pictures are recognised, was not and will not be measured here: no such material is used.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Observation } from '@aima/contract';
import { testMedia } from '../support/media.ts';
import type { Area, EvalContext, Figure } from './measure.ts';
import { proportion } from './statistics.ts';

/** With the seconds between the pictures taken of it: frames of a standing camera tell little that is new. */
const FILMS = [
  ['short-30s.mp4', 1], ['people-walking.mp4', 4], ['cars.mp4', 4], ['sign-yes.mkv', 1], ['sign-no.mkv', 1], ['sign-help.mkv', 1],
] as const;

interface Picture {
  name: string;
  variant: string;
  file: string;
}

interface Rated extends Picture {
  level: string;
  score: number;
}

/** Photos as they are. */
function photos(): Picture[] {
  const names = readdirSync(testMedia('.'), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.(jpg|png|heic)$/.test(name)).sort().map((name) => ({ name, variant: 'plain', file: testMedia(name) }));
}

function framesOf(context: EvalContext, name: string, everySeconds: number): Picture[] {
  const film = context.media(name);
  if (film === undefined) return [];
  const prefix = `frame-${name.replace(/\W/g, '-')}-`;
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', film, '-vf', `fps=1/${everySeconds},scale=960:960:force_original_aspect_ratio=decrease`, '-q:v', '2', path.join(context.work, `${prefix}%03d.jpg`)]);
  return readdirSync(context.work).filter((file) => file.startsWith(prefix)).sort().map((file) => ({ name: file, variant: 'plain', file: path.join(context.work, file) }));
}

const VARIANTS: Readonly<Record<string, (picture: Sharp) => Sharp>> = {
  mirrored: (picture) => picture.flop(),
  warm: (picture) => picture.linear([1.18, 1, 0.8], [0, 0, 0]),
  bright: (picture) => picture.linear(1.35, 0),
  // The middle, where most portraits have their face.
  cropped: (picture) => picture.resize(960, 960, { fit: 'cover' }).extract({ left: 240, top: 120, width: 480, height: 480 }),
};

/** Variants of a picture; none of a HEIC, which is only read by the worker. */
async function variantsOf(context: EvalContext, { name, file }: Picture): Promise<Picture[]> {
  if (name.endsWith('.heic')) return [];
  const upright = await sharp(file, { failOn: 'none' }).rotate().removeAlpha().toColourspace('srgb').png().toBuffer();
  return Promise.all(Object.entries(VARIANTS).map(async ([variant, change]) => {
    const to = path.join(context.work, `${variant}-${name.replace(/\W/g, '-')}.jpg`);
    await change(sharp(upright)).jpeg({ quality: 92 }).toFile(to);
    return { name, variant, file: to };
  }));
}

const scoreOf = ({ attributes }: Observation): number => (typeof attributes?.['score'] === 'number' ? attributes['score'] : Number.NaN);

async function rate(context: EvalContext, picture: Picture): Promise<Rated> {
  const analysed = await context.analyse(picture.file, ['nsfw_rating']);
  const [found] = analysed.of('nsfw_rating');
  // A held picture is the worst of false alarms: the gate said explicit.
  if (analysed.run('nsfw_rating')?.status === 'held') return { ...picture, level: 'explicit', score: 1 };
  if (found === undefined) throw new Error(`${picture.name} (${picture.variant}) has no rating`);
  return { ...picture, level: found.label ?? '', score: scoreOf(found) };
}

const share = (what: string, rated: readonly { level: string }[], levels: readonly string[], atMost: number): Pick<Figure, 'analyzer' | 'tier' | 'what' | 'unit' | 'goal' | 'value' | 'interval' | 'sampleSize'> => ({
  analyzer: 'nsfw_rating', tier: 'lite', what, unit: 'share', goal: { atMost }, ...proportion(rated.filter(({ level }) => levels.includes(level)).length, rated.length),
});

export const area: Area = {
  name: 'explicitness',
  async figures(context) {
    const plain = [...photos(), ...FILMS.flatMap(([name, everySeconds]) => framesOf(context, name, everySeconds))];
    if (plain.length === 0) return [];
    const rated: Rated[] = [];
    for (const picture of plain) {
      for (const each of [picture, ...await variantsOf(context, picture)]) rated.push(await rate(context, each));
    }
    const unchanged = rated.filter(({ variant }) => variant === 'plain');
    const highest = rated.reduce((top, each) => (each.score > top.score ? each : top));
    context.say(`explicitness: highest score ${highest.score} (${highest.name}, ${highest.variant})`);
    const stretches: { level: string }[] = [];
    for (const [name] of FILMS) {
      const film = context.media(name);
      if (film) stretches.push(...(await context.analyse(film, ['nsfw_rating'])).of('nsfw_rating').map(({ label }) => ({ level: label ?? '' })));
    }
    const truth = 'neutral pictures: every shared photo and frames of every shared film';
    const variants = `${truth}, each also mirrored, warmer, brighter and cropped to its middle (variants of one picture and frames of one film are alike, so the interval is narrower than it should be)`;
    return [
      { ...share('pictures called explicit, all neutral', unchanged, ['explicit'], 0), truth, note: 'whether explicit pictures are recognised was not and will not be measured here: no such material is used. The weights state no measured error of their own.' },
      { ...share('pictures called suggestive, all neutral', unchanged, ['suggestive'], 0.02), truth },
      { ...share('pictures and variants called explicit, all neutral', rated, ['explicit'], 0), truth: variants, note: `the highest score of a neutral picture was ${highest.score} (0.5 is suggestive, 0.8 explicit).` },
      { ...share('pictures and variants called suggestive, all neutral', rated, ['suggestive'], 0.02), truth: variants, note: 'no beach, swimwear, sport or medical pictures are among them.' },
      { ...share('stretches of films above none, all neutral', stretches, ['suggestive', 'explicit'], 0), truth: 'six neutral films, as they are' },
    ];
  },
};
