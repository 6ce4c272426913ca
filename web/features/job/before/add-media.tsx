/** Media of the library that are not in the job yet. */
import { FilmIcon } from '@heroicons/react/24/outline';
import { useDeferredValue, useState } from 'react';
import { useAct, useList } from '#lib/api.ts';
import { clock, bytes, number } from '#lib/format.ts';
import { Button, ButtonLink } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { Dialog } from '#ui/dialog.tsx';
import { TextField } from '#ui/fields.tsx';
import { MediaPicture, type MediaItem } from '#ui/media-picture.tsx';
import { Empty, ProblemNote } from '#ui/notes.tsx';
import { Skeleton } from '#ui/surface.tsx';
import { useWords } from './words.ts';

const PER_PAGE = 60;

function Choice({ item, chosen, onChange }: { item: MediaItem; chosen: boolean; onChange(): void }) {
  return (
    <li className={classes('relative flex min-w-0 flex-col gap-1 rounded-md p-1', chosen && 'outline-2 outline-primary')}>
      <div className="relative aspect-video"><MediaPicture item={item} /></div>
      <label className="flex min-w-0 items-start gap-2 after:absolute after:inset-0">
        <input type="checkbox" checked={chosen} onChange={onChange} className="relative z-10 mt-0.5 size-4 shrink-0 accent-primary pointer-coarse:size-5" />
        <span className="min-w-0"><span dir="auto" className="line-clamp-2">{item.name}</span><span className="numbers text-xs text-muted">{item.durationMs > 0 ? `${clock(item.durationMs)} · ` : ''}{bytes(item.sizeBytes)}</span></span>
      </label>
    </li>
  );
}

export function AddMedia({ jobId, onClose }: { jobId: string; onClose(): void }) {
  const t = useWords();
  const [typed, setTyped] = useState('');
  const text = useDeferredValue(typed.trim());
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const list = useList('listMedia', { query: { limit: PER_PAGE, ...(text === '' ? {} : { text }) } });
  const add = useAct('addJobMedia', ['getJob', 'listJobs', 'listMedia', 'listJobMedia']);
  const items = list.items.filter(({ jobIds }) => !jobIds.includes(jobId));
  const toggle = (id: string): void => { setChosen((before) => (before.has(id) ? before.difference(new Set([id])) : before.union(new Set([id])))); };
  const submit = (): void => { add.mutate({ path: { jobId }, body: { mediaIds: [...chosen] } }, { onSuccess: onClose }); };
  const count = chosen.size;
  return (
    <Dialog
      open onClose={onClose} title={t('addTitle')} size="large"
      footer={<><Button onClick={onClose}>{t('cancel')}</Button><Button look="primary" disabled={count === 0} busy={add.isPending} onClick={submit}>{count === 0 ? t('addNothing') : t('addChosen', { count, shown: number(count) })}</Button></>}
    >
      <div className="flex flex-col gap-3">
        <TextField label={t('addSearch')} type="search" value={typed} onChange={(event) => { setTyped(event.target.value); }} />
        {list.error && <ProblemNote error={list.error} onRetry={() => { void list.refetch(); }} />}
        {list.isPending && <Skeleton className="h-48" />}
        {!list.isPending && items.length === 0 && !list.hasNextPage && <Empty icon={FilmIcon} title={t('addNone')} action={<ButtonLink to="/media">{t('addUpload')}</ButtonLink>}>{t('addNoneText')}</Empty>}
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))] gap-3">{items.map((item) => <Choice key={item.id} item={item} chosen={chosen.has(item.id)} onChange={() => { toggle(item.id); }} />)}</ul>
        {list.hasNextPage && <div><Button busy={list.isFetchingNextPage} onClick={() => { void list.fetchNextPage(); }}>{t('addMore')}</Button></div>}
        {add.error && <ProblemNote error={add.error} />}
      </div>
    </Dialog>
  );
}
