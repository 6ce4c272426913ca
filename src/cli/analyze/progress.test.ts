import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { textsOf } from '../texts.ts';
import { progressView, timeLeft } from './progress.ts';

function viewOn(isTTY: boolean) {
  const out = Object.assign(new PassThrough(), { isTTY, columns: 60 });
  let now = 0;
  const view = progressView(out, textsOf('en'), () => now);
  return { view, later: (ms: number) => { now += ms; }, text: () => String(out.read() ?? '') };
}

test('a terminal gets one line per stage, rewritten', () => {
  const { view, later, text } = viewOn(true);
  view.show('film.mp4', 'analyse', 0);
  later(5_000);
  view.show('film.mp4', 'analyse', 0.5);
  later(200);
  view.show('film.mp4', 'write', 0);
  view.close();
  const shown = text();
  expect(shown.split('\n')).toHaveLength(3);
  expect(shown).toContain('\r');
  expect(shown).toContain('analysing  50 %, 5 s left');
});

test('without a terminal there are plain lines, and not too many', () => {
  const { view, later, text } = viewOn(false);
  for (let percent = 0; percent <= 100; percent += 1) {
    view.show('film.mp4', 'analyse', percent / 100);
    later(100);
  }
  const lines = text().trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.length).toBeLessThan(5);
  expect(lines.join('')).not.toMatch(/[\r\u001b]/);
});

test('a name cannot steer the terminal, and a long one leaves room for the figures', () => {
  const { view, text } = viewOn(true);
  view.show(`\u001b[31m${'x'.repeat(300)}`, 'analyse', 0.1);
  const line = text().replace('\r\u001b[2K', '');
  expect(line).not.toContain('\u001b');
  expect(line.length).toBeLessThanOrEqual(60);
});

test('time left appears once it can be known', () => {
  expect(timeLeft(500, 0.5)).toBeUndefined();
  expect(timeLeft(10_000, 0.01)).toBeUndefined();
  expect(timeLeft(10_000, 0.5)).toBe('10 s');
  expect(timeLeft(60_000, 0.25)).toBe('3:00 min');
});
