/** The sample: made on a click, watched until it is finished, then the way into its player. */
import type { components } from '@aima/contract/client';
import { SparklesIcon } from '@heroicons/react/24/outline';
import { useProgress } from '#features/jobs/index.ts';
import { useAct, useAsk } from '#lib/api.ts';
import { duration, number } from '#lib/format.ts';
import { Watching } from '#lib/live.ts';
import { Button, ButtonLink } from '#ui/button.tsx';
import { Loaded, ProblemNote } from '#ui/notes.tsx';
import { Progress, Skeleton } from '#ui/surface.tsx';
import { playerOf } from './todos.ts';
import { useWelcomeWords } from './welcome-words.ts';

type Sample = components['schemas']['Sample'];
type Job = components['schemas']['AnalysisJobDetail'];

/** Events may be missed where the connection breaks; this page has no frame that would tell. */
const LOOK_MS = 5_000;

const RUNS: ReadonlySet<Job['state']> = new Set(['preparing', 'ready', 'queued', 'analysing']);
const DONE: ReadonlySet<Job['state']> = new Set(['awaiting_review', 'idle', 'wiping']);

function Running({ job }: { job: Job }) {
  const t = useWelcomeWords();
  const progress = useProgress(job);
  return (
    <div className="flex flex-col gap-2">
      <p role="status">{t(job.state === 'analysing' ? 'sampleRuns' : 'sampleWaits')}</p>
      <Progress value={job.state === 'analysing' ? progress?.fraction : undefined} label={t('progress')} />
      <p className="numbers min-h-5 text-muted" aria-hidden>{job.state === 'analysing' && progress?.remainingMs !== undefined ? t('remaining', { time: duration(progress.remainingMs) }) : ''}</p>
    </div>
  );
}

function Finished({ sample }: { sample: Sample }) {
  const t = useWelcomeWords();
  const counted = useAsk('countObservations', { path: { jobId: sample.jobId } });
  const n = counted.data?.count;
  return (
    <div className="flex flex-col items-start gap-3">
      <p role="status" className="font-medium text-success-ink">{n === undefined ? ' ' : t('sampleDone', { n: number(n) })}</p>
      <ButtonLink look="primary" to={playerOf(sample)}>{t('lookAt')}</ButtonLink>
    </div>
  );
}

function Ended({ job, sample }: { job: Job; sample: Sample }) {
  const t = useWelcomeWords();
  const said = job.state === 'archived' ? 'sampleArchived' : job.state === 'paused' ? 'samplePaused' : 'sampleStopped';
  return (
    <div className="flex flex-col items-start gap-3">
      <p role="status">{t(said)}</p>
      {job.failure && <p className="text-muted">{job.failure.message} {job.failure.next}</p>}
      <ButtonLink to={`/jobs/${sample.jobId}`}>{t('toJob')}</ButtonLink>
    </div>
  );
}

/** What it could not show, said plainly. */
function Notes({ sample: { kind, spoken, leftOut } }: { sample: Sample }) {
  const t = useWelcomeWords();
  return (
    <>
      {kind === 'image' && <p className="text-muted">{t('pictureOnly')}</p>}
      {kind === 'video' && !spoken && <p className="text-muted">{t('silent')}</p>}
      {leftOut.length > 0 && <div className="text-muted">{t('leftOut')}<ul className="list-disc pl-5">{leftOut.map(({ analyzer, message }) => <li key={analyzer}>{message}</li>)}</ul></div>}
    </>
  );
}

function Watched({ sample }: { sample: Sample }) {
  const asked = useAsk('getJob', { path: { jobId: sample.jobId } }, { everyMs: LOOK_MS });
  return (
    <Loaded asked={asked} skeleton={<Skeleton className="h-24" />}>
      {(job) => <>{RUNS.has(job.state) ? <Running job={job} /> : DONE.has(job.state) ? <Finished sample={sample} /> : <Ended job={job} sample={sample} />}<Notes sample={sample} /></>}
    </Loaded>
  );
}

function Offer() {
  const t = useWelcomeWords();
  const make = useAct('makeSample', ['getSample', 'listJobs', 'listMedia']);
  return (
    <div className="flex flex-col items-start gap-3">
      <p>{t('sampleText')}</p>
      {make.error && <ProblemNote error={make.error} />}
      <Button look="primary" icon={SparklesIcon} busy={make.isPending} onClick={() => { make.mutate({}); }}>{t('makeSample')}</Button>
      <p role="status" className="min-h-5 text-muted">{make.isPending ? t('making') : ''}</p>
    </div>
  );
}

export function SampleStep() {
  const state = useAsk('getSample', {});
  return (
    <div className="flex flex-col gap-4">
      <Watching />
      <Loaded asked={state} skeleton={<Skeleton className="h-40" />}>{({ sample }) => (sample ? <Watched sample={sample} /> : <Offer />)}</Loaded>
    </div>
  );
}
