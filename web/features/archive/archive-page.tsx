/** The archive: completed jobs with their results and without their media, to be searched, used again, restored, saved or deleted. */
import { ArrowDownTrayIcon } from '@heroicons/react/24/outline';
import { useCallback, useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { call } from '#lib/api.ts';
import { csvTable } from '#lib/csv.ts';
import { saveFile } from '#lib/save-file.ts';
import type { Job } from '#features/jobs/index.ts';
import { Button } from '#ui/button.tsx';
import { Page } from '#ui/surface.tsx';
import { Tabs } from '#ui/tabs.tsx';
import { toast, toastProblem } from '#ui/toasts.tsx';
import { archiveQuery, readFilter, type ArchiveFilter } from './archive-filter.ts';
import { ArchiveList } from './archive-list.tsx';
import { FilterBar } from './filter-bar.tsx';
import { TemplateList } from './template-list.tsx';
import { useWords } from './words.ts';

const PAGE = 500;
const MOST = 10_000;

async function readAll(filter: ArchiveFilter): Promise<Job[]> {
  const jobs: Job[] = [];
  for (let cursor: string | undefined; jobs.length < MOST;) {
    const page = await call('searchArchive', { query: { ...archiveQuery(filter), limit: PAGE, ...(cursor !== undefined && { cursor }) } });
    jobs.push(...page.items);
    cursor = page.next;
    if (cursor === undefined) break;
  }
  return jobs;
}

const tableOf = (jobs: readonly Job[]): string => csvTable<Job>([
  ['id', ({ id }) => id], ['name', ({ name }) => name], ['profile', ({ settings }) => settings.profile], ['language', ({ settings }) => settings.language], ['media', ({ mediaCount }) => mediaCount],
  ['context', ({ metadata }) => metadata.context], ['notes', ({ metadata }) => metadata.notes], ['names', ({ metadata }) => metadata.knownNames.join('; ')], ['anonymised', ({ anonymised }) => String(anonymised)],
  ['createdAt', ({ createdAt }) => createdAt], ['completedAt', ({ completedAt }) => completedAt], ['spentUsd', ({ cost }) => cost.spentUsd],
], jobs);

function ExportList({ filter }: { filter: ArchiveFilter }) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const jobs = await readAll(filter);
      saveFile(`aima-archive-${new Date().toISOString().slice(0, 10)}.csv`, tableOf(jobs), 'text/csv;charset=utf-8');
      toast(t('exportedList', { count: jobs.length }), { tone: 'success' });
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return <Button icon={ArrowDownTrayIcon} busy={busy} onClick={() => { void save(); }}>{t('exportList')}</Button>;
}

export function Component() {
  const t = useWords();
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const change = useCallback((next: ArchiveFilter) => { setParams(new URLSearchParams(Object.entries(next))); }, [setParams]);
  const jobs = <div className="flex flex-col gap-4"><FilterBar filter={filter} onChange={change} actions={<ExportList filter={filter} />} /><ArchiveList filter={filter} /></div>;
  return <Page title={t('title')}><Tabs label={t('title')} tabs={[{ id: 'jobs', label: t('jobs'), content: jobs }, { id: 'templates', label: t('templates'), content: <TemplateList /> }]} /></Page>;
}
