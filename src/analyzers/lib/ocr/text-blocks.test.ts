import { expect, test } from 'vitest';
import { blockFinding } from './block-finding.ts';
import { uprightBox } from './rotated-box.ts';
import { inReadingOrder, textBlocks, type TextLine } from './text-blocks.ts';

function line(text: string, left: number, top: number, more: Partial<TextLine> & { height?: number } = {}): TextLine {
  const { height = 30, ...fields } = more;
  const box = { left, top, right: left + text.length * 15, bottom: top + height };
  const area = { x: left / 1000, y: top / 1000, w: (box.right - left) / 1000, h: height / 1000 };
  return { text, confidence: 0.9, startMs: 0, endMs: 0, quarterTurns: 0, box: uprightBox(box), area, ...fields };
}

const texts = (lines: readonly TextLine[]): string[][] => textBlocks(lines).map((block) => block.map(({ text }) => text));

test('stacked lines are one block, read from top to bottom', () => {
  expect(texts([line('50 PERCENT OFF', 100, 140), line('NEW SALE', 130, 100)])).toEqual([['NEW SALE', '50 PERCENT OFF']]);
});

test('words of one row are read from left to right, also when they stand a little higher', () => {
  expect(inReadingOrder([line('THREE', 300, 98), line('ONE', 100, 100), line('TWO', 200, 104), line('FOUR', 100, 140)]).map(({ text }) => text))
    .toEqual(['ONE', 'TWO', 'THREE', 'FOUR']);
});

test('distance, size, place and direction part blocks', () => {
  expect(texts([line('HEADLINE', 100, 100), line('far below', 100, 190)])).toHaveLength(2);
  expect(texts([line('HUGE', 100, 100, { height: 90 }), line('tiny', 100, 195, { height: 20 })])).toHaveLength(2);
  expect(texts([line('left', 100, 100), line('right', 400, 100)])).toHaveLength(2);
  const turned = line('tilted', 100, 140);
  expect(texts([line('straight', 100, 100), { ...turned, box: { ...turned.box, angle: 0.3 } }])).toHaveLength(2);
});

test('lines of one place at different times are different blocks, in the order of their time', () => {
  const blocks = texts([line('LATER', 100, 140, { startMs: 4000, endMs: 6000 }), line('SOONER', 100, 100, { startMs: 1000, endMs: 4000 })]);
  expect(blocks).toEqual([['SOONER'], ['LATER']]);
  expect(texts([line('first', 100, 100, { startMs: 0, endMs: 4000 }), line('and second', 100, 140, { startMs: 500, endMs: 4000 })])).toHaveLength(1);
});

test('text that runs down is ordered along its own direction', () => {
  // Two columns whose letters are turned clockwise: the right column is the first line.
  const column = (text: string, left: number): TextLine => ({ ...line(text, 0, 0), quarterTurns: 1, box: uprightBox({ left, top: 100, right: left + 30, bottom: 400 }) });
  expect(texts([column('second', 100), column('first', 140)])).toEqual([['first', 'second']]);
});

test('a finding spans its lines in time and place, and says what is uncertain', () => {
  const block = [line('Schoene Grusse', 100, 100, { startMs: 1000, endMs: 3000, confidence: 1 }), line('und mehr', 120, 140, { startMs: 1500, endMs: 3250, confidence: 0.5 })];
  const finding = blockFinding(block, 'text-1', 'en');
  expect(finding).toMatchObject({ text: 'Schoene Grusse und mehr', startMs: 1000, endMs: 3250, script: 'latin', uncertainCharacters: true, trackId: 'text-1' });
  for (const [key, value] of [['x', 0.1], ['y', 0.1], ['w', 0.21], ['h', 0.07]] as const) expect(finding.box[key]).toBeCloseTo(value, 6);
  expect(finding.confidence).toBeCloseTo((14 * 1 + 8 * 0.5) / 22, 9);
  expect(finding.lines).toHaveLength(2);
  expect(finding).not.toHaveProperty('angleDegrees');
});

test('English text in an English job has no uncertain letters, in a German one it has', () => {
  const block = [line('NEW SALE', 100, 100)];
  expect(blockFinding(block, 'text-1', 'en')).not.toHaveProperty('uncertainCharacters');
  expect(blockFinding(block, 'text-1', 'de')).toHaveProperty('uncertainCharacters', true);
});
