/** What is looked for, saved by itself a moment after each change; what another person changed meanwhile is never overwritten unseen. */
import { useCallback, useEffect, useState } from 'react';
import type { components } from '@aima/contract/client';
import { isApiError, queryClient, renew, useAct } from '#lib/api.ts';
import { sameValue } from '#lib/form-diff.ts';
import { useUnsaved } from '#ui/unsaved.tsx';
import type { Settings } from './settings-edit.ts';

type Job = components['schemas']['AnalysisJobDetail'];

const PAUSE_MS = 400;

export interface SettingsEdit {
  value: Settings;
  change(to: Settings): void;
  /** Not with the server yet. */
  pending: boolean;
  error: unknown;
  /** Another person's, while one's own differ from them. */
  theirs: Settings | undefined;
  keepMine(): void;
  takeTheirs(): void;
}

interface Own { value: Settings; begun: Settings }

export function useSettings(job: Job): SettingsEdit {
  const [own, setOwn] = useState<Own>();
  const [error, setError] = useState<unknown>();
  /** So that one's own change, read back, is not another person's. */
  const [sent, setSent] = useState<Settings>();
  const update = useAct('updateJob', ['getJob', 'listJobs']);
  const { mutateAsync, isPending } = update;
  const { id, version, settings } = job;
  const saved = own !== undefined && sameValue(own.value, settings);
  if (saved) setOwn(undefined);
  const theirs = own && !saved && !sameValue(settings, own.begun) && !sameValue(settings, sent) ? settings : undefined;
  const stuck = theirs !== undefined;
  useUnsaved(own !== undefined);
  useEffect(() => {
    if (own === undefined || stuck || isPending || error !== undefined) return undefined;
    const timer = setTimeout(() => {
      setSent(own.value);
      mutateAsync({ path: { jobId: id }, body: { settings: own.value }, ifMatch: version }).catch((failure: unknown) => {
        setSent(undefined);
        // Somebody else's change may be of something else: then the next attempt, on what is there now, goes through.
        if (isApiError(failure) && failure.code === 'VERSION_CHANGED') void renew(queryClient, ['getJob']);
        else setError(failure);
      });
    }, PAUSE_MS);
    return () => { clearTimeout(timer); };
  }, [own, stuck, isPending, error, id, version, mutateAsync]);
  const change = useCallback((value: Settings) => {
    setError(undefined);
    setOwn((before) => ({ value, begun: before?.begun ?? settings }));
  }, [settings]);
  return {
    value: own?.value ?? settings, change, pending: own !== undefined, error, theirs,
    keepMine: () => { setOwn((before) => before && { ...before, begun: settings }); },
    takeTheirs: () => { setError(undefined); setOwn(undefined); },
  };
}
