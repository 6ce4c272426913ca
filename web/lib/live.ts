/** What changes on the server shows here within a second: each event names what is read anew; missed events are made up for. */
import { useEffect } from 'react';
import { create } from 'zustand';
import { client, isApiError, queryClient, renew, type OperationId } from './api.ts';
import { useSession } from './session.ts';

type Kind = 'upload.changed' | 'media.changed' | 'job.changed' | 'run.changed' | 'job.progress' | 'machine.changed' | 'metrics' | 'alert' | 'results.changed';
export interface LiveEvent { seq: number; kind: Kind; at: string; body: Readonly<Record<string, unknown>> }
type Listener = (event: LiveEvent) => void;

const JOB: readonly OperationId[] = ['getJob', 'listJobs', 'listJobMedia', 'searchArchive'];
const MACHINE: readonly OperationId[] = ['listMachines', 'getMachine', 'getJobCosts', 'getCosts'];
/** Not the search over all jobs: its list would be read anew under the reader, page by page, with every finding of a running job. */
const RESULTS: readonly OperationId[] = ['getResultDocument', 'listObservations', 'countObservations', 'getObservation', 'listCorrections', 'listHeldShots', 'listKeyframes', 'listResults', 'getJobDocument', 'getJobActivity'];

const RENEWS: Readonly<Record<Kind, readonly OperationId[]>> = {
  'upload.changed': ['listUploads', 'getUpload'],
  'media.changed': ['listMedia', 'getMedium', 'listJobMedia', 'getStorageStatus', 'listPlannedDeletions', 'listStorageLog'],
  'job.changed': [...JOB, ...MACHINE, 'listPlannedDeletions'],
  'run.changed': ['listJobMedia', 'getJob', ...RESULTS],
  // Many a second: shown by whoever listens, without asking.
  'job.progress': [], 'metrics': [],
  'machine.changed': MACHINE,
  'alert': ['getSystemStatus'],
  'results.changed': RESULTS,
};

/** Several events of one moment cause one reading. */
const GATHER_MS = 200;

interface LiveState {
  connection: 'connecting' | 'open' | 'broken';
}
export const useLive = create<LiveState>(() => ({ connection: 'connecting' }));

const listeners = new Set<Listener>();

/** For what is shown without asking the server: progress, metrics, alerts. @returns how to stop */
export function onEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => { listeners.delete(listener); };
}

export function useEvents(listener: Listener): void {
  useEffect(() => onEvent(listener), [listener]);
}

function gather(): { add(ids: readonly OperationId[]): void; stop(): void } {
  let waiting = new Set<OperationId>();
  let timer: number | undefined;
  return {
    add(ids) {
      for (const id of ids) waiting.add(id);
      if (waiting.size === 0) return;
      timer ??= window.setTimeout(() => {
        const now = [...waiting];
        waiting = new Set();
        timer = undefined;
        void renew(queryClient, now);
      }, GATHER_MS);
    },
    stop: () => { clearTimeout(timer); },
  };
}

/** Until the signal aborts, or nobody is signed in any more. */
async function watch(signal: AbortSignal): Promise<void> {
  const gathered = gather();
  signal.addEventListener('abort', gathered.stop);
  try {
    for await (const message of client().watchEvents({ signal, onConnection: (connection) => { useLive.setState({ connection }); } })) {
      if ('reset' in message) {
        await queryClient.invalidateQueries();
        continue;
      }
      const event = message;
      gathered.add(RENEWS[event.kind] ?? []);
      for (const listener of listeners) listener(event);
    }
  } catch (error) {
    useLive.setState({ connection: 'broken' });
    if (isApiError(error) && error.status === 401) useSession.getState().expire();
  }
}

/** Watches for as long as it stands on the page; there is nothing of it to see. */
export function Watching(): null {
  useEffect(() => {
    const leave = new AbortController();
    void watch(leave.signal);
    return () => { leave.abort(); };
  }, []);
  return null;
}
