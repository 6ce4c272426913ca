/**
 * Split screens and insets: straight edges, sharp to the pixel, that stay where they are. Judged in windows of about a
 * second. Told are halves, thirds and quarters of the picture, and insets away from its edges that show something moving. An
 * edge of the world is rarely as sharp over the whole picture, and hardly ever in its very middle; a screen or window filmed
 * by a steady camera does look like an inset.
 */
import type { Effect } from './effect.ts';
import type { Plane } from './borders.ts';
import { CLEAR, edgesOf, findInset, isPlate, ONE_SIDED, type PixelRectangle, type SeamMap } from './inset.ts';

const WINDOW_SAMPLES = 7;
/** Mean step in levels from one pixel to the next that makes a seam, and over the steps two and three pixels beside it. */
const LEAST_STEP = 6;
const STAND_OUT = 1.5;
/** Share of a line that a split's seam must have in a window. */
const LEAST_SEAM = 0.5;
/** Of a cross's or third's second line, whose middle may fall between two pixels. */
const LEAST_SECOND = 0.4;
/** Levels from one sample to the next. */
const MOVES = 1.5;
const LEAST_MS = 1800;
/** Share of each edge of an inset that is found already. */
const STILL_THERE = 0.4;

interface Told {
  label: 'split_screen' | 'picture_in_picture';
  /** Of an inset: whether a plate of one colour lies there instead of a picture. */
  plate?: boolean;
  variant?: string;
  score: number;
  box?: PixelRectangle;
}

/** Share of the places of a line at which a seam stands out to both sides. */
function seamScore(map: SeamMap, vertical: boolean, line: number): number {
  const { width, height } = map;
  const places = vertical ? height : width;
  const marks = vertical ? map.across : map.down;
  let marked = 0;
  for (let place = 0; place < places; place++) if (marks[vertical ? place * width + line : line * width + place] === CLEAR) marked++;
  return marked / places;
}

function splitOf(map: SeamMap): Told | undefined {
  const score = (vertical: boolean, fraction: number): number => {
    // A seam lies between this line and the next.
    const line = Math.floor((vertical ? map.width : map.height) * fraction) - 1;
    return Math.max(...[-1, 0, 1].map((d) => seamScore(map, vertical, line + d)));
  };
  const [across, down] = [score(true, 1 / 2), score(false, 1 / 2)];
  if (Math.max(across, down) >= LEAST_SEAM && Math.min(across, down) >= LEAST_SECOND) return { label: 'split_screen', variant: 'quarters', score: Math.min(across, down) };
  if (across >= LEAST_SEAM) return { label: 'split_screen', variant: 'left_right', score: across };
  if (down >= LEAST_SEAM) return { label: 'split_screen', variant: 'top_bottom', score: down };
  for (const [vertical, variant] of [[true, 'three_columns'], [false, 'three_rows']] as const) {
    const thirds = [score(vertical, 1 / 3), score(vertical, 2 / 3)];
    if (Math.max(...thirds) >= LEAST_SEAM && Math.min(...thirds) >= LEAST_SECOND) return { label: 'split_screen', variant, score: Math.min(...thirds) };
  }
  return undefined;
}

