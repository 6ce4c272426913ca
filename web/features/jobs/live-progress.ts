/** How far jobs are, as events tell it many times a second; only the cards that show a job hear of it. */
import { create } from 'zustand';
import { onEvent } from '#lib/live.ts';
import type { Job } from './job-look.ts';

export interface LiveProgress {
  fraction: number | undefined;
  mediaId: string | undefined;
  remainingMs: number | undefined;
}

const useTold = create<Readonly<Record<string, LiveProgress>>>(() => ({}));

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

onEvent(({ kind, body }) => {
  const { jobId } = body;
  if (typeof jobId !== 'string') return;
  if (kind === 'job.progress') {
    useTold.setState({ [jobId]: { fraction: numberOf(body['progress']), remainingMs: numberOf(body['remainingMs']), mediaId: typeof body['mediaId'] === 'string' ? body['mediaId'] : undefined } });
  } else if (kind === 'job.changed' && body['state'] !== 'analysing' && jobId in useTold.getState()) {
    // What it was at before says nothing of its next start.
    useTold.setState((told) => Object.fromEntries(Object.entries(told).filter(([id]) => id !== jobId)), true);
  }
});

/** What was told last, else what the job itself says; undefined where nothing works for it. */
export function useProgress({ id, state, progress }: Pick<Job, 'id' | 'state' | 'progress'>): LiveProgress | undefined {
  const told = useTold((all) => all[id]);
  if (state === 'analysing' && told) return told;
  return progress === undefined ? undefined : { fraction: progress.fraction, mediaId: progress.mediaId, remainingMs: progress.remainingMs };
}
