/** The machine's steps as rows written ahead, and what it costs while it runs. */
import type { MachineLog } from '../analysis/machine.ts';
import { addCost, beginStep, endStep } from '../db/index.ts';
import type { JobWork } from './job-work.ts';

export interface CostedLog extends MachineLog {
  /** What the machines of this claim that still run have cost so far, in USD. */
  runningUsd(): number;
}

const SECONDS_AN_HOUR = 3600;

export function machineLog({ within, claim }: Pick<JobWork, 'within' | 'claim'>, now = () => performance.now()): CostedLog {
  let running: { sinceMs: number; usdPerHour: number } | undefined;
  const cost = (): { seconds: number; usd: number } => {
    const seconds = running ? (now() - running.sinceMs) / 1000 : 0;
    return { seconds, usd: seconds * (running?.usdPerHour ?? 0) / SECONDS_AN_HOUR };
  };
  return {
    runningUsd: () => cost().usd,
    async begin(kind, facts) {
      const seq = await within((tx) => beginStep(tx, { jobId: claim.id, claimId: claim.claimId, kind, detail: facts }));
      // It costs from the moment it is asked for.
      if (kind === 'launch') running = { sinceMs: now(), usdPerHour: Number(facts['usdPerHour'] ?? 0) };
      return async (outcome, more = {}) => {
        const { code, ...detail } = more;
        const spent = cost();
        const isOver = running !== undefined && (kind === 'terminate' || (kind === 'launch' && outcome === 'failed'));
        await within(async (tx) => {
          await endStep(tx, seq, outcome, { detail: isOver ? { ...detail, seconds: Math.round(spent.seconds * 1000) / 1000, usd: spent.usd } : detail, ...(code === undefined ? {} : { code: String(code) }) });
          if (isOver) await addCost(tx, claim.id, spent);
        });
        if (isOver) running = undefined;
      };
    },
  };
}
