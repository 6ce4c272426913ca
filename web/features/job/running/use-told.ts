/** What events tell of a job's progress, for the parts of its page that show it. */
import { create } from 'zustand';
import { onEvent } from '#lib/live.ts';
import { afterProgress, type Told } from './job-progress.ts';
import type { Job } from './run-cells.ts';

const useAll = create<Readonly<Record<string, Told>>>(() => ({}));

onEvent(({ kind, body }) => {
  const { jobId } = body;
  if (typeof jobId !== 'string') return;
  if (kind === 'job.progress') useAll.setState((all) => ({ [jobId]: afterProgress(all[jobId], body, Date.now()) }));
  // What it was at before says nothing of its next start.
  else if (kind === 'job.changed' && body['state'] !== 'analysing') useAll.setState((all) => Object.fromEntries(Object.entries(all).filter(([id]) => id !== jobId)), true);
});

const NOTHING: Told['media'] = {};

/** What was told last, else what the job itself says; undefined where it does not say how far it is. */
export function useTold({ id, state, progress }: Pick<Job, 'id' | 'state' | 'progress'>): Told | undefined {
  const told = useAll((all) => all[id]);
  if (state === 'analysing' && told) return told;
  if (!progress) return undefined;
  const { fraction, step, remainingMs, mediaId, mediaFraction } = progress;
  return { fraction, step, remainingMs, media: mediaId === undefined || mediaFraction === undefined ? NOTHING : { [mediaId]: mediaFraction }, samples: [] };
}
