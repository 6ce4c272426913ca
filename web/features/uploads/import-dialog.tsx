/** Media that lie on the server already: folder by folder, with checkboxes. */
import { ArrowUturnUpIcon, FolderIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { useAct, useList } from '#lib/api.ts';
import { bytes, date } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Checkbox, SelectField } from '#ui/fields.tsx';
import { Empty, ProblemNote } from '#ui/notes.tsx';
import { Skeleton } from '#ui/surface.tsx';
import { toast } from '#ui/toasts.tsx';
import { addImports } from './uploads.ts';
import { useWords } from './words.ts';

interface Chosen { paths: ReadonlySet<string>; toggle(paths: readonly string[], on: boolean): void }

function Entries({ folder, path, open, chosen }: { folder: string; path: string; open(path: string): void; chosen: Chosen }) {
  const t = useWords();
  const listed = useList('listImportFolder', { path: { folder }, query: { path, limit: 200 } });
  const files = listed.items.filter(({ kind }) => kind === 'file').map((entry) => entry.path);
  if (listed.isPending) return <Skeleton className="h-48" />;
  if (listed.error) return <ProblemNote error={listed.error} onRetry={() => { void listed.refetch(); }} />;
  return (
    <div className="flex flex-col gap-1">
      {listed.items.length === 0 && <Empty icon={FolderIcon} title={t('importEmpty')} />}
      {files.length > 1 && <Checkbox label={t('importAll')} checked={files.every((each) => chosen.paths.has(each))} onChange={({ target }) => { chosen.toggle(files, target.checked); }} className="border-b border-line" />}
      <ul>
        {listed.items.map((entry) => (
          <li key={entry.path}>
            {entry.kind === 'folder'
              ? <Button look="quiet" icon={FolderIcon} aria-label={t('importOpen', { name: entry.name })} className="max-w-full justify-start" onClick={() => { open(entry.path); }}><span dir="auto" className="truncate">{entry.name}</span></Button>
              : <Checkbox checked={chosen.paths.has(entry.path)} onChange={({ target }) => { chosen.toggle([entry.path], target.checked); }} label={<span dir="auto">{entry.name}</span>} hint={<span className="numbers">{bytes(entry.sizeBytes ?? 0)}{entry.modifiedAt !== undefined && `, ${date(entry.modifiedAt)}`}</span>} />}
          </li>
        ))}
      </ul>
      {listed.hasNextPage && <Button busy={listed.isFetchingNextPage} onClick={() => { void listed.fetchNextPage(); }}>{t('importMore')}</Button>}
    </div>
  );
}

export function ImportDialog({ folders, onClose }: { folders: readonly string[]; onClose(): void }) {
  const t = useWords();
  const [place, setPlace] = useState({ folder: folders[0] ?? '', path: '' });
  const [paths, setPaths] = useState<ReadonlySet<string>>(new Set());
  const act = useAct('importFiles', ['listUploads']);
  const go = (folder: string, path: string): void => {
    setPlace({ folder, path });
    if (folder !== place.folder) setPaths(new Set());
  };
  const toggle = (changed: readonly string[], on: boolean): void => {
    setPaths((before) => { const next = new Set(before); for (const each of changed) if (on) next.add(each); else next.delete(each); return next; });
  };
  const start = (): void => {
    act.mutate({ body: { folder: place.folder, paths: [...paths].slice(0, 1000) } }, { onSuccess: ({ items }) => {
      addImports(items);
      toast(t('importStarted', { count: items.length }), { tone: 'success' });
      onClose();
    } });
  };
  return (
    <Dialog
      open onClose={onClose} title={t('importTitle')} size="large"
      footer={<><Button onClick={onClose}>{t('close')}</Button><Button look="primary" busy={act.isPending} disabled={paths.size === 0} onClick={start}>{t('importAction', { count: paths.size })}</Button></>}
    >
      <div className="flex flex-col gap-3">
        <p className="text-muted">{t('encrypted')}</p>
        {folders.length > 1 && <SelectField label={t('importFolder')} value={place.folder} onChange={({ target }) => { go(target.value, ''); }} options={folders.map((name) => ({ value: name, label: name }))} />}
        <p dir="auto" className="font-medium">{[place.folder, ...place.path.split('/').filter((part) => part !== '')].join(' / ')}</p>
        {place.path !== '' && <div><Button icon={ArrowUturnUpIcon} onClick={() => { go(place.folder, place.path.split('/').slice(0, -1).join('/')); }}>{t('importUp')}</Button></div>}
        <Entries key={`${place.folder}/${place.path}`} folder={place.folder} path={place.path} open={(path) => { go(place.folder, path); }} chosen={{ paths, toggle }} />
        {act.error && <ProblemNote error={act.error} />}
      </div>
    </Dialog>
  );
}
