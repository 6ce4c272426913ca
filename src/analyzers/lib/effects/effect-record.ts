/** What effects are told from, frame by frame: some 40 bytes each, so that hours of film stay in memory. */
import { createNumberSeries, createTimeSeries, type NumberSeries } from '../number-series.ts';
import { createShrinker, spreadOf } from '../shrink.ts';

/** Cells along the longer side. */
const CELL_SIDE = 32;
/** Frames between the two pictures whose layouts are compared. */
export const LAYOUT_LAG = 4;
/** Change of a cell's luma from one frame to the next that counts as movement, in levels. */
const MOVED_LEVELS = 1;
/** Cells from the edge. */
const RIM = 3;

export interface EffectRecord {
  readonly length: number;
  atMs(index: number): number;
  /** Mean luma, Cb and Cr, and mean distance of the chroma from grey; levels of 255. */
  readonly luma: NumberSeries;
  readonly blue: NumberSeries;
  readonly red: NumberSeries;
  readonly saturation: NumberSeries;
  /** Mean change of the pixels against the frame before, in levels; share of cells that changed. */
  readonly change: NumberSeries;
  readonly moved: NumberSeries;
  /** Where a frame is a new picture: its mean change against the picture before the last; else 0. */
  readonly twoStep: NumberSeries;
  /** Share of those cells that lie within RIM of the edge of the picture, where things leave it. */
  readonly movedAtRim: NumberSeries;
  /** Correlation of the layout with that of LAYOUT_LAG frames before, −1..1. */
  readonly layout: NumberSeries;
}

export interface FilmRecorder {
  readonly record: EffectRecord;
  readonly size: { width: number; height: number };
  /** Luma, Cb, Cr of the coarse cells of this frame: [3, height, width]; kept by the caller only after copying. */
  push(atMs: number, pixels: Uint8Array): Float32Array;
}

function correlation(a: Float32Array, b: Float32Array, count: number): number {
  const [first, second] = [spreadOf(a, count), spreadOf(b, count)];
  let covariance = 0;
  for (let i = 0; i < count; i++) covariance += ((a[i] ?? 0) - first.mean) * ((b[i] ?? 0) - second.mean);
  const spread = first.deviation * second.deviation * count;
  return spread > 1 ? covariance / spread : 0;
}

interface Change {
  change: number;
  twoStep: number;
}

/** Share of the usual change up to which a frame repeats the picture before, and in levels. */
const REPEATS_SHARE = 0.2;
const REPEATS = 0.12;
const USUAL_FRAMES = 8;

/** Changes of green since the last frame and the pictures before; buffers are lent, so pictures are copied. */
function createChangeMeter(pixelCount: number): (pixels: Uint8Array) => Change {
  let [now, last, before] = [new Uint8Array(pixelCount), new Uint8Array(pixelCount), new Uint8Array(pixelCount)];
  const recent: number[] = [];
  let pictures = 0;
  const copy = (pixels: Uint8Array): number => {
    let sum = 0;
    for (let i = 0, at = 1; i < pixelCount; i++, at += 3) {
      const green = pixels[at] ?? 0;
      sum += Math.abs(green - (last[i] ?? 0));
      now[i] = green;
    }
    return sum / pixelCount;
  };
  const twoSteps = (): number => {
    let sum = 0;
    for (let i = 0; i < pixelCount; i++) sum += Math.abs((now[i] ?? 0) - (before[i] ?? 0));
    return sum / pixelCount;
  };
  return (pixels) => {
    const change = copy(pixels);
    const usual = recent.toSorted((a, b) => b - a)[2] ?? 0;
    if (pictures > 0 && recent.push(change) > USUAL_FRAMES) recent.shift();
    if (pictures > 0 && change <= Math.max(Math.min(REPEATS, usual / 4), REPEATS_SHARE * usual)) {
      [now, last] = [last, now];
      return { change, twoStep: 0 };
    }
    const twoStep = pictures >= 2 ? twoSteps() : 0;
    [now, last, before] = [before, now, last];
    return pictures++ === 0 ? { change: 0, twoStep: 0 } : { change, twoStep };
  };
}

/** 1 for cells near the edge. */
const rimOf = (width: number, height: number): Uint8Array => Uint8Array.from({ length: width * height }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width)];
  return Math.min(x, y, width - 1 - x, height - 1 - y) < RIM ? 1 : 0;
});

export function recordFilm(width: number, height: number): FilmRecorder {
  const shrinker = createShrinker(width, height, CELL_SIDE);
  const count = shrinker.width * shrinker.height;
  const ring = Array.from({ length: LAYOUT_LAG + 1 }, () => new Float32Array(count * 3));
  const none = new Float32Array(count * 3);
  const changeOf = createChangeMeter(width * height);
  const times = createTimeSeries();
  const [luma, blue, red, saturation, change, twoStep, moved, movedAtRim, layout] = [
    createNumberSeries(), createNumberSeries(), createNumberSeries(), createNumberSeries(), createNumberSeries(), createNumberSeries(), createNumberSeries(), createNumberSeries(), createNumberSeries(),
  ];
  const rim = rimOf(shrinker.width, shrinker.height);
  const record: EffectRecord = {
    get length() {
      return times.length;
    },
    atMs: (i) => times.at(i), luma, blue, red, saturation, change, twoStep, moved, movedAtRim, layout,
  };
  return {
    record,
    size: { width: shrinker.width, height: shrinker.height },
    push(atMs, pixels) {
      const index = times.length;
      const cells = ring[index % ring.length] ?? none;
      const last = index > 0 ? ring[(index - 1) % ring.length] : undefined;
      const lagged = ring[(index + 1) % ring.length] ?? none;
      shrinker.lumaChroma(pixels, cells);
      let [y, cb, cr, grey, changed, atRim] = [0, 0, 0, 0, 0, 0];
      for (let i = 0; i < count; i++) {
        const [u, v] = [cells[count + i] ?? 0, cells[2 * count + i] ?? 0];
        y += cells[i] ?? 0;
        cb += u;
        cr += v;
        grey += Math.hypot(u, v);
        if (!last || Math.abs((cells[i] ?? 0) - (last[i] ?? 0)) <= MOVED_LEVELS) continue;
        changed++;
        atRim += rim[i] ?? 0;
      }
      times.push(atMs);
      luma.push(y / count);
      blue.push(cb / count);
      red.push(cr / count);
      saturation.push(grey / count);
      moved.push(changed / count);
      movedAtRim.push(changed === 0 ? 0 : atRim / changed);
      const changes = changeOf(pixels);
      change.push(changes.change);
      twoStep.push(changes.twoStep);
      layout.push(index >= LAYOUT_LAG ? correlation(cells, lagged, count) : 0);
      return cells;
    },
  };
}
