/** A job whose results are there to be looked at, or that is completed. */
import { JobSteps } from '../running/job-steps.tsx';
import { RunCounts } from '../running/overall.tsx';
import type { Job } from '../running/run-cells.ts';
import { RunsCard } from '../running/runs-card.tsx';
import { useJobMedia } from '../running/use-job-media.ts';
import { AnalyseAgain } from './analyse-again.tsx';
import { Completion } from './completion.tsx';
import { Documents } from './documents.tsx';
import { FailedParts } from './failed-parts.tsx';
import { JobCostsCard } from './job-costs.tsx';
import { PlannedDeletion } from './planned-deletion.tsx';
import { ReviewStrip } from './review-strip.tsx';
import { Summary } from './summary.tsx';

/** There Running stands above and says both. */
const TOLD_ABOVE: ReadonlySet<Job['state']> = new Set(['failed', 'cancelled', 'preparing', 'ready']);

export function After({ job }: { job: Job }) {
  const { media, more } = useJobMedia(job);
  const isCompleted = job.stage === 'done';
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        {!TOLD_ABOVE.has(job.state) && <RunCounts counts={job.runCounts} />}
        <AnalyseAgain job={job} />
      </div>
      {job.failure && !TOLD_ABOVE.has(job.state) && <div role="alert" className="rounded-md border border-warning/50 bg-warning/10 p-3"><p className="font-medium" dir="auto">{job.failure.message}</p>{job.failure.next !== undefined && <p>{job.failure.next}</p>}</div>}
      {!isCompleted && <ReviewStrip job={job} />}
      <Completion job={job} />
      <Summary job={job} media={media} onEnd={more} />
      <FailedParts job={job} media={media} />
      {!TOLD_ABOVE.has(job.state) && <><RunsCard job={job} media={media} more={more} folded /><JobSteps job={job} /></>}
      <JobCostsCard job={job} />
      <div className="grid items-start gap-4 lg:grid-cols-2"><Documents job={job} media={media} />{!isCompleted && <PlannedDeletion job={job} />}</div>
    </div>
  );
}
