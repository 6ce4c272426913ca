/** Draws shapes over the picture, in pixels of the device; labels keep their place and their words from frame to frame. */
import { colourOf } from '../model/families.ts';
import { onElement, type Rect } from './geometry.ts';
import type { Point, Shape } from './overlay-shapes.ts';

const BONES: readonly (readonly [string, string])[] = [
  ['left_shoulder', 'right_shoulder'], ['left_hip', 'right_hip'],
  ...['left', 'right'].flatMap((side): [string, string][] => [
    [`${side}_shoulder`, `${side}_elbow`], [`${side}_elbow`, `${side}_wrist`], [`${side}_shoulder`, `${side}_hip`], [`${side}_hip`, `${side}_knee`], [`${side}_knee`, `${side}_ankle`],
    ['nose', `${side}_eye`], [`${side}_eye`, `${side}_ear`],
  ]),
  ...['thumb', 'index', 'middle', 'ring', 'little'].map((finger): [string, string] => ['wrist', `${finger}_tip`]),
];
const LABEL_PX = 18;
const FONT = '500 12px "Inter Variable", system-ui, sans-serif';
const MOST_LETTERS = 48;
/** On a small picture long words would hide it. */
const [SMALL_PX, SMALL_LETTERS] = [280, 22];

export interface OverlayScene {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly picture: Rect;
  readonly shapes: readonly Shape[];
  readonly chosenId: string | undefined;
  readonly labelOf: (shape: Shape) => string;
  /** Where the label of each shape stands, by its key; kept by the caller from frame to frame. */
  readonly sides: Map<string, number>;
}

const onPicture = ({ x, y }: Point, picture: Rect): Point => ({ x: picture.x + x * picture.w, y: picture.y + y * picture.h });

function drawPoints(context: CanvasRenderingContext2D, points: ReadonlyMap<string, Point>, picture: Rect, colour: string): void {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  for (const [from, to] of BONES) {
    const [a, b] = [points.get(from), points.get(to)];
    if (!a || !b) continue;
    const [start, end] = [onPicture(a, picture), onPicture(b, picture)];
    context.moveTo(start.x, start.y);
    context.lineTo(end.x, end.y);
  }
  context.stroke();
  const radius = points.size > 14 ? 2 : 3;
  for (const point of points.values()) {
    const at = onPicture(point, picture);
    context.beginPath();
    context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
    context.fill();
  }
}

/** Above its box, inside it, below it, or lower inside: the first place that is free; a place that was taken is kept while it is free. */
function placeOf(box: Rect, wide: number, key: string, { width, height, sides }: OverlayScene, taken: readonly Rect[]): Rect | undefined {
  const x = Math.round(Math.max(0, Math.min(box.x, width - wide)));
  const places = [box.y - LABEL_PX, box.y, box.y + box.h, box.y + LABEL_PX + 1, box.y + 2 * (LABEL_PX + 1)].map((y) => ({ x, y: Math.round(y), w: wide, h: LABEL_PX }));
  const isFree = (at: Rect | undefined): at is Rect => at !== undefined && at.y >= 0 && at.y + at.h <= height && !taken.some((other) => at.x < other.x + other.w && other.x < at.x + at.w && at.y < other.y + other.h && other.y < at.y + at.h);
  const before = places[sides.get(key) ?? 0];
  if (isFree(before)) return before;
  const side = places.findIndex(isFree);
  if (side >= 0) sides.set(key, side);
  return places[side];
}

function drawLabel(context: CanvasRenderingContext2D, text: string, place: Rect, colour: string): void {
  context.fillStyle = 'rgb(0 0 0 / 72%)';
  context.fillRect(place.x, place.y, place.w, place.h);
  context.fillStyle = colour;
  context.fillRect(place.x, place.y, 3, place.h);
  context.fillStyle = '#ffffff';
  context.fillText(text, place.x + 6, place.y + 13);
}

function drawShape(context: CanvasRenderingContext2D, shape: Shape, { picture }: OverlayScene, chosen: boolean): void {
  const colour = colourOf(shape.family);
  const box = onElement(shape.box, picture);
  // A dark line below the coloured one, so that it stands out on any picture.
  for (const [style, width] of [['rgb(0 0 0 / 55%)', chosen ? 6 : 4], [chosen ? '#ffffff' : colour, chosen ? 3 : 2]] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.strokeRect(box.x, box.y, box.w, box.h);
  }
  if (shape.points) drawPoints(context, shape.points, picture, colour);
}

function drawWords(context: CanvasRenderingContext2D, shape: Shape, scene: OverlayScene, { chosen, taken }: { chosen: boolean; taken: Rect[] }): void {
  const text = scene.labelOf(shape);
  if (text === '') return;
  const box = onElement(shape.box, scene.picture);
  const most = scene.picture.w < SMALL_PX ? SMALL_LETTERS : MOST_LETTERS;
  const shown = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  const wide = Math.ceil(context.measureText(shown).width) + 10;
  const place = placeOf(box, wide, shape.key, scene, taken);
  // Better no words than unreadable ones; the finding that is chosen always has its own.
  if (!place && !chosen) return;
  const at = place ?? { x: box.x, y: Math.max(0, box.y), w: wide, h: LABEL_PX };
  taken.push(at);
  drawLabel(context, shown, at, colourOf(shape.family));
}

/** Boxes first, then words, so that no line runs through them. */
export function drawOverlay(context: CanvasRenderingContext2D, scene: OverlayScene): void {
  const { width, height, pixelRatio, shapes, chosenId } = scene;
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = FONT;
  const isChosen = ({ ids }: Shape): boolean => chosenId !== undefined && ids.includes(chosenId);
  for (const shape of shapes) drawShape(context, shape, scene, isChosen(shape));
  const taken: Rect[] = [];
  for (const shape of shapes) drawWords(context, shape, scene, { chosen: isChosen(shape), taken });
}