function createAccumulator(width: number, height: number) {
  const n = width * height;
  const [across, down, moves, before] = [new Float32Array(n), new Float32Array(n), new Float32Array(n), new Float32Array(n)];
  let samples = 0;
  return {
    push({ luma }: Plane): number {
      for (let y = 0; y < height - 1; y++) {
        for (let i = y * width; i < (y + 1) * width - 1; i++) {
          const here = luma[i] ?? 0;
          across[i] = (across[i] ?? 0) + Math.abs((luma[i + 1] ?? 0) - here);
          down[i] = (down[i] ?? 0) + Math.abs((luma[i + width] ?? 0) - here);
          if (samples > 0) moves[i] = (moves[i] ?? 0) + Math.abs(here - (before[i] ?? 0));
        }
      }
      before.set(luma);
      return ++samples;
    },
    /** Empties the sums. */
    take(): SeamMap {
      const map: SeamMap = { width, height, across: new Uint8Array(n), down: new Uint8Array(n), moving: new Uint8Array(n) };
      const least = LEAST_STEP * samples;
      const mark = (sums: Float32Array, i: number, stride: number): number => {
        const step = sums[i] ?? 0;
        if (step < least) return 0;
        const [one, other] = [Math.max(sums[i - 2 * stride] ?? 0, sums[i - 3 * stride] ?? 0), Math.max(sums[i + 2 * stride] ?? 0, sums[i + 3 * stride] ?? 0)];
        return step >= STAND_OUT * Math.max(one, other) ? CLEAR : step >= STAND_OUT * Math.min(one, other) ? ONE_SIDED : 0;
      };
      for (let i = 0; i < n; i++) {
        map.across[i] = mark(across, i, 1);
        map.down[i] = mark(down, i, width);
        map.moving[i] = (moves[i] ?? 0) >= MOVES * (samples - 1) ? 1 : 0;
      }
      for (const sums of [across, down, moves]) sums.fill(0);
      samples = 0;
      return map;
    },
  };
}

interface Open extends Told {
  plates: number;
  startMs: number;
  endMs: number;
  windows: number;
}

/** Pixels by which an edge of an inset may seem to wander. */
const SAME_EDGE = 5;
const samePlace = (a: PixelRectangle, b: PixelRectangle): boolean =>
  Math.max(Math.abs(a.left - b.left), Math.abs(a.right - b.right), Math.abs(a.top - b.top), Math.abs(a.bottom - b.bottom)) <= SAME_EDGE;

const continues = (open: Open, told: Told): boolean =>
  open.label === told.label && open.variant === told.variant && (!open.box || !told.box || samePlace(open.box, told.box));

export function watchSeams(width: number, height: number): { push(atMs: number, plane: Plane): void; end(atMs: number): Effect[] } {
  const sums = createAccumulator(width, height);
  const all: Open[] = [];
  let startMs = 0;
  let before: Float32Array = new Float32Array(width * height);
  const judge = (endMs: number): void => {
    const map = sums.take();
    const inset = findInset(map);
    const told: Told | undefined = splitOf(map) ?? (inset && { label: 'picture_in_picture', score: inset.score, box: inset.box, plate: isPlate(before, width, inset.box) });
    // What was found is held on to by less than what finds it.
    for (const open of all) {
      if (!open.box || startMs - open.endMs > (endMs - startMs) / 2 || (told && continues(open, told)) || edgesOf(map, open.box) < STILL_THERE) continue;
      open.endMs = endMs;
    }
    if (!told) return;
    const open = all.findLast((other) => continues(other, told));
    // One window may miss it.
    if (open && startMs - open.endMs <= (endMs - startMs) * 1.5) {
      open.score = (open.score * open.windows + told.score) / ++open.windows;
      open.plates += told.plate === true ? 1 : 0;
      open.endMs = endMs;
    } else all.push({ ...told, startMs, endMs, windows: 1, plates: told.plate === true ? 1 : 0 });
  };
  let samples = 0;
  return {
    push(atMs, plane) {
      if (samples === 0) startMs = atMs;
      before = plane.luma;
      samples = sums.push(plane);
      if (samples < WINDOW_SAMPLES) return;
      judge(atMs);
      samples = 0;
    },
    end(atMs) {
      if (samples >= WINDOW_SAMPLES / 2) judge(atMs);
      return all.filter((open) => open.endMs - open.startMs >= LEAST_MS && open.windows >= 2).map(({ label, variant, score, box, windows, plates, ...times }) => ({
        label: plates * 2 > windows ? 'overlay' : label, startMs: times.startMs, endMs: times.endMs, strength: Math.min(1, score), confidence: Math.min(0.95, 0.35 + 0.4 * Math.min(1, score) + 0.05 * windows),
        ...(variant === undefined ? {} : { variant }),
        ...(box ? { box: { x: box.left / width, y: box.top / height, w: (box.right - box.left) / width, h: (box.bottom - box.top) / height } } : {}),
      }));
    },
  };
}
