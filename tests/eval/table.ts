/** Figures as the table of docs/ACCURACY.md and of the terminal. */
import type { Figure } from './measure.ts';

/** Below this a figure is an anecdote, and is called one. */
const SPOT_CHECK_BELOW = 10;

const number = (value: number, unit: Figure['unit']): string => {
  if (!Number.isFinite(value)) return '–';
  if (unit === 'share') return `${(value * 100).toFixed(1)} %`;
  return unit === 'count' || unit === 'ms' ? value.toFixed(value >= 100 ? 0 : 1) : value.toFixed(2);
};

const met = ({ goal, value }: Figure): string => {
  if (!goal) return '';
  const reached = 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
  return reached ? 'yes' : '**no**';
};

const goalOf = ({ goal, unit }: Figure): string => {
  if (!goal) return '';
  return 'atMost' in goal ? `≤ ${number(goal.atMost, unit)}` : `≥ ${number(goal.atLeast, unit)}`;
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export function accuracyTable(figures: readonly Figure[]): string[] {
  return [
    '| analyzer | tier | what | figure | 95 % interval | items | goal | reached | truth |',
    '|---|---|---|--:|:-:|--:|--:|:-:|---|',
    ...figures.map((figure) => {
      const { analyzer, tier, what, unit, value, interval: [low, high], sampleSize, truth } = figure;
      const size = sampleSize < SPOT_CHECK_BELOW ? `${sampleSize}, spot check` : `${sampleSize}`;
      return `| \`${analyzer}\` | ${tier} | ${cell(what)} | ${number(value, unit)} | ${number(low, unit)} – ${number(high, unit)} | ${size} | ${goalOf(figure)} | ${met(figure)} | ${cell(truth)} |`;
    }),
  ];
}

export const weaknesses = (figures: readonly Figure[]): string[] =>
  figures.filter(({ note }) => note !== undefined).map(({ analyzer, what, note }) => `- \`${analyzer}\`, ${what}: ${note ?? ''}`);

/** What a line is about: analyzer, tier and question of a row, analyzer and question of a weakness. */
const subjectOf = (line: string): string => (line.startsWith('|') ? line.split(' | ').slice(0, 3).join(' | ') : line.split(': ')[0] ?? line);

/** Lines of an earlier page with those that were measured anew in their place, and new ones at the end. */
export function merged(earlier: readonly string[], fresh: readonly string[]): string[] {
  const left = new Map(fresh.map((line) => [subjectOf(line), line]));
  const kept = earlier.map((line) => {
    const anew = left.get(subjectOf(line));
    left.delete(subjectOf(line));
    return anew ?? line;
  });
  return [...kept, ...left.values()];
}
