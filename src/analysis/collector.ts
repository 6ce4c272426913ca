/** Gathers what a task tells: finished runs stay, whatever happens to the worker afterwards. */
import { runIdOf, type Media, type Observation, type OpenShot, type Run, type TaskEvent } from '@aima/contract';
import type { ReportKeyframe as Keyframe } from '../reports/index.ts';

export interface Finished {
  run: Run;
  observations: Observation[];
}

export interface Collector {
  take(event: TaskEvent): void;
  /** A new attempt begins: unfinished runs start again from nothing. */
  restart(): void;
  finished(): Finished[];
  /** Finished ones and those that have no result, each with what may be told of it. */
  ended(): Finished[];
  /** Takes runs over in place of those that were known, and keyframes, where given, in place of all. */
  adopt(runs: readonly Finished[], keyframes?: readonly Keyframe[]): void;
  warn(warning: { code: string; message: string }): void;
  openShot(): OpenShot | undefined;
  media(): Media | undefined;
  runs(): Run[];
  observations(): Observation[];
  keyframes(): Keyframe[];
  warnings(): { code: string; message: string }[];
}

/** A held run keeps what it found in the shots that may be shown. */
const hasResults = (run: Run): boolean => run.status === 'done' || run.status === 'held';

const ended = (run: Run): boolean => run.status !== 'waiting' && run.status !== 'running';

export function collector(): Collector {
  let media: Media | undefined;
  const runs = new Map<string, Run>();
  const observations = new Map<string, Observation[]>();
  const keyframes = new Map<number, Keyframe>();
  let warnings: { code: string; message: string }[] = [];
  let openShot: OpenShot | undefined;

  const take = (event: TaskEvent): void => {
    switch (event.type) {
      case 'media': media = event.media; break;
      case 'run': {
        runs.set(event.run.id, event.run);
        if (ended(event.run) && !hasResults(event.run)) observations.delete(event.run.id);
        break;
      }
      case 'observations': {
        const list = observations.get(event.runId);
        if (list) list.push(...event.items);
        else observations.set(event.runId, [...event.items]);
        break;
      }
      case 'keyframe': keyframes.set(event.atMs, event); break;
      case 'open_shot': openShot = event.shot; break;
      case 'warning': warnings.push({ code: event.code, message: event.message }); break;
      case 'progress':
      case 'task_finished': break;
    }
  };

  return {
    take,
    restart() {
      for (const run of runs.values()) {
        if (run.status === 'done') continue;
        observations.delete(run.id);
        runs.delete(run.id);
      }
      warnings = [];
      openShot = undefined;
    },
    ended: () => [...runs.values()].filter(ended).map((run) => ({ run, observations: hasResults(run) ? observations.get(run.id) ?? [] : [] })),
    adopt(taken, pictures) {
      for (const { run, observations: items } of taken) {
        runs.set(run.id, run);
        observations.set(run.id, [...items]);
      }
      if (pictures) keyframes.clear();
      for (const picture of pictures ?? []) keyframes.set(picture.atMs, picture);
    },
    warn: (warning) => { if (!warnings.some(({ message }) => message === warning.message)) warnings.push(warning); },
    openShot: () => openShot,
    finished: () => [...runs.values()].filter((run) => run.status === 'done').map((run) => ({ run, observations: observations.get(run.id) ?? [] })),
    media: () => media,
    runs: () => [...runs.values()],
    observations: () => [...runs.values()].filter(hasResults).flatMap((run) => observations.get(run.id) ?? []).sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs),
    keyframes: () => [...keyframes.values()].sort((a, b) => a.atMs - b.atMs),
    warnings: () => warnings,
  };
}

/** A run that never came to an end, as the document tells it. */
export function endedRun(sha256: string, mediaId: string, analyzer: { name: string; version: number }, status: 'failed' | 'cancelled', code: string, message: string): Run {
  return { id: runIdOf(sha256, analyzer.name, analyzer.version), mediaId, analyzer: analyzer.name, version: analyzer.version, status, reason: code, message, models: [], parameters: {}, seconds: 0, device: 'none', coverage: 0 };
}
