/** Lets the chosen analyzers look at one medium: in one go, or a long one window by window. */
import type { AnalyzerChoice, Media } from '@aima/contract';
import { analyzers } from '../analyzers/index.ts';
import { cacheKeys } from '../cache/cache-key.ts';
import type { WindowStore } from '../cache/window-store.ts';
import { modelsFolder } from '../kernel/data-folder.ts';
import { version } from '../kernel/version.ts';
import { chooseForWindows } from '../windows/choose.ts';
import { analyseLongFilm, isLong } from './long-film.ts';
import { analyseMedium, type MediumTask } from './medium.ts';
import { tasksOf } from './stage-tasks.ts';

/** What a job asks of every one of its media. */
export interface AnalysisOptions extends Pick<MediumTask, 'stages' | 'language' | 'tier'> {
  /** Each stage from a decode of its own. */
  stagesApart: boolean;
  /** Every analyzer in a task of its own. */
  oneByOne: boolean;
  /** Length of the windows in which long films are analysed; 0: everything in one go. */
  windowMs: number;
  /** Nothing of an earlier call is taken over. */
  fresh: boolean;
  /** The data folder, with the models. */
  data: string;
}

export interface ChoiceRun extends Pick<MediumTask, 'source' | 'released' | 'collected' | 'machine' | 'signal' | 'onProgress' | 'onRetry'> {
  options: AnalysisOptions;
  media: Pick<Media, 'id' | 'sha256' | 'fileName' | 'kind' | 'durationMs'>;
  choices: readonly AnalyzerChoice[];
  /** Where finished windows of this film lie. @param request all that decides what is found in it */
  openWindows(request: readonly unknown[]): Promise<WindowStore>;
  /** More is known than before, up to there, and the medium is not finished. */
  onPart(untilMs: number): Promise<void>;
  /** Everything before was finished by an earlier call. */
  onTaken(untilMs: number): void;
}

/** All that decides what is found; a film that was begun under other conditions is begun anew. */
async function requestOf({ options, media, choices, released = [] }: ChoiceRun): Promise<readonly unknown[]> {
  const { tier, language, windowMs } = options;
  const { windowed } = chooseForWindows(choices, analyzers, tier);
  const keys = await cacheKeys({ analyzers, choices: windowed, tier, language, modelsFolder: modelsFolder(options.data) });
  const names = [...windowed].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, parameters = {} }) => [name, analyzers.find((analyzer) => analyzer.name === name)?.version, parameters, keys.get(name)]);
  return [version, media.sha256, tier, language, windowMs, names, ...(released.length > 0 ? [released] : [])];
}

async function inWindows(run: ChoiceRun, task: MediumTask): Promise<void> {
  const { options, media } = run;
  const store = await run.openWindows(await requestOf(run));
  if (options.fresh) await store.clear();
  let takenUntilMs = 0;
  await analyseLongFilm({
    ...task, mediaId: media.id, durationMs: media.durationMs, windowMs: options.windowMs, store,
    async onWindow({ untilMs, taken }) {
      if (taken) takenUntilMs = untilMs;
      else if (untilMs < media.durationMs) await run.onPart(untilMs);
    },
    onLook(fromMs) { if (takenUntilMs > 0 && fromMs === takenUntilMs) run.onTaken(fromMs); },
  });
}

/** @throws AppError; what was finished is in `collected` either way */
export async function runChoices(run: ChoiceRun): Promise<void> {
  const { options, media, choices, source, released, collected, machine, signal, onProgress, onRetry } = run;
  const { stages, language, tier } = options;
  const task = { sha256: media.sha256, source, released, fileName: media.fileName, stages, language, tier, machine, collected, signal, onProgress, onRetry } satisfies Omit<MediumTask, 'choices'>;
  if (choices.length > 0 && media.kind !== 'image' && !options.oneByOne && isLong(media.durationMs, options.windowMs)) return inWindows(run, { ...task, choices });
  for (const each of tasksOf(choices, options, analyzers)) await analyseMedium({ ...task, choices: each });
}
