/** One job: three moments, one page. */
import { PencilSquareIcon, QueueListIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState, type ComponentType } from 'react';
import { useNavigate, useParams } from 'react-router';
import { JobMenu, StageBadge, StateWord } from '#features/jobs/index.ts';
import { isApiError, useAsk } from '#lib/api.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Empty, Loaded } from '#ui/notes.tsx';
import { Badge, Page, Skeleton } from '#ui/surface.tsx';
import { About } from './about/about.tsx';
import { After } from './after/after.tsx';
import { Before } from './before/before.tsx';
import { momentsOf, type Moment } from './moment.ts';
import { Running } from './running/running.tsx';
import { useWords } from './words.ts';

type Job = components['schemas']['AnalysisJobDetail'];

const SHOWN: Readonly<Record<Moment, ComponentType<{ job: Job }>>> = { before: Before, running: Running, after: After };

function Status({ job }: { job: Job }) {
  const t = useWords();
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <StageBadge stage={job.stage} /><StateWord state={job.state} />
      {job.type === 'batch' && <Badge>{t('batch')}</Badge>}{job.priority !== 'standard' && <Badge>{t(job.priority)}</Badge>}
    </div>
  );
}

function Moments({ job }: { job: Job }) {
  const t = useWords();
  const moments = momentsOf(job);
  return moments.map((moment, at) => {
    const Shown = SHOWN[moment];
    return <div key={moment} className="flex min-w-0 flex-col gap-4">{at > 0 && moments[0] === 'before' && <p className="text-muted">{t('ready')}</p>}<Shown job={job} /></div>;
  });
}

function Actions({ job }: { job: Job }) {
  const t = useWords();
  const go = useNavigate();
  const [about, setAbout] = useState(false);
  const first = momentsOf(job).includes('before') ? [] : [{ label: t('about'), icon: PencilSquareIcon, run: () => { setAbout(true); } }];
  return (
    <>
      {/* Pausing and the like stand beside the progress, looking again beside the results; starting has its own card. */}
      <JobMenu job={job} first={first} without={['start', 'pause', 'resume', 'cancel', 'retry', 'rerun']} onDeleted={() => { void go('/jobs', { replace: true }); }} />
      <Dialog open={about} onClose={() => { setAbout(false); }} title={t('about')}><About job={job} onSaved={() => { setAbout(false); }} /></Dialog>
    </>
  );
}

export function Component() {
  const t = useWords();
  const { jobId = '' } = useParams();
  const asked = useAsk('getJob', { path: { jobId } });
  if (isApiError(asked.error) && (asked.error.status === 404 || asked.error.status === 400)) {
    return <Page title={t('title')}><Empty icon={QueueListIcon} title={t('gone')} action={<ButtonLink look="primary" to="/jobs">{t('jobs')}</ButtonLink>}>{t('goneText')}</Empty></Page>;
  }
  return (
    <Page title={asked.data?.name ?? t('title')} actions={asked.data && <Actions job={asked.data} />}>
      <Loaded asked={asked} skeleton={<div className="flex flex-col gap-4"><Skeleton className="h-8 w-64" /><Skeleton className="h-96" /></div>}>{(job) => <><Status job={job} /><Moments job={job} /></>}</Loaded>
    </Page>
  );
}
