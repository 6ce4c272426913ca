/**
 * How near the parts of a picture are to each other, from one eye: a network gives relative inverse depth, from which
 * come thirds, range and what stands in front. Never metres: scale and offset of such maps are unknown. Full tier only.
 */
import { Fraction, type Language } from '@aima/contract';
import { defineAnalyzer, FindingFields, roleModel, type FrameBatch, type Frame, type TensorInput, type TensorModel } from '@aima/sdk';
import { z } from 'zod';
import { depthLayout, layoutDistance, type DepthLayout, type DepthMap } from './lib/depth/depth-layout.ts';
import { layersOf, meanLayout } from './lib/depth/depth-mean.ts';
import { stretchedTo } from './lib/view/letterbox.ts';
import { networkPicture, pictureSize, type RgbPicture } from './lib/view/network-picture.ts';
import { VIEW } from './lib/view/view.ts';
import { viewStretches } from './lib/view/view-stretches.ts';

/** Longest side for networks that take any, and what both sides are a multiple of: those of Depth Anything. */
const FREE_SIDE = 518;
const FREE_STEP = 14;

/** A shot of minutes rests on more. */
const MOST_NAMED = 24;

const thirds = z.tuple([Fraction, Fraction, Fraction]);
const Depth = z.object({
  ...FindingFields,
  /** `shot`: all of one shot together, where the film is divided into shots. */
  label: z.enum(['depth', 'flat', 'shot']),
  /** Mean nearness of the left, middle, right third; 1 is the nearest that the picture shows. */
  nearnessAcross: thirds,
  /** Of the upper, middle, lower third. */
  nearnessDown: thirds,
  farShare: Fraction,
  middleShare: Fraction,
  nearShare: Fraction,
  /** How far the nearest stands from the farthest, relative to the nearest; of use only within one model. */
  range: Fraction,
  foregroundShare: Fraction,
  foregroundAt: z.enum(['left', 'middle', 'right']),
  /** Thirds of the range, near, middle and far, that hold at least a tenth of the picture. */
  layers: z.int().min(1).max(3),
});
type Depth = z.infer<typeof Depth>;

const places = { en: { left: 'on the left', middle: 'in the middle', right: 'on the right' }, de: { left: 'links', middle: 'in der Mitte', right: 'rechts' } };
const percent = (share: number): number => Math.round(share * 100);

function sentence(depth: Depth, language: Language): string {
  const at = places[language][depth.foregroundAt];
  if (depth.label === 'shot') {
    const shares = [depth.nearShare, depth.middleShare, depth.farShare].map(percent);
    return language === 'de' ? `Tiefe der Einstellung: ${shares[0]} % nah, ${shares[1]} % in der Mitte, ${shares[2]} % weit hinten (nur im Verhältnis, keine Meter).` : `Depth of the shot: ${shares[0]} % near, ${shares[1]} % in the middle, ${shares[2]} % far back (relative, no metres).`;
  }
  if (language === 'de') return depth.label === 'flat' ? 'Das Bild hat kaum Tiefe.' : `Tiefe: Der Vordergrund (${percent(depth.foregroundShare)} % des Bildes) ist ${at}, ${percent(depth.farShare)} % liegen weit hinten (nur im Verhältnis, keine Meter).`;
  return depth.label === 'flat' ? 'The picture has hardly any depth.' : `Depth: the foreground (${percent(depth.foregroundShare)} % of the picture) is ${at}, ${percent(depth.farShare)} % lie far back (relative, no metres).`;
}

const rounded = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000;

/** The frame at the size of the network: what that states, or about FREE_SIDE where any will do. */
function pictureFor({ pixels }: Frame, { width, height }: Pick<FrameBatch, 'width' | 'height'>, input: TensorInput): RgbPicture {
  const wanted = pictureSize(input);
  const free = (side: number): number => Math.max(1, Math.round((side * FREE_SIDE) / Math.max(width, height) / FREE_STEP)) * FREE_STEP;
  const size = { width: wanted.width ?? free(width), height: wanted.height ?? free(height) };
  // The aspect ratio is given up: padding would be a wall of its own in the map.
  return { ...size, pixels: stretchedTo({ pixels, width, height }, size.width, size.height) };
}

