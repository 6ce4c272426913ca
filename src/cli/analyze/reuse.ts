/** What earlier jobs found in the same content within the last hour, and what this job leaves for the next. */
import type { AnalyzerChoice } from '@aima/contract';
import type { Collector } from '../../analysis/collector.ts';
import { analyzers } from '../../analyzers/index.ts';
import { cacheKeys } from '../../cache/cache-key.ts';
import { openRunCache } from '../../cache/run-cache.ts';
import { cacheFolder, modelsFolder } from '../../kernel/data-folder.ts';
import type { AnalyzeOptions } from './options.ts';

export interface Reuse {
  /** Gives the collector what is there; returns what is left to run, and how many runs were taken over. */
  take(sha256: string, collected: Collector): Promise<{ left: AnalyzerChoice[]; reused: number }>;
  keep(sha256: string, collected: Collector): Promise<void>;
}

export async function openReuse({ data, choices, tier, language, fresh }: Pick<AnalyzeOptions, 'data' | 'choices' | 'tier' | 'language' | 'fresh'>): Promise<Reuse> {
  const cache = await openRunCache(cacheFolder(data));
  const keys = await cacheKeys({ analyzers, choices, tier, language, modelsFolder: modelsFolder(data) });
  return {
    async take(sha256, collected) {
      const cached = fresh ? undefined : await cache.find(sha256, keys);
      const known = new Set<string>();
      let seq = 0;
      for (const { run, observations } of cached?.finished ?? []) {
        known.add(run.analyzer);
        collected.take({ type: 'observations', seq: ++seq, runId: run.id, items: observations });
        collected.take({ type: 'run', seq: ++seq, run: { ...run, reused: true } });
      }
      for (const keyframe of cached?.keyframes ?? []) collected.take({ type: 'keyframe', seq: ++seq, ...keyframe });
      return { left: choices.filter(({ name }) => !known.has(name)), reused: known.size };
    },
    keep: (sha256, collected) => cache.keep(sha256, keys, { finished: collected.finished(), keyframes: collected.keyframes().map(({ atMs, width, height, jpegBase64 }) => ({ atMs, width, height, jpegBase64 })) }),
  };
}
