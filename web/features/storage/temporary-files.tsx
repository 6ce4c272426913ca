/** Uploads that are not finished: what lies here only for a while. */
import { XMarkIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { client, queryClient, renew, useList } from '#lib/api.ts';
import { bytes, fromNow } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { IconButton } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { Card, Progress, Skeleton } from '#ui/surface.tsx';
import { useWords } from './words.ts';

type Upload = components['schemas']['Upload'];

/** As the tus protocol ends an upload. */
async function remove({ id }: Upload): Promise<void> {
  await client().send(`/api/v1/uploads/${id}`, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } });
  await renew(queryClient, ['listUploads', 'getStorageStatus', 'listStorageLog']);
}

function File({ upload, onCancel }: { upload: Upload; onCancel: (() => void) | undefined }) {
  const t = useWords();
  const { name, sizeBytes, offsetBytes, state, expiresAt } = upload;
  return (
    <li className="flex items-center gap-3 border-b border-line py-2 last:border-0">
      <div className="flex min-w-0 grow flex-col gap-1">
        <span dir="auto" className="truncate font-medium" title={name}>{name}</span>
        <Progress value={sizeBytes === 0 ? 1 : offsetBytes / sizeBytes} label={name} />
        <span className="numbers flex flex-wrap justify-between gap-x-3 text-xs text-muted"><span>{state === 'checking' ? t('checking') : t('received', { done: bytes(offsetBytes), all: bytes(sizeBytes) })}</span><time dateTime={expiresAt}>{t('expires')} {fromNow(expiresAt)}</time></span>
      </div>
      {onCancel && <IconButton label={t('cancelUpload', { name })} icon={XMarkIcon} onClick={onCancel} />}
    </li>
  );
}

export function TemporaryFiles() {
  const t = useWords();
  const [leaving, setLeaving] = useState<Upload>();
  const mayWrite = useMe()?.permissions.includes('media:write') === true;
  const [receiving, checking] = [useList('listUploads', { query: { state: 'receiving', limit: 200 } }, { everyMs: 5_000 }), useList('listUploads', { query: { state: 'checking', limit: 200 } }, { everyMs: 5_000 })];
  const files = [...checking.items, ...receiving.items];
  return (
    <Card title={t('files')}>
      <p className="mb-2 text-muted">{t('filesText')}</p>
      {receiving.error && files.length === 0 ? <ProblemNote error={receiving.error} onRetry={() => { void receiving.refetch(); }} /> : receiving.isPending ? <Skeleton className="h-12" /> : files.length === 0 ? <p>{t('noFiles')}</p> : (
        <ul className="max-h-96 overflow-y-auto" tabIndex={0} aria-label={t('files')}>{files.map((upload) => <File key={upload.id} upload={upload} onCancel={mayWrite && upload.state === 'receiving' ? () => { setLeaving(upload); } : undefined} />)}</ul>
      )}
      {leaving && <Confirm open danger title={t('cancelTitle')} action={t('cancelAction')} onClose={() => { setLeaving(undefined); }} onConfirm={() => remove(leaving)}><p dir="auto">{t('cancelText', { name: leaving.name })}</p></Confirm>}
    </Card>
  );
}
