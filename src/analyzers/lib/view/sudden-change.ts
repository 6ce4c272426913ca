/**
 * Whether the picture became another one between two frames of the view. Half a second lies between them, so motion is
 * large, and only what no displacement explains and what also changes the layout counts; cuts to the frame come from
 * `cut_analysis`, which sees every frame. For tracks: what ran before a sudden change does not go on after it.
 */
import type { Frame, FrameBatch } from '@aima/sdk';
import { layoutCorrelation, layoutDifference, unexplainedShare, type PictureSize, type ReducedFrame } from '../cuts/frame-difference.ts';
import { createFrameReducer, type FrameReducer } from '../cuts/frame-reducer.ts';
import { onceForFrame } from './view.ts';

/** Pixels along the longer side of what is compared; picked points, so that the pass over a frame costs next to nothing. */
const LONG_SIDE = 160;

/** Least change over contrast, and share of blocks that nothing in the frame before explains; a little below what cuts between unrelated shots reach. */
const LEAST_DIFFERENCE = 0.5;
const LEAST_UNEXPLAINED = 0.55;
/** Above this only the light changed, as in a fade or a flash. */
const SAME_LAYOUT = 0.9;

export interface ViewChange {
  /** Hardly anything of the frame before is left: another shot, as far as two frames tell. True for the first frame. */
  sudden: boolean;
  /** Largest mean change of a cell (a thirtieth of the longer side), in levels of 255; 0 where nothing moved. Infinite for the first frame. */
  strongestCell: number;
}

interface Reduced {
  atMs: number;
  frame: ReducedFrame;
  size: PictureSize;
}

const reducers = new Map<string, FrameReducer>();

function reducerFor(width: number, height: number): FrameReducer {
  const key = `${width}x${height}`;
  const known = reducers.get(key);
  if (known) return known;
  const made = createFrameReducer(width, height);
  // Sizes are few; a worker that sees many photos must not collect them.
  if (reducers.size > 8) reducers.clear();
  reducers.set(key, made);
  return made;
}

/** Averages four points of every cell of a grid with `LONG_SIDE` cells along the longer side. */
function picked(pixels: Uint8Array, width: number, height: number): { pixels: Uint8Array; width: number; height: number } {
  const scale = Math.min(1, LONG_SIDE / Math.max(width, height));
  const outWidth = Math.max(1, Math.round(width * scale));
  const outHeight = Math.max(1, Math.round(height * scale));
  const out = new Uint8Array(outWidth * outHeight * 3);
  for (let y = 0; y < outHeight; y++) {
    const rows = [0.25, 0.75].map((part) => Math.min(height - 1, Math.floor((y + part) * height / outHeight)) * width);
    for (let x = 0; x < outWidth; x++) {
      const left = Math.min(width - 1, Math.floor((x + 0.25) * width / outWidth));
      const right = Math.min(width - 1, Math.floor((x + 0.75) * width / outWidth));
      const to = (y * outWidth + x) * 3;
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (const row of rows) sum += (pixels[(row + left) * 3 + c] ?? 0) + (pixels[(row + right) * 3 + c] ?? 0);
        out[to + c] = sum / 4;
      }
    }
  }
  return { pixels: out, width: outWidth, height: outHeight };
}

const reducedOf = (frame: Frame, { width, height }: Pick<FrameBatch, 'width' | 'height'>): Reduced => onceForFrame(frame, 'reduced for change', () => {
  const small = picked(frame.pixels, width, height);
  const reducer = reducerFor(small.width, small.height);
  const into = reducer.empty();
  reducer.reduce(small.pixels, into);
  return { atMs: frame.atMs, frame: into, size: reducer.pictureSize };
});

function strongestCell(a: ReducedFrame, b: ReducedFrame): number {
  let strongest = 0;
  for (let i = 0; i < a.cells.length; i++) strongest = Math.max(strongest, Math.abs((a.cells[i] ?? 0) - (b.cells[i] ?? 0)));
  return strongest;
}

/** Shots of one place share colours, so the layout decides: it differs, is not the same in another light, and did not move there. */
function isSudden(before: Reduced, now: Reduced): boolean {
  if (before.size.width !== now.size.width || before.size.height !== now.size.height) return true;
  return layoutDifference(before.frame, now.frame) >= LEAST_DIFFERENCE
    && layoutCorrelation(before.frame, now.frame) <= SAME_LAYOUT
    && unexplainedShare(before.frame, now.frame, now.size) >= LEAST_UNEXPLAINED;
}

/** Watches the frames of one medium in order of time. Each analyzer has its own watch; the work is done once a frame. */
export function watchView(): (frame: Frame, batch: Pick<FrameBatch, 'width' | 'height'>) => ViewChange {
  let before: Reduced | undefined;
  return (frame, batch) => {
    const now = reducedOf(frame, batch);
    const earlier = before;
    before = now;
    if (earlier === undefined) return { sudden: true, strongestCell: Infinity };
    return onceForFrame(frame, `change since ${earlier.atMs}`, () => ({ sudden: isSudden(earlier, now), strongestCell: strongestCell(earlier.frame, now.frame) }));
  };
}
