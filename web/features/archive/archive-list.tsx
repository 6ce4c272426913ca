/** Completed jobs as cards, with everything that can be done with one. */
import { ArchiveBoxIcon, ArrowDownTrayIcon, ArrowPathIcon, ArrowUturnLeftIcon, BookmarkIcon, DocumentTextIcon, MagnifyingGlassIcon, ShieldCheckIcon, TrashIcon } from '@heroicons/react/24/outline';
import { useCallback, useState, type ComponentType } from 'react';
import { useNavigate } from 'react-router';
import { queryClient, renew, useList } from '#lib/api.ts';
import { useMe } from '#lib/me.ts';
import { saveFile } from '#lib/save-file.ts';
import { JobCard, type Job } from '#features/jobs/index.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Menu, type MenuAction } from '#ui/menu.tsx';
import { Empty, ProblemNote, Waiting } from '#ui/notes.tsx';
import { Skeleton } from '#ui/surface.tsx';
import { toast, toastProblem } from '#ui/toasts.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { archiveQuery, narrows, type ArchiveFilter } from './archive-filter.ts';
import { RemoveDialog, restore, ReuseDialog, TemplateDialog, WipedDialog, type JobDialogProps } from './job-dialogs.tsx';
import { MetadataTip } from './metadata-tip.tsx';
import { useWords } from './words.ts';

const DIALOGS = { reuse: ReuseDialog, template: TemplateDialog, remove: RemoveDialog, wiped: WipedDialog } as const satisfies Record<string, ComponentType<JobDialogProps>>;
type DialogName = keyof typeof DIALOGS;
type Open = (name: DialogName, job: Job) => void;

/** Its data without its results, as the API tells it. */
const saveMetadata = (job: Job): void => { saveFile(`aima-job-${job.id}.json`, `${JSON.stringify(job, null, 1)}\n`, 'application/json'); };

function useActions(job: Job, open: Open): MenuAction[] {
  const t = useWords();
  const go = useNavigate();
  const may = new Set<string>(useMe()?.permissions);
  const back = async (): Promise<void> => {
    try {
      await restore(job);
      await renew(queryClient, ['searchArchive', 'listJobs']);
      toast(t('restored', { name: job.name }), { tone: 'success', action: { label: t('toJob'), run: () => { void go(`/jobs/${job.id}`); } } });
    } catch (error) {
      toastProblem(error);
    }
  };
  return [
    ...(may.has('jobs:write') ? [
      { label: t('reuse'), icon: ArrowPathIcon, run: () => { open('reuse', job); } }, { label: t('asTemplate'), icon: BookmarkIcon, run: () => { open('template', job); } }, { label: t('restore'), icon: ArrowUturnLeftIcon, run: () => { void back(); } },
    ] : []),
    ...(may.has('results:read') ? [
      { label: t('searchIn'), icon: MagnifyingGlassIcon, run: () => { void go(`/findings?text=${encodeURIComponent(`job:${job.id}`)}`); } }, { label: t('results'), icon: ArrowDownTrayIcon, run: () => { location.assign(`/api/v1/jobs/${job.id}/observations.ndjson`); } },
    ] : []),
    { label: t('metadata'), icon: DocumentTextIcon, run: () => { saveMetadata(job); } }, { label: t('wiped'), icon: ShieldCheckIcon, run: () => { open('wiped', job); } },
    ...(may.has('jobs:write') ? [{ label: t('remove'), icon: TrashIcon, danger: true, run: () => { open('remove', job); } }] : []),
  ];
}

function ArchivedCard({ job, open }: { job: Job; open: Open }) {
  const t = useWords();
  const actions = useActions(job, open);
  return <JobCard job={job} actions={<span className="flex"><MetadataTip job={job} /><Menu label={t('actions', { name: job.name })} actions={actions} /></span>} />;
}

export function ArchiveList({ filter }: { filter: ArchiveFilter }) {
  const t = useWords();
  const [asked, setAsked] = useState<{ name: DialogName; job: Job }>();
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage, isPending, error, refetch } = useList('searchArchive', { query: { ...archiveQuery(filter), limit: 60 } });
  const more = useCallback(() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage(); }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const Asked = asked && DIALOGS[asked.name];
  if (error && items.length === 0) return <ProblemNote error={error} onRetry={() => { void refetch(); }} />;
  if (isPending) return <Waiting className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">{[1, 2, 3].map((each) => <Skeleton key={each} className="h-40" />)}</Waiting>;
  if (items.length === 0 && narrows(filter)) return <Empty icon={MagnifyingGlassIcon} title={t('nothing')}>{t('nothingText')}</Empty>;
  if (items.length === 0) return <Empty icon={ArchiveBoxIcon} title={t('empty')} action={<ButtonLink look="primary" to="/jobs">{t('toJobs')}</ButtonLink>}>{t('emptyText')}</Empty>;
  return (
    <>
      <VirtualGrid items={items} label={t('jobs')} keyOf={({ id }) => id} columnWidth={270} rowHeight={172} onEnd={more}>
        {(job) => <ArchivedCard job={job} open={(name, chosen) => { setAsked({ name, job: chosen }); }} />}
      </VirtualGrid>
      {Asked && <Asked job={asked.job} onClose={() => { setAsked(undefined); }} />}
    </>
  );
}
