/** A collector whose finished runs are stored the moment they exist. What is half done is only told of. */
import type { Run, TaskEvent } from '@aima/contract';
import { collector, type Collector, type Finished } from '../analysis/collector.ts';
import { noteAdvance } from '../db/index.ts';
import { publish } from '../events/index.ts';
import { publishRating, RATING_ANALYZER, storeRun } from '../results/index.ts';
import type { JobWork } from './job-work.ts';

export interface KeptRuns {
  collected: Collector;
  /** Known and stored already. */
  adopt(finished: readonly Finished[]): void;
  /** Stores them now, whatever their end was. */
  store(finished: readonly Finished[]): Promise<void>;
  /** Waits until everything is stored. @throws what went wrong with it */
  settled(): Promise<void>;
}

const isEnded = ({ status }: Run): boolean => status !== 'waiting' && status !== 'running';
/** Nothing will be added to it. */
const isWhole = ({ status, coverage }: Run): boolean => status === 'not_run' || (status === 'done' && coverage === 1);

/** @param failed called once, with the first failure of storing */
export function keepRuns(work: Pick<JobWork, 'within' | 'claim' | 'parts' | 'signal'>, keys: ReadonlyMap<string, string>, failed: (error: unknown) => void): KeptRuns {
  const { within, claim, parts, signal } = work;
  const base = collector();
  /** Runs that were stored as ended: what comes of them later must not make them unfinished again. */
  const ended = new Set<string>();
  let failure: { error: unknown } | undefined;
  let chain: Promise<void> = Promise.resolve();

  async function put({ run, observations }: Finished): Promise<void> {
    const cacheKey = keys.get(run.analyzer);
    const holds = await within(async (tx) => {
      const { changed, newHolds } = await storeRun(tx, { jobId: claim.id, run, observations, ...(cacheKey === undefined ? {} : { cacheKey }) });
      if (run.status === 'done') await noteAdvance(tx, claim.id);
      if (changed) await publish(tx, claim.workspaceId, { kind: 'run.changed', body: { jobId: claim.id, runId: run.id, mediaId: run.mediaId, analyzer: run.analyzer, status: run.status, ...(run.reason === undefined ? {} : { reason: run.reason }) } });
      if (changed && run.analyzer === RATING_ANALYZER && run.status === 'done') await publishRating(tx, claim.workspaceId, run.mediaId);
      return newHolds.length > 0;
    });
    if (holds) await parts.onHolds?.({ workspaceId: claim.workspaceId, mediaId: run.mediaId });
  }

  const queue = (finished: Finished): void => {
    chain = chain.then(() => (failure ? undefined : put(finished))).catch((error: unknown) => {
      if (failure) return;
      failure = { error };
      failed(error);
    });
  };
  const note = (run: Run, observations: () => readonly Finished[]): void => {
    // The last words of a worker that was stopped: its open runs will be looked at again.
    if (signal.aborted && !isWhole(run) && run.status !== 'held') return;
    if (!isEnded(run)) {
      if (!ended.has(run.id)) queue({ run, observations: [] });
      return;
    }
    ended.add(run.id);
    for (const each of observations()) if (each.run.id === run.id) queue(each);
  };

  return {
    collected: {
      ...base,
      take(event: TaskEvent) {
        base.take(event);
        if (event.type === 'run') note(event.run, base.ended);
      },
      adopt(taken, pictures) {
        base.adopt(taken, pictures);
        for (const each of taken) note(isWhole(each.run) || each.run.reason !== undefined ? each.run : { ...each.run, status: 'running' }, () => [each]);
      },
    },
    adopt(finished) {
      for (const { run } of finished) ended.add(run.id);
      base.adopt(finished);
    },
    async store(finished) {
      for (const each of finished) queue(each);
      await this.settled();
    },
    async settled() {
      await chain;
      if (failure) throw failure.error;
    },
  };
}
