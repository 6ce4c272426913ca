/** What people say over findings: made, taken back, brought back; and what happens when two say it at once. */
import type { components, Input, operations } from '@aima/contract/client';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { create } from 'zustand';
import { call, isApiError, renew, type OperationId } from '#lib/api.ts';
import { useMe } from '#lib/me.ts';
import { toast, toastProblem } from '#ui/toasts.tsx';
import { useScene } from '../model/player-context.tsx';
import { renewObservations } from '../model/use-observations.ts';
import { say } from './words.ts';

export type NewCorrection = Input<operations['correct']>['body'];
export type Correction = components['schemas']['Correction'];

interface Wanted {
  correction: NewCorrection;
  /** Past tense, for the notice. */
  done: string;
  /** Of the observation as it was read; without it nothing is checked. */
  version?: number | undefined;
}

/** Somebody else said something of the same finding between reading and saying. */
export interface Conflict { observationId: string; wanted: Wanted }

export const useConflict = create<{ conflict: Conflict | undefined }>(() => ({ conflict: undefined }));
const useBusy = create<{ busy: boolean }>(() => ({ busy: false }));

export interface Corrections {
  /** May this person say anything here. */
  may: boolean;
  busy: boolean;
  /** @returns whether it was taken; what went wrong is on the page then */
  make(wanted: Wanted): Promise<boolean>;
  undo(): Promise<void>;
  redo(): Promise<void>;
}

const RENEWS: readonly OperationId[] = ['getObservation', 'listCorrections', 'countObservations'];

const targetOf = (correction: NewCorrection): string | undefined => (correction.kind === 'add' ? undefined : correction.observationId);

function failed(error: unknown, wanted: Wanted): void {
  const observationId = targetOf(wanted.correction);
  if (isApiError(error) && error.code === 'VERSION_CHANGED' && observationId !== undefined) useConflict.setState({ conflict: { observationId, wanted } });
  else toastProblem(error);
}

export function useCorrections(): Corrections {
  const { jobId, mediaId, store } = useScene();
  const queries = useQueryClient();
  const may = useMe()?.permissions.includes('results:write') ?? false;
  const busy = useBusy((state) => state.busy);
  const actions = useMemo(() => {
    const path = { jobId };
    const doing = async (work: () => Promise<void>): Promise<boolean> => {
      if (useBusy.getState().busy) return false;
      useBusy.setState({ busy: true });
      try {
        await work();
        await Promise.all([renewObservations(queries, jobId, mediaId), renew(queries, RENEWS)]);
        return true;
      } finally {
        useBusy.setState({ busy: false });
      }
    };
    const step = async (id: 'undoCorrection' | 'redoCorrection'): Promise<void> => {
      try {
        await doing(async () => {
          const { correction } = await call(id, { path });
          toast(say(correction.mediaId !== mediaId ? `${id}Elsewhere` : id, { what: say(`kind_${correction.kind}`) }), { tone: 'success' });
          const [only] = correction.observationIds;
          if (correction.mediaId === mediaId && correction.targetCount === 1 && only !== undefined) store.getState().choose(only);
        });
      } catch (error) {
        if (isApiError(error) && error.code === 'STATE_FORBIDS') toast(say(`${id}Nothing`));
        else toastProblem(error);
      }
    };
    return {
      async make(wanted: Wanted) {
        try {
          return await doing(async () => {
            await call('correct', { path, body: wanted.correction }, { ifMatch: wanted.version });
            toast(wanted.done, { tone: 'success', action: { label: say('undo'), run: () => { void step('undoCorrection'); } } });
          });
        } catch (error) {
          await renew(queries, RENEWS);
          failed(error, wanted);
          return false;
        }
      },
      undo: () => step('undoCorrection'),
      redo: () => step('redoCorrection'),
    };
  }, [jobId, mediaId, queries, store]);
  return { may, busy, ...actions };
}

/** What the observation is now, for a correction that must not go over somebody else's. @throws ApiError */
export const versionOf = async (jobId: string, observationId: string): Promise<number> => (await call('getObservation', { path: { jobId, observationId } })).version;
