/** What can be done with the chosen media. */
import { FolderPlusIcon, PencilIcon, PlusIcon, RectangleStackIcon, TrashIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { GroupProposals, NewJob } from '#features/new-job/index.ts';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import type { MediaItem } from '#ui/media-picture.tsx';
import { Menu, type MenuAction } from '#ui/menu.tsx';
import { AddToJob, RemoveMedia, RenameMedium } from './media-changes.tsx';
import { useWords } from './words.ts';

type Doing = 'job' | 'groups' | 'add' | 'rename' | 'remove';

export function SelectionBar({ chosen, onAll, onNone, onChanged }: { chosen: readonly MediaItem[]; onAll(): void; onNone(): void; onChanged(ids: readonly string[]): void }) {
  const t = useWords();
  const [doing, setDoing] = useState<Doing>();
  const permissions = useMe()?.permissions ?? [];
  const ids = chosen.map(({ id }) => id);
  const close = (): void => { setDoing(undefined); };
  const [mayJobs, mayMedia] = [permissions.includes('jobs:write'), permissions.includes('media:write')];
  const only = chosen.length === 1 ? chosen[0] : undefined;
  const actions: MenuAction[] = [
    ...(mayJobs ? [{ label: t('addToJob'), icon: FolderPlusIcon, run: () => { setDoing('add'); } }, { label: t('group'), icon: RectangleStackIcon, disabled: ids.length < 2, run: () => { setDoing('groups'); } }] : []),
    ...(mayMedia ? [{ label: t('rename'), icon: PencilIcon, disabled: !only, run: () => { setDoing('rename'); } }, { label: t('remove'), icon: TrashIcon, danger: true, run: () => { setDoing('remove'); } }] : []),
  ];
  return (
    <div role="toolbar" aria-label={t('selected', { count: ids.length })} className="sticky top-16 z-20 flex flex-wrap items-center gap-2 rounded-md border border-primary bg-raised p-2 shadow-lg">
      <span role="status" className="numbers px-2 font-medium">{t('selected', { count: ids.length })}</span>
      <Button look="quiet" onClick={onAll}>{t('selectAll')}</Button>
      <Button look="quiet" onClick={onNone}>{t('selectNone')}</Button>
      <span className="grow" />
      {mayJobs && <Button look="primary" icon={PlusIcon} onClick={() => { setDoing('job'); }}>{t('newJob')}</Button>}
      {actions.length > 0 && <Menu label={t('more')} actions={actions} />}
      <NewJob open={doing === 'job'} mediaIds={ids} onClose={close} />
      {doing === 'groups' && <GroupProposals open mediaIds={ids} onClose={close} />}
      {doing === 'add' && <AddToJob ids={ids} onClose={close} onChanged={onChanged} />}
      {doing === 'remove' && <RemoveMedia ids={ids} onClose={close} onChanged={onChanged} />}
      {doing === 'rename' && only && <RenameMedium item={only} onClose={close} onChanged={onChanged} />}
    </div>
  );
}
