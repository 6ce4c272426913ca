/** Lets the chosen analyzers look at one medium: in one go, or a long one window by window. */
import type { AnalyzerChoice } from '@aima/contract';
import { clockTime } from '@aima/sdk';
import { analyzers } from '../../analyzers/index.ts';
import { cacheKeys } from '../../cache/cache-key.ts';
import { openWindowStore } from '../../cache/window-store.ts';
import { modelsFolder, unfinishedFolder } from '../../kernel/data-folder.ts';
import { version } from '../../kernel/version.ts';
import { chooseForWindows } from '../../windows/choose.ts';
import type { Texts } from '../texts.ts';
import type { Collector } from './collector.ts';
import type { Accepted } from './intake.ts';
import { analyseLongFilm, isLong } from './long-film.ts';
import type { Machine } from './machine.ts';
import { analyseMedium, MOST_RETRIES, type MediumTask } from './medium.ts';
import type { AnalyzeOptions } from './options.ts';
import type { ProgressView } from './progress.ts';
import { tasksOf } from './stage-tasks.ts';

export interface ChoiceRun {
  options: AnalyzeOptions;
  accepted: Accepted;
  choices: readonly AnalyzerChoice[];
  collected: Collector;
  machine: Machine;
  view: ProgressView;
  texts: Texts;
  signal: AbortSignal;
  /** More is known than before, and the medium is not finished. */
  onPart(): Promise<void>;
}

/** All that decides what is found; a film that was begun under other conditions is begun anew. */
async function requestOf({ options, accepted, choices }: ChoiceRun): Promise<readonly unknown[]> {
  const { tier, language, windowMs } = options;
  const { windowed } = chooseForWindows(choices, analyzers, tier);
  const keys = await cacheKeys({ analyzers, choices: windowed, tier, language, modelsFolder: modelsFolder(options.data) });
  const names = [...windowed].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, parameters = {} }) => [name, analyzers.find((analyzer) => analyzer.name === name)?.version, parameters, keys.get(name)]);
  return [version, accepted.media.sha256, tier, language, windowMs, names];
}

async function inWindows(run: ChoiceRun, task: MediumTask): Promise<void> {
  const { options, accepted, view, texts, collected } = run;
  const store = await openWindowStore(unfinishedFolder(options.data), await requestOf(run));
  if (options.fresh) await store.clear();
  let takenUntilMs = 0;
  await analyseLongFilm({
    ...task, mediaId: accepted.media.id, durationMs: accepted.media.durationMs, windowMs: options.windowMs, store,
    async onWindow({ untilMs, taken }) {
      if (taken) takenUntilMs = untilMs;
      else if (untilMs < accepted.media.durationMs) {
        if (!options.quiet) view.say(`${task.fileName}: ${texts.windowDone(clockTime(untilMs), collected.observations().length)}`);
        await run.onPart();
      }
    },
    onLook(fromMs) {
      if (takenUntilMs > 0 && fromMs === takenUntilMs && !options.quiet) view.say(`${task.fileName}: ${texts.windowsTaken(clockTime(fromMs))}`);
    },
  });
}

/** @throws AppError; what was finished is in `collected` either way */
export async function runChoices(run: ChoiceRun): Promise<void> {
  const { options, accepted, choices, collected, machine, view, texts, signal } = run;
  const name = accepted.input.relative;
  const task = {
    sha256: accepted.media.sha256, path: accepted.input.path, fileName: accepted.media.fileName, stages: options.stages, language: options.language, tier: options.tier, machine, collected, signal,
    onProgress: ({ stage, fraction }) => { view.show(name, stage, fraction); },
    onRetry: (attempt, why) => { view.say(texts.retry(attempt, MOST_RETRIES, why)); },
  } satisfies Omit<MediumTask, 'choices'>;
  if (choices.length > 0 && accepted.media.kind !== 'image' && !options.oneByOne && isLong(accepted.media.durationMs, options.windowMs)) return inWindows(run, { ...task, choices });
  for (const each of tasksOf(choices, options, analyzers)) await analyseMedium({ ...task, choices: each });
}
