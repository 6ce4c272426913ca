/** Templates: settings of jobs that went well, for the next ones. */
import { BookmarkIcon, PlusIcon, TrashIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useCallback, useState } from 'react';
import { useNavigate } from 'react-router';
import { useAct, useList } from '#lib/api.ts';
import { date } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Empty, ProblemNote, Waiting } from '#ui/notes.tsx';
import { Card, Skeleton } from '#ui/surface.tsx';
import { toastProblem } from '#ui/toasts.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { useWords } from './words.ts';

type Template = components['schemas']['JobTemplate'];

function TemplateCard({ template, onDelete }: { template: Template; onDelete(): void }) {
  const t = useWords();
  const go = useNavigate();
  const make = useAct('createJobFromTemplate', ['listJobs']);
  const mayWrite = useMe()?.permissions.includes('jobs:write') === true;
  const use = async (): Promise<void> => {
    try {
      const job = await make.mutateAsync({ path: { templateId: template.id }, body: {} });
      await go(`/jobs/${job.id}`);
    } catch (error) {
      toastProblem(error);
    }
  };
  return (
    <Card as="article" className="flex h-full flex-col gap-2">
      <h3 dir="auto" className="line-clamp-2 break-words" title={template.name}>{template.name}</h3>
      <p className="text-muted">{t('ofProfile', { profile: template.settings.profile })} · {t('savedOn', { date: date(template.createdAt) })}</p>
      {template.metadata.context !== '' && <p dir="auto" className="line-clamp-2">{template.metadata.context}</p>}
      {mayWrite && (
        <div className="mt-auto flex justify-between gap-2">
          <Button icon={PlusIcon} busy={make.isPending} aria-label={t('useTemplateOf', { name: template.name })} onClick={() => { void use(); }}>{t('useTemplate')}</Button>
          <IconButton icon={TrashIcon} label={t('deleteTemplate', { name: template.name })} onClick={onDelete} />
        </div>
      )}
    </Card>
  );
}

export function TemplateList() {
  const t = useWords();
  const [leaving, setLeaving] = useState<Template>();
  const remove = useAct('deleteTemplate', ['listTemplates']);
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage, isPending, error, refetch } = useList('listTemplates', { query: { limit: 100 } });
  const more = useCallback(() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage(); }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (error && items.length === 0) return <ProblemNote error={error} onRetry={() => { void refetch(); }} />;
  if (isPending) return <Waiting><Skeleton className="h-32" /></Waiting>;
  if (items.length === 0) return <Empty icon={BookmarkIcon} title={t('noTemplates')}>{t('noTemplatesText')}</Empty>;
  return (
    <>
      <VirtualGrid items={items} label={t('templates')} keyOf={({ id }) => id} columnWidth={270} rowHeight={140} onEnd={more}>
        {(template) => <TemplateCard template={template} onDelete={() => { setLeaving(template); }} />}
      </VirtualGrid>
      {leaving && (
        <Confirm open danger onClose={() => { setLeaving(undefined); }} title={t('deleteTemplate', { name: leaving.name })} action={t('deleteTemplateAction')} onConfirm={() => remove.mutateAsync({ path: { templateId: leaving.id } })}>
          <p>{t('deleteTemplateText')}</p>
        </Confirm>
      )}
    </>
  );
}
