/** A long film window by window: memory stays that of one window, and what is finished survives whatever happens. */
import type { AnalyzerChoice, OpenShot } from '@aima/contract';
import { analyzers } from '../analyzers/index.ts';
import type { StoredWindow, WindowStore } from '../cache/window-store.ts';
import { toAppError } from '../kernel/app-error.ts';
import { chooseForWindows } from '../windows/choose.ts';
import { endWindow, windowJoiner, type EndedWindow, type WindowJoiner } from '../windows/join.ts';
import { collector, type Collector } from './collector.ts';
import { analyseMedium, type MediumTask } from './medium.ts';

export interface LongFilm extends Omit<MediumTask, 'window' | 'alsoFinished' | 'keyframes'> {
  mediaId: string;
  durationMs: number;
  windowMs: number;
  store: WindowStore;
  /** A window is finished, and `collected` holds all up to `untilMs`. `taken`: an earlier call had finished it. */
  onWindow(window: { untilMs: number; taken: boolean }): Promise<void>;
  /** The window that begins there is looked at now. */
  onLook(fromMs: number): void;
}

/** A last piece shorter than this share of a window belongs to the one before. */
const LEAST_LAST = 0.25;

/** Films up to one and a half windows are looked at in one go. `windowMs` 0: all are. */
export const isLong = (durationMs: number, windowMs: number): boolean => windowMs > 0 && durationMs > 1.5 * windowMs;

const windowEnd = (fromMs: number, { durationMs, windowMs }: Pick<LongFilm, 'durationMs' | 'windowMs'>): number =>
  (durationMs - fromMs < (1 + LEAST_LAST) * windowMs ? durationMs : fromMs + windowMs);

/** `task` with what it finds in a collector of its own. */
async function apart(task: LongFilm, more: Partial<MediumTask> & { choices: AnalyzerChoice[] }): Promise<Collector> {
  const collected = collector();
  await analyseMedium({ ...task, ...more, collected });
  for (const warning of collected.warnings()) task.collected.warn(warning);
  return collected;
}

async function lookAt(task: LongFilm, choices: AnalyzerChoice[], fromMs: number, before: OpenShot | undefined): Promise<EndedWindow> {
  task.onLook(fromMs);
  const toMs = windowEnd(fromMs, task);
  const goesOn = toMs < task.durationMs;
  const found = await apart(task, {
    choices, window: { fromMs, toMs, offsetMs: fromMs, goesOn, ...(before ? { before } : {}) },
    onProgress: (event) => { task.onProgress({ ...event, stage: 'analyse', fraction: (fromMs + (event.stage === 'analyse' ? event.fraction : Number(event.stage === 'finish')) * (toMs - fromMs)) / task.durationMs }); },
  });
  return endWindow({ fromMs, toMs, runs: found.runs(), observations: found.observations(), keyframes: found.keyframes(), openShot: found.openShot() }, !goesOn);
}

const stored = ({ openShot, before, runs, observations, keyframes, ...window }: EndedWindow): StoredWindow => ({
  ...window, runs: [...runs], observations: [...observations], keyframes: [...keyframes], ...(openShot ? { openShot } : {}), ...(before ? { before } : {}),
});

/** Runs that were cut short say so; those of a window that was never reached say nothing. */
function adopt(task: LongFilm, joined: WindowJoiner, why?: { reason: string; message: string }): void {
  const observations = Map.groupBy(joined.observations(), ({ runId }) => runId);
  const runs = joined.runs().map((run) => (why && run.status === 'done' && run.coverage < 1 && run.reason === undefined ? { ...run, ...why } : run));
  task.collected.adopt(runs.map((run) => ({ run, observations: observations.get(run.id) ?? [] })), joined.keyframes());
}

async function windows(task: LongFilm, choices: AnalyzerChoice[]): Promise<void> {
  const joined = windowJoiner({ mediaId: task.mediaId, durationMs: task.durationMs, language: task.language });
  let fromMs = 0;
  let before: OpenShot | undefined;
  try {
    while (fromMs < task.durationMs) {
      const known = await task.store.read(fromMs);
      const window = known ?? await lookAt(task, choices, fromMs, before);
      if (!known) await task.store.write(stored(window));
      joined.add(window);
      adopt(task, joined);
      ({ toMs: fromMs, before } = window);
      await task.onWindow({ untilMs: fromMs, taken: known !== undefined });
    }
  } catch (error) {
    const { code, message } = toAppError(error);
    adopt(task, joined, { reason: code, message });
    throw error;
  }
}

/** @throws AppError as `analyseMedium` does; what was finished is in `collected` and in the store either way */
export async function analyseLongFilm(task: LongFilm): Promise<void> {
  const { windowed, whole, derived } = chooseForWindows(task.choices, analyzers, task.tier);
  if (windowed.length > 0) await windows(task, windowed);
  // Each of these passes sees all that came before it. Pictures for people came with the windows.
  for (const choices of [whole, derived]) {
    if (choices.length === 0) continue;
    const found = await apart(task, { choices, keyframes: false, alsoFinished: task.collected.ended() });
    const known = new Set(choices.map(({ name }) => name));
    task.collected.adopt(found.ended().filter(({ run }) => known.has(run.analyzer)));
  }
  await task.store.clear();
}
