/** Puts lines that belong together into blocks, in the order in which they are read. */
import type { Box } from '@aima/contract';
import { type QuarterTurns, turned } from './crop-line.ts';
import type { RotatedBox } from './rotated-box.ts';

/** One line of text with its time: half-open from `startMs` to `endMs`, both 0 in a photo. */
export interface TextLine {
  text: string;
  confidence: number;
  startMs: number;
  endMs: number;
  /** Pixels of the analyzer's frames. */
  box: RotatedBox;
  quarterTurns: QuarterTurns;
  /** Fractions of the displayed frame. */
  area: Box;
}

/** Directions further apart than this (radians) are two texts. */
const MAX_TURN = 0.1;
/** Lines of one block: greatest ratio of their heights. */
const MAX_HEIGHT_RATIO = 2;
/** Greatest distance in mean line heights: from row to row, and from word to word in a row. */
const MAX_ROW_GAP = 0.6;
const MAX_WORD_GAP = 1.2;
/** Least part of the shorter line that lies below or above the other one. */
const MIN_COLUMN_OVERLAP = 0.4;
/** Least part of the smaller height that two pieces of one row share. */
const MIN_ROW_OVERLAP = 0.5;
/** Least part of the longer stretch of time that two lines share. */
const MIN_TIME_OVERLAP = 0.5;

/** Upright rectangle in a frame turned so that text runs to the right. */
interface Extent {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function extentOf(line: TextLine, angle: number): Extent {
  const { centerX, centerY, width, height } = turned(line.box, line.quarterTurns);
  const along = centerX * Math.cos(angle) + centerY * Math.sin(angle);
  const across = centerY * Math.cos(angle) - centerX * Math.sin(angle);
  return { left: along - width / 2, right: along + width / 2, top: across - height / 2, bottom: across + height / 2 };
}

const directionOf = (line: TextLine): number => turned(line.box, line.quarterTurns).angle;

function shareTime(a: TextLine, b: TextLine): boolean {
  const longer = Math.max(a.endMs - a.startMs, b.endMs - b.startMs);
  return longer === 0 || Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs) >= MIN_TIME_OVERLAP * longer;
}

function sameRow(a: Extent, b: Extent): boolean {
  const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return shared >= MIN_ROW_OVERLAP * Math.min(a.bottom - a.top, b.bottom - b.top);
}

function belongTogether(a: TextLine, b: TextLine): boolean {
  const angle = directionOf(a);
  if (Math.abs(angle - directionOf(b)) > MAX_TURN || !shareTime(a, b)) return false;
  const [p, q] = [extentOf(a, angle), extentOf(b, angle)];
  const [heightP, heightQ] = [p.bottom - p.top, q.bottom - q.top];
  const mean = (heightP + heightQ) / 2;
  if (Math.max(heightP, heightQ) > MAX_HEIGHT_RATIO * Math.min(heightP, heightQ)) return false;
  const apart = Math.max(p.left, q.left) - Math.min(p.right, q.right);
  if (sameRow(p, q)) return apart <= MAX_WORD_GAP * mean;
  const below = Math.max(p.top, q.top) - Math.min(p.bottom, q.bottom);
  return below <= MAX_ROW_GAP * mean && -apart >= MIN_COLUMN_OVERLAP * Math.min(p.right - p.left, q.right - q.left);
}

/** Rows from top to bottom, within a row from left to right, seen along the block's own direction. */
export function inReadingOrder(lines: readonly TextLine[]): TextLine[] {
  const first = lines[0];
  if (first === undefined) return [];
  const placed = lines
    .map((line) => ({ line, extent: extentOf(line, directionOf(first)) }))
    .sort((a, b) => a.extent.top + a.extent.bottom - b.extent.top - b.extent.bottom);
  const rows: (typeof placed)[] = [];
  for (const piece of placed) {
    const row = rows.at(-1);
    if (row?.[0] && sameRow(row[0].extent, piece.extent)) row.push(piece);
    else rows.push([piece]);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.extent.left - b.extent.left).map(({ line }) => line));
}

/** Every line in exactly one block; blocks by start, then from top to bottom. */
export function textBlocks(lines: readonly TextLine[]): TextLine[][] {
  const left = new Set(lines);
  const blocks: TextLine[][] = [];
  for (const seed of lines) {
    if (!left.delete(seed)) continue;
    const block = [seed];
    // The block grows while it is walked through.
    for (const member of block) {
      for (const other of left) {
        if (!belongTogether(member, other)) continue;
        left.delete(other);
        block.push(other);
      }
    }
    blocks.push(inReadingOrder(block));
  }
  const start = (block: readonly TextLine[]): number => Math.min(...block.map((line) => line.startMs));
  const top = (block: readonly TextLine[]): number => Math.min(...block.map((line) => line.area.y));
  return blocks.sort((a, b) => start(a) - start(b) || top(a) - top(b));
}
