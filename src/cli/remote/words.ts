/** Lengths, moments and states as people read them. */
import type { AnalysisJob, Language, Run } from '@aima/contract';
import type { RemoteTexts } from './texts.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** 3:04 min, 1:02:03 h. */
export function lengthInWords(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, min, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  if (h > 0) return `${h}:${two(min)}:${two(s)} h`;
  return min > 0 ? `${min}:${two(s)} min` : `${s} s`;
}

/** A place in a film: 0:03.120 */
export function placeInWords(ms: number): string {
  const [h, min, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, (ms % 60_000) / 1000];
  const seconds = s.toFixed(3).padStart(6, '0');
  return h > 0 ? `${h}:${two(min)}:${seconds}` : `${min}:${seconds}`;
}

export const dayInWords = (iso: string, language: Language): string => new Date(iso).toLocaleString(language, { dateStyle: 'short', timeStyle: 'short' });

/** The badge of its card, and its state where that says more. */
export function statusInWords({ stage, state }: Pick<AnalysisJob, 'stage' | 'state'>, texts: RemoteTexts): string {
  return state === 'idle' ? texts.stage[stage] : `${texts.stage[stage]}, ${texts.state[state]}`;
}

/** `12 done, 74 not run`. */
export function runsInWords(runs: readonly Pick<Run, 'status'>[], texts: RemoteTexts): string {
  const counts = Map.groupBy(runs, ({ status }) => status);
  return [...counts].map(([status, members]) => `${members.length} ${texts.run[status]}`).join(', ');
}
