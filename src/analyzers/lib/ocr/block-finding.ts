/** One block of lines as a finding. */
import type { Box, Language } from '@aima/contract';
import { turned } from './crop-line.ts';
import { looksGerman, type Script, scriptOf } from './plausible-text.ts';
import type { TextLine } from './text-blocks.ts';

export interface BlockFinding {
  startMs: number;
  endMs: number;
  text: string;
  box: Box;
  trackId: string;
  confidence: number;
  lines: { text: string; box: Box; confidence: number }[];
  script: Script;
  angleDegrees?: number;
  uncertainCharacters?: true;
}

/** Tilts below this are called straight. */
const STRAIGHT_DEGREES = 3;

/** The smallest box around all. */
function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.w));
  const bottom = Math.max(...boxes.map((box) => box.y + box.h));
  return { x, y, w: Math.min(1 - x, right - x), h: Math.min(1 - y, bottom - y) };
}

/** @param lines in reading order, at least one */
export function blockFinding(lines: readonly TextLine[], trackId: string, language: Language): BlockFinding {
  const text = lines.map((line) => line.text).join(' ');
  const letters = lines.reduce((sum, line) => sum + line.text.length, 0);
  const script = scriptOf(text);
  const first = lines[0];
  const direction = first === undefined ? 0 : turned(first.box, first.quarterTurns).angle;
  const degrees = Math.round((direction * 180) / Math.PI);
  return {
    startMs: Math.min(...lines.map((line) => line.startMs)),
    endMs: Math.max(...lines.map((line) => line.endMs)),
    text,
    box: around(lines.map((line) => line.area)),
    trackId,
    // A mean by letters: one doubtful short line does not condemn a long text.
    confidence: Math.min(1, lines.reduce((sum, line) => sum + line.confidence * line.text.length, 0) / letters),
    lines: lines.map(({ text: line, area, confidence }) => ({ text: line, box: area, confidence })),
    script,
    ...(Math.abs(degrees) >= STRAIGHT_DEGREES && { angleDegrees: degrees }),
    ...(script === 'latin' && (language === 'de' || looksGerman(text)) && { uncertainCharacters: true as const }),
  };
}
