/** How far a job is, event by event: all of it, each medium, and how fast it goes. Pure, so that it can be tested. */
import type { Job, JobMedium } from './run-cells.ts';

type Step = NonNullable<NonNullable<Job['progress']>['step']>;

export interface Told {
  fraction: number;
  step?: Step | undefined;
  remainingMs?: number | undefined;
  /** Shares of media that are under way, by id. */
  media: Readonly<Record<string, number>>;
  /** Of the last minute, oldest first. */
  samples: readonly { atMs: number; fraction: number }[];
}

const STEPS: Readonly<Record<Step, true>> = { launch: true, transfer: true, open: true, analyse: true, finish: true, wipe: true, release: true };
const isStep = (word: unknown): word is Step => typeof word === 'string' && Object.hasOwn(STEPS, word);
const share = (value: unknown): number | undefined => (typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined);

const WINDOW_MS = 60_000;

/** @param body of a `job.progress` event; what it does not say stays as it was, but for the rest of the time, which may be unknown again */
export function afterProgress(before: Told | undefined, body: Readonly<Record<string, unknown>>, atMs: number): Told {
  const fraction = share(body['progress']) ?? before?.fraction ?? 0;
  const { mediaId, remainingMs } = body;
  const mediaShare = share(body['mediaProgress']);
  return {
    fraction, step: isStep(body['step']) ? body['step'] : before?.step, remainingMs: typeof remainingMs === 'number' ? remainingMs : undefined,
    media: typeof mediaId === 'string' && mediaShare !== undefined ? { ...before?.media, [mediaId]: mediaShare } : before?.media ?? {},
    samples: [...(before?.samples ?? []).filter((sample) => atMs - sample.atMs <= WINDOW_MS && sample.fraction <= fraction), { atMs, fraction }],
  };
}

/** As the server weighs photos against films (src/jobs/progress.ts). */
const PHOTO_MS = 3_000;
const LEAST_MS = 10_000;

export type Speed = { kind: 'real_time'; times: number } | { kind: 'per_minute'; count: number };

/** Of the last minute; undefined until enough of it was seen. Films: as a multiple of their length; photos alone: how many a minute. */
export function speedOf({ samples }: Pick<Told, 'samples'>, media: readonly Pick<JobMedium, 'kind' | 'durationMs'>[], mediaCount: number): Speed | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.atMs - first.atMs < LEAST_MS || last.fraction <= first.fraction || media.length === 0) return undefined;
  const perMs = (last.fraction - first.fraction) / (last.atMs - first.atMs);
  if (media.every(({ kind }) => kind === 'image')) return { kind: 'per_minute', count: perMs * mediaCount * 60_000 };
  const lengthMs = media.reduce((sum, { kind, durationMs }) => sum + (kind === 'image' ? PHOTO_MS : Math.max(PHOTO_MS, durationMs)), 0) * (mediaCount / media.length);
  return { kind: 'real_time', times: perMs * lengthMs };
}

/** What is said aloud: each tenth, not each percent. */
export const tenthOf = (fraction: number): number => Math.floor(fraction * 10 + 1e-9) * 10;

/** Whole percents, and never 100 before it is. */
export const shownShare = (fraction: number): number => Math.floor(fraction * 100 + 1e-9) / 100;
