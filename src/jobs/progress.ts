/** How far a job is, for whoever watches: at most once a second, in the row and as an event. */
import type { JobProgress } from '@aima/contract';
import { noteProgress, type JobMediumRow } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { toAppError } from '../kernel/app-error.ts';
import type { JobWork } from './job-work.ts';

const EVERY_MS = 1_000;
/** A photo takes about as long as so much of a film. */
const PHOTO_MS = 3_000;
/** Below this share nothing can be said of the rest. */
const LEAST_SHARE = 0.03;

/** Share of a medium that is behind once a step begins, and how much the step is. */
const STEPS = { transfer: [0, 0], open: [0, 0.02], analyse: [0.02, 0.95], finish: [0.97, 0.03] } as const;

export interface ProgressReport {
  at(mediaId: string, step: keyof typeof STEPS, fraction: number): void;
  stage(step: 'launch' | 'wipe' | 'release'): void;
  ended(mediaId: string): void;
  /** What is left to do, as far as that can be told. */
  remainingMs(): number | undefined;
  /** Waits for what is being written; nothing is told afterwards. */
  close(): Promise<void>;
}

const weightOf = ({ facts }: JobMediumRow): number => (facts.kind === 'image' ? PHOTO_MS : Math.max(PHOTO_MS, facts.durationMs ?? 0));

export function reportProgress({ within, claim, parts }: Pick<JobWork, 'within' | 'claim' | 'parts'>, media: readonly JobMediumRow[], now = () => performance.now()): ProgressReport {
  const weights = new Map(media.map((medium) => [medium.mediaId, weightOf(medium)]));
  const all = Math.max(1, [...weights.values()].reduce((sum, weight) => sum + weight, 0));
  const done = new Set(media.filter(({ ended }) => ended).map(({ mediaId }) => mediaId));
  /** Several may be under way, each on a machine of its own. */
  const under = new Map<string, number>();
  const doneShare = (): number => Math.min(1, [...done].reduce((sum, id) => sum + (weights.get(id) ?? 0), [...under].reduce((sum, [id, share]) => sum + share * (weights.get(id) ?? 0), 0)) / all);
  const from = now();
  const begunAt = doneShare();
  let [told, writing, closed] = [Number.NEGATIVE_INFINITY, Promise.resolve(), false];
  let busy = false;

  const tell = (progress: JobProgress, atOnce = false): void => {
    if (closed || busy || (!atOnce && now() - told < EVERY_MS)) return;
    told = now();
    busy = true;
    const { fraction, mediaId, mediaFraction, step, remainingMs } = progress;
    const body = { jobId: claim.id, progress: fraction, ...(mediaId === undefined ? {} : { mediaId }), ...(mediaFraction === undefined ? {} : { mediaProgress: mediaFraction }), ...(step === undefined ? {} : { step }), ...(remainingMs === undefined ? {} : { remainingMs }) };
    writing = within(async (tx) => {
      await noteProgress(tx, claim.id, progress);
      await publish(tx, claim.workspaceId, { kind: 'job.progress', body });
    }).catch((error: unknown) => { parts.onFailure?.(toAppError(error), 'progress of a job'); }).finally(() => { busy = false; });
  };
  const rest = (fraction: number): { remainingMs: number } | undefined => {
    const share = fraction - begunAt;
    return share < LEAST_SHARE ? undefined : { remainingMs: Math.round((now() - from) / share * (1 - fraction)) };
  };

  return {
    at(mediaId, step, within01) {
      const [before, share] = STEPS[step];
      const mediaFraction = Math.min(1, before + share * within01);
      under.set(mediaId, mediaFraction);
      const fraction = doneShare();
      tell({ fraction, mediaId, mediaFraction, step, ...rest(fraction), at: new Date().toISOString() });
    },
    stage(step) { void writing.then(() => { tell({ fraction: doneShare(), step, at: new Date().toISOString() }, true); }); },
    remainingMs: () => rest(doneShare())?.remainingMs,
    ended(mediaId) {
      under.delete(mediaId);
      done.add(mediaId);
    },
    async close() {
      closed = true;
      await writing;
    },
  };
}
