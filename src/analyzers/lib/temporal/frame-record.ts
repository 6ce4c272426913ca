/** What the timing and evenness of a film are told from: per frame some 40 bytes, so that hours stay in memory. */
import { createNumberSeries, createTimeSeries, type NumberSeries } from '../number-series.ts';
import { createShrinker } from '../shrink.ts';

/** Cells along the longer side. */
const CELL_SIDE = 32;

export interface FrameRecord {
  readonly length: number;
  atMs(index: number): number;
  /** Mean change of the pixels against the frame before, in levels of 255. */
  readonly change: NumberSeries;
  /** Mean luma, Cb and Cr. */
  readonly luma: NumberSeries;
  readonly blue: NumberSeries;
  readonly red: NumberSeries;
  /** Correlation of the layout with that of the frame before, −1..1. */
  readonly layout: NumberSeries;
  /** Share of cells whose brightness went along with the mean of all: near 1 where the light changed, not the things. */
  readonly together: NumberSeries;
  /** The same of their colour. */
  readonly tintedTogether: NumberSeries;
  /** 48 signs of brightness between neighbouring places, in two numbers of 24 bits: alike pictures differ in few of them. */
  readonly signHigh: NumberSeries;
  readonly signLow: NumberSeries;
}

export interface FrameRecorder {
  readonly record: FrameRecord;
  push(atMs: number, pixels: Uint8Array): void;
}

/** Columns and rows of the signature. */
const SIGN = { columns: 8, rows: 6 };

/** Signs of the steps from one column to the next in a coarse grid (the difference hash of Krawetz, 2013). */
function signsOf(cells: Float32Array, width: number, height: number): [high: number, low: number] {
  const at = (column: number, row: number): number => {
    const [x0, x1] = [Math.floor((column * width) / (SIGN.columns + 1)), Math.floor(((column + 1) * width) / (SIGN.columns + 1))];
    const [y0, y1] = [Math.floor((row * height) / SIGN.rows), Math.floor(((row + 1) * height) / SIGN.rows)];
    let [sum, count] = [0, 0];
    for (let y = y0; y < Math.max(y1, y0 + 1); y++) for (let x = x0; x < Math.max(x1, x0 + 1); x++, count++) sum += cells[y * width + x] ?? 0;
    return sum / count;
  };
  const words: [number, number] = [0, 0];
  for (let bit = 0; bit < SIGN.columns * SIGN.rows; bit++) {
    const [column, row] = [bit % SIGN.columns, Math.floor(bit / SIGN.columns)];
    if (at(column + 1, row) > at(column, row)) words[bit < 24 ? 0 : 1] |= 1 << bit % 24;
  }
  return words;
}

/** Change of the mean brightness, in levels, below which nothing goes along with it. */
const LEAST_BRIGHTER = 0.3;
/** Of all cells, those that changed by 0.3 to 3 times the mean change. */
function togetherOf(now: Float32Array, before: Float32Array, count: number, mean: number): number {
  let along = 0;
  for (let i = 0; i < count; i++) {
    const share = ((now[i] ?? 0) - (before[i] ?? 0)) / mean;
    if (share > 0.3 && share < 3) along++;
  }
  return along / count;
}

/** Change of the mean colour, in levels, below which nothing goes along with it. */
const LEAST_TINTED = 0.2;
/** Of all cells, those whose colour moved by 0.2 to 4 times the mean along its direction: what is dark or bright takes less of a tint. */
function tintedTogetherOf(now: Float32Array, before: Float32Array, count: number, blue: number, red: number): number {
  const size = Math.hypot(blue, red);
  if (size < LEAST_TINTED) return 0;
  let along = 0;
  for (let i = count; i < 2 * count; i++) {
    const share = (((now[i] ?? 0) - (before[i] ?? 0)) * blue + ((now[count + i] ?? 0) - (before[count + i] ?? 0)) * red) / (size * size);
    if (share > 0.2 && share < 4) along++;
  }
  return along / count;
}

function correlation(a: Float32Array, b: Float32Array, count: number): number {
  let [ma, mb] = [0, 0];
  for (let i = 0; i < count; i++) {
    ma += (a[i] ?? 0) / count;
    mb += (b[i] ?? 0) / count;
  }
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const [da, db] = [(a[i] ?? 0) - ma, (b[i] ?? 0) - mb];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  const spread = Math.sqrt(aa * bb);
  return spread > count ? ab / spread : 1;
}

export function recordFrames(width: number, height: number): FrameRecorder {
  const shrinker = createShrinker(width, height, CELL_SIDE);
  const count = shrinker.width * shrinker.height;
  const pair = [new Float32Array(count * 3), new Float32Array(count * 3)] as const;
  const pixelCount = width * height;
  const lastGreen = new Uint8Array(pixelCount);
  const times = createTimeSeries();
  const [change, luma, blue, red] = [createNumberSeries(), createNumberSeries(), createNumberSeries(), createNumberSeries()];
  const [layout, together, tintedTogether, signHigh, signLow] = [createNumberSeries(), createNumberSeries(), createNumberSeries(), createNumberSeries(), createNumberSeries()];
  const record: FrameRecord = {
    get length() {
      return times.length;
    },
    atMs: (i) => times.at(i), change, luma, blue, red, layout, together, tintedTogether, signHigh, signLow,
  };
  const changeOf = (pixels: Uint8Array): number => {
    let sum = 0;
    for (let i = 0, at = 1; i < pixelCount; i++, at += 3) {
      const green = pixels[at] ?? 0;
      sum += Math.abs(green - (lastGreen[i] ?? 0));
      lastGreen[i] = green;
    }
    return sum / pixelCount;
  };
  return {
    record,
    push(atMs, pixels) {
      const index = times.length;
      const [cells, before] = index % 2 === 0 ? [pair[0], pair[1]] : [pair[1], pair[0]];
      const changed = changeOf(pixels);
      times.push(atMs);
      change.push(index === 0 ? 0 : changed);
      // A repeated frame has the numbers of the one before.
      if (index > 0 && changed === 0) {
        cells.set(before);
        for (const series of [luma, blue, red, signHigh, signLow]) series.push(series.at(index - 1));
        layout.push(1);
        together.push(0);
        tintedTogether.push(0);
        return;
      }
      shrinker.lumaChroma(pixels, cells);
      let [y, cb, cr] = [0, 0, 0];
      for (let i = 0; i < count; i++) {
        y += cells[i] ?? 0;
        cb += cells[count + i] ?? 0;
        cr += cells[2 * count + i] ?? 0;
      }
      luma.push(y / count);
      blue.push(cb / count);
      red.push(cr / count);
      layout.push(index === 0 ? 1 : correlation(cells, before, count));
      const brighter = index === 0 ? 0 : luma.at(index) - luma.at(index - 1);
      together.push(Math.abs(brighter) < LEAST_BRIGHTER ? 0 : togetherOf(cells, before, count, brighter));
      tintedTogether.push(index === 0 ? 0 : tintedTogetherOf(cells, before, count, blue.at(index) - blue.at(index - 1), red.at(index) - red.at(index - 1)));
      const [high, low] = signsOf(cells, shrinker.width, shrinker.height);
      signHigh.push(high);
      signLow.push(low);
    },
  };
}
