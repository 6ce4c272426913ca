/** All uploads with their sum; what is said aloud changes with every file, not with every percent. */
import { PauseIcon, PlayIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { GroupProposals, NewJob } from '#features/new-job/index.ts';
import { bytes, duration } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { Progress } from '#ui/surface.tsx';
import { inOrder, isOnTheWay, isSettled, totalOf } from './upload-item.ts';
import { pauseAll, resumeAll } from './upload-queue.ts';
import { UploadRow } from './upload-row.tsx';
import { dropSettled, useUploads } from './uploads-store.ts';
import { useWords } from './words.ts';

/** More than anybody reads; thousands of files may be on their way. */
const MOST_SHOWN = 50;

/** What becomes of media that have just come. */
function Next() {
  const t = useWords();
  const arrived = useUploads((state) => state.arrived);
  const may = useMe()?.permissions.includes('jobs:write') ?? false;
  const [open, setOpen] = useState<'job' | 'groups'>();
  if (arrived.length === 0 || !may) return null;
  const close = (): void => { setOpen(undefined); };
  return (
    <div className="flex flex-wrap gap-2 pt-2">
      <Button look="primary" onClick={() => { setOpen('job'); }}>{t('makeJob', { count: arrived.length })}</Button>
      {arrived.length > 1 && <Button onClick={() => { setOpen('groups'); }}>{t('group')}</Button>}
      <NewJob open={open === 'job'} mediaIds={arrived} onClose={close} />
      {open === 'groups' && <GroupProposals open mediaIds={arrived} onClose={close} />}
    </div>
  );
}

export function UploadList() {
  const t = useWords();
  const items = useUploads((state) => state.items);
  const { files, settled, sizeBytes, sentBytes, bytesPerSecond, remainingMs } = totalOf(items);
  const left = files - MOST_SHOWN;
  if (files === 0) return <Next />;
  return (
    <div>
      <p role="status" className="sr-only">{t('overall', { count: files, settled })}</p>
      <div className="flex flex-wrap items-center gap-2 pb-2 empty:hidden">
        {items.some(isOnTheWay) && <Button icon={PauseIcon} onClick={pauseAll}>{t('pauseAll')}</Button>}
        {items.some(({ phase }) => phase === 'paused') && <Button icon={PlayIcon} onClick={resumeAll}>{t('resumeAll')}</Button>}
        {items.some(isSettled) && <Button look="quiet" onClick={dropSettled}>{t('clear')}</Button>}
        {bytesPerSecond > 0 && remainingMs !== undefined && <span className="numbers flex grow flex-wrap justify-end gap-x-3 text-xs text-muted"><span>{t('rate', { rate: bytes(bytesPerSecond) })}</span><span>{t('left', { time: duration(remainingMs) })}</span></span>}
      </div>
      {files > 1 && sizeBytes > 0 && <Progress label={t('title')} value={sentBytes / sizeBytes} />}
      <ul>{inOrder(items).slice(0, MOST_SHOWN).map((item) => <UploadRow key={item.key} item={item} />)}</ul>
      {left > 0 && <p className="text-muted">{t('more', { count: left })}</p>}
      <Next />
    </div>
  );
}
