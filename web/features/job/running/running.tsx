/** A job whose machines work, or that waits for them, or that stopped before its end. */
import { Decisions } from './decisions.tsx';
import { FirstFindings } from './first-findings.tsx';
import { JobMachines } from './job-machines.tsx';
import { JobSteps } from './job-steps.tsx';
import { Overall } from './overall.tsx';
import type { Job } from './run-cells.ts';
import { RunsCard } from './runs-card.tsx';
import { useJobMedia } from './use-job-media.ts';
import { useTold } from './use-told.ts';

export function Running({ job }: { job: Job }) {
  const told = useTold(job);
  const { media, more } = useJobMedia(job);
  return (
    <div className="flex flex-col gap-4">
      <Overall job={job} told={told} media={media} actions={<Decisions job={job} />} />
      <JobMachines job={job} />
      <RunsCard job={job} media={media} more={more} told={told?.media} />
      <div className="grid items-start gap-4 lg:grid-cols-2"><FirstFindings job={job} media={media} /><JobSteps job={job} /></div>
    </div>
  );
}