/** @throws Error for a model that takes no picture or gives no map */
async function mapOf(model: TensorModel, frame: Frame, size: Pick<FrameBatch, 'width' | 'height'>): Promise<DepthMap> {
  const [input] = model.inputs ?? [];
  if (input === undefined) throw new Error('The entry of the depth model states no input.');
  const [output] = Object.values(await model.run({ [input.name]: networkPicture(pictureFor(frame, size, input), input) }));
  const [height, width] = output?.dims.slice(-2) ?? [];
  if (output?.type !== 'float32' || height === undefined || width === undefined) throw new Error('The depth model gave no map.');
  return { width, height, values: output.data };
}

const placeOf = (x: number): Depth['foregroundAt'] => (x < 0.4 ? 'left' : x > 0.6 ? 'right' : 'middle');

function findingOf(layout: DepthLayout, { startMs, endMs }: { startMs: number; endMs: number }, label: Depth['label']): Depth {
  const { across, down, shares, range, foreground } = layout;
  const [left, centre, right] = across;
  const [upper, middle, lower] = down;
  return {
    startMs, endMs, label, layers: label === 'flat' ? 1 : layersOf(layout), confidence: rounded(foreground.separation),
    nearnessAcross: [rounded(left), rounded(centre), rounded(right)], nearnessDown: [rounded(upper), rounded(middle), rounded(lower)],
    farShare: rounded(shares.far), middleShare: rounded(shares.middle), nearShare: rounded(shares.near), range: rounded(range),
    foregroundShare: rounded(foreground.share), foregroundAt: placeOf(foreground.x),
  };
}

export const depthEstimation = defineAnalyzer({
  name: 'depth_estimation',
  version: 2,
  tier: 'full',
  reads: { video: VIEW, photo: true, hears: ['scene_segmentation'] },
  models: { depth: roleModel('depth-estimator') },
  parameters: z.object({
    /** Between two looks, unless the picture becomes another one. */
    everyMs: z.int().min(500).max(60_000).default(2_000),
    /** Change of the nearness of any third from which on a new finding begins. */
    newFrom: z.number().min(0).max(1).default(0.15),
    flatBelow: z.number().min(0).max(1).default(0.1),
  }),
  finding: Depth,
  sentence: { en: (depth) => sentence(depth, 'en'), de: (depth) => sentence(depth, 'de') },

  open({ parameters: { everyMs, newFrom, flatBelow }, models, emit, upstream }) {
    const told: { id: string; layout: DepthLayout; startMs: number; endMs: number }[] = [];
    const watch = viewStretches<DepthLayout>({
      everyMs,
      look: async (frame, batch) => depthLayout(await mapOf(models.depth, frame, batch)),
      goesOn: (current, next) => (layoutDistance(current, next) < newFrom ? current : undefined),
      tell({ value: layout, startMs, lastMs: endMs }) {
        told.push({ layout, startMs, endMs, id: emit(findingOf(layout, { startMs, endMs }, layout.range < flatBelow ? 'flat' : 'depth')) });
      },
    });
    return {
      frames: watch.frames,
      finish() {
        watch.end();
        for (const shot of upstream('scene_segmentation').filter(({ label }) => label === 'shot')) {
          // A stretch ends with the last picture that was seen of it, up to half a second before the shot does.
          const inside = told.filter(({ startMs, endMs }) => startMs < shot.endMs && endMs >= shot.startMs);
          const layout = meanLayout(inside.map(({ layout: each, startMs, endMs }) => ({ layout: each, weight: Math.max(1, Math.min(endMs, shot.endMs) - Math.max(startMs, shot.startMs)) })));
          if (layout) emit({ ...findingOf(layout, shot, 'shot'), basedOn: [shot.id, ...inside.slice(0, MOST_NAMED).map(({ id }) => id)] });
        }
      },
    };
  },
});
