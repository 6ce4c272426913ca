/**
 * How near the parts of a picture are to each other, from one eye: a network gives relative inverse depth, from which
 * come thirds, range and what stands in front. Never metres: scale and offset of such maps are unknown. Full tier only.
 */
import { Fraction, type Language } from '@aima/contract';
import { defineAnalyzer, FindingFields, roleModel, type FrameBatch, type Frame, type TensorInput, type TensorModel } from '@aima/sdk';
import { z } from 'zod';
import { depthLayout, layoutDistance, type DepthLayout, type DepthMap } from './lib/depth/depth-layout.ts';
import { stretchedTo } from './lib/view/letterbox.ts';
import { networkPicture, pictureSize, type RgbPicture } from './lib/view/network-picture.ts';
import { watchView } from './lib/view/sudden-change.ts';
import { VIEW } from './lib/view/view.ts';

/** Longest side for networks that take any, and what both sides are a multiple of: those of Depth Anything. */
const FREE_SIDE = 518;
const FREE_STEP = 14;

const thirds = z.tuple([Fraction, Fraction, Fraction]);
const Depth = z.object({
  ...FindingFields,
  label: z.enum(['depth', 'flat']),
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
});
type Depth = z.infer<typeof Depth>;

const places = { en: { left: 'on the left', middle: 'in the middle', right: 'on the right' }, de: { left: 'links', middle: 'in der Mitte', right: 'rechts' } };
const percent = (share: number): number => Math.round(share * 100);

function sentence(depth: Depth, language: Language): string {
  const at = places[language][depth.foregroundAt];
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

function findingOf(layout: DepthLayout, startMs: number, endMs: number, flatBelow: number): Depth {
  const { across, down, shares, range, foreground } = layout;
  const [left, centre, right] = across;
  const [upper, middle, lower] = down;
  return {
    startMs, endMs, label: range < flatBelow ? 'flat' : 'depth', confidence: rounded(foreground.separation),
    nearnessAcross: [rounded(left), rounded(centre), rounded(right)], nearnessDown: [rounded(upper), rounded(middle), rounded(lower)],
    farShare: rounded(shares.far), middleShare: rounded(shares.middle), nearShare: rounded(shares.near), range: rounded(range),
    foregroundShare: rounded(foreground.share), foregroundAt: placeOf(foreground.x),
  };
}

export const depthEstimation = defineAnalyzer({
  name: 'depth_estimation',
  version: 1,
  tier: 'full',
  reads: { video: VIEW, photo: true },
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

  open({ parameters, models, emit }) {
    const changeOf = watchView();
    let current: { layout: DepthLayout; startMs: number; lastMs: number } | undefined;
    let lookedMs = -Infinity;

    const end = (): void => {
      if (current) emit(findingOf(current.layout, current.startMs, current.lastMs, parameters.flatBelow));
      current = undefined;
    };
    return {
      async frames(batch) {
        for (const frame of batch.frames) {
          const { sudden } = changeOf(frame, batch);
          if (sudden) end();
          if (!sudden && frame.atMs - lookedMs < parameters.everyMs) {
            if (current) current.lastMs = frame.atMs;
            continue;
          }
          lookedMs = frame.atMs;
          const layout = depthLayout(await mapOf(models.depth, frame, batch));
          if (current && layoutDistance(current.layout, layout) >= parameters.newFrom) end();
          current ??= { layout, startMs: frame.atMs, lastMs: frame.atMs };
          current.lastMs = frame.atMs;
        }
      },
      finish: end,
    };
  },
});
