/** What many runs say together. */
import { FAULTS, isFaultId, type FaultId } from '../../emulators/core/fault-table.ts';
import type { RunResult } from './run.ts';

export interface Summary {
  runs: number;
  failed: RunResult[];
  faults: Map<FaultId, number>;
  endings: Map<string, number>;
  deaths: number;
  machines: number;
  virtualMs: number;
  spentUsd: number;
  refused: { runs: number; ms: number; usd: number; excessUsd: number };
  apartMs: number;
  withoutKiller: number;
  withoutKillerUsd: number;
  unwiped: number;
  hiddenAtTheEnd: number;
  worst: Record<'longestAfterEndMs' | 'highestShare' | 'refusedMs' | 'apartMs', { seed: number; value: number }>;
}

const WORST = ['longestAfterEndMs', 'highestShare', 'refusedMs', 'apartMs'] as const;

export const emptySummary = (): Summary => ({
  runs: 0, failed: [], faults: new Map(), endings: new Map(), deaths: 0, machines: 0, virtualMs: 0, spentUsd: 0, refused: { runs: 0, ms: 0, usd: 0, excessUsd: 0 }, apartMs: 0,
  withoutKiller: 0, withoutKillerUsd: 0, unwiped: 0, hiddenAtTheEnd: 0,
  worst: { longestAfterEndMs: { seed: 0, value: 0 }, highestShare: { seed: 0, value: 0 }, refusedMs: { seed: 0, value: 0 }, apartMs: { seed: 0, value: 0 } },
});

export function addRun(summary: Summary, result: RunResult): void {
  summary.runs += 1;
  if (result.breaches.length > 0) summary.failed.push(result);
  for (const [fault, times] of Object.entries(result.faults)) if (isFaultId(fault)) summary.faults.set(fault, (summary.faults.get(fault) ?? 0) + times);
  for (const job of result.jobs) {
    const ending = job.replace(/^\w+: /, '').replace(/, \d+\/\d+$/, '');
    summary.endings.set(ending, (summary.endings.get(ending) ?? 0) + 1);
  }
  for (const key of ['deaths', 'machines', 'virtualMs', 'spentUsd', 'apartMs', 'withoutKiller', 'withoutKillerUsd', 'unwiped', 'hiddenAtTheEnd'] as const) summary[key] += result[key];
  summary.refused.runs += result.refusedMs > 0 ? 1 : 0;
  summary.refused.ms += result.refusedMs;
  summary.refused.usd += result.refusedUsd;
  summary.refused.excessUsd += result.excessUsd;
  for (const key of WORST) if (result[key] > summary.worst[key].value) summary.worst[key] = { seed: result.seed, value: result[key] };
}

/** Numbers of the list that no run has seen. */
export const missingFaults = ({ faults }: Summary): FaultId[] => Object.keys(FAULTS).filter(isFaultId).filter((id) => (faults.get(id) ?? 0) === 0);

const minutes = (ms: number): string => `${(ms / 60_000).toFixed(1)} min`;
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

export function describe(summary: Summary): string[] {
  const { worst, refused } = summary;
  const byNumber = Object.keys(FAULTS).filter(isFaultId).toSorted((a, b) => FAULTS[a].number - FAULTS[b].number);
  return [
    'Faults:',
    ...byNumber.map((id) => `  ${`${FAULTS[id].number} ${id}`.padEnd(24)} ${String(summary.faults.get(id) ?? 0).padStart(8)}  ${FAULTS[id].what}`),
    'Jobs ended:',
    ...[...summary.endings].toSorted((a, b) => b[1] - a[1]).map(([ending, count]) => `  ${String(count).padStart(8)}  ${ending}`),
    `${summary.runs} runs of ${minutes(summary.virtualMs / Math.max(1, summary.runs))} each; ${summary.machines} machines, ${summary.spentUsd.toFixed(2)} USD; the server died ${summary.deaths} times`,
    `Refused by the provider: ${refused.runs} runs, ${minutes(refused.ms)}, ${refused.usd.toFixed(2)} USD, ${refused.excessUsd.toFixed(4)} USD of it beyond a cap`,
    `Billed longer because the provider refused or hid it: ${minutes(summary.apartMs)}`,
    `Nobody left who could end it (no server ever again and no lease that ran): ${summary.withoutKiller} machines, ${summary.withoutKillerUsd.toFixed(2)} USD until the run's end`,
    `Called done while the provider hid a machine that came back later and was ended then: ${summary.hiddenAtTheEnd} jobs`,
    `Ended without a wipe because they did not answer: ${summary.unwiped} machines; what they held was encrypted`,
    `Worst: ${seconds(worst.longestAfterEndMs.value)} billed after the end (seed ${worst.longestAfterEndMs.seed}); ${(100 * worst.highestShare.value).toFixed(1)} % of a cap spent (seed ${worst.highestShare.seed}); `
      + `${seconds(worst.refusedMs.value)} refused (seed ${worst.refusedMs.seed}); ${seconds(worst.apartMs.value)} beyond the minute for that (seed ${worst.apartMs.seed})`,
  ];
}
