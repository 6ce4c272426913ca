/** One upload: how far, how fast, and what can be done with it. */
import { CheckCircleIcon, ExclamationCircleIcon, PauseIcon, PlayIcon, XMarkIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { bytes, date, duration, percent } from '#lib/format.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { Confirm } from '#ui/dialog.tsx';
import { Progress } from '#ui/surface.tsx';
import { isSettled, type UploadItem } from './upload-item.ts';
import { cancel, pause, resume } from './upload-queue.ts';
import { allow } from './uploads.ts';
import { dropItem } from './uploads-store.ts';
import { useWords } from './words.ts';

const KNOWN_REASONS = ['MEDIA_EMPTY', 'MEDIA_UNREADABLE', 'MEDIA_UNSUPPORTED', 'MEDIA_HASH_MISMATCH'] as const;

function useSays(item: UploadItem): string {
  const t = useWords();
  const { phase, problem } = item;
  if (phase !== 'refused' || !problem) return t(`phase_${phase}`);
  const known = KNOWN_REASONS.find((code) => code === problem.code);
  return `${t('phase_refused')}: ${known ? t(`refused_${known}`) : `${problem.message} ${problem.next}`.trim()}`;
}

function Numbers({ item }: { item: UploadItem }) {
  const t = useWords();
  const { sizeBytes, sentBytes, phase, meter } = item;
  if (phase === 'checking') return <span>{bytes(sizeBytes)}</span>;
  const rate = phase === 'sending' ? meter?.bytesPerSecond : undefined;
  return (
    <>
      <span>{t('ofSize', { sent: bytes(sentBytes), size: bytes(sizeBytes) })}</span>
      <span>{percent(sizeBytes === 0 ? 0 : sentBytes / sizeBytes)}</span>
      {rate !== undefined && rate > 0 && <><span>{t('rate', { rate: bytes(rate) })}</span><span>{t('left', { time: duration(((sizeBytes - sentBytes) / rate) * 1000) })}</span></>}
    </>
  );
}

function Actions({ item, onCancel }: { item: UploadItem; onCancel(): void }) {
  const t = useWords();
  const { key, name, phase } = item;
  if (isSettled(item)) return <IconButton label={t('remove', { name })} icon={XMarkIcon} onClick={() => { dropItem(key); }} />;
  return (
    <span className="flex shrink-0">
      {(phase === 'sending' || phase === 'waiting' || phase === 'offline') && <IconButton label={t('pause', { name })} icon={PauseIcon} onClick={() => { pause(key); }} />}
      {phase === 'paused' && <IconButton label={t('resume', { name })} icon={PlayIcon} onClick={() => { resume(key); }} />}
      {phase !== 'checking' && phase !== 'elsewhere' && <IconButton label={t('cancel', { name })} icon={XMarkIcon} onClick={onCancel} />}
    </span>
  );
}

/** Nothing is lost by leaving out what has not begun. */
const isCheap = ({ sentBytes, uploadId }: UploadItem): boolean => uploadId === undefined || sentBytes === 0;

export function UploadRow({ item }: { item: UploadItem }) {
  const t = useWords();
  const [asking, setAsking] = useState(false);
  const says = useSays(item);
  const { key, name, phase, sentBytes, sizeBytes, expiresAt } = item;
  const refused = phase === 'refused';
  const waits = phase === 'needs_file' || phase === 'needs_permission';
  return (
    <li className={classes('flex flex-col border-b border-line last:border-0', isSettled(item) ? 'py-1' : 'gap-1 py-2')}>
      <div className="flex items-center gap-2">
        {refused ? <ExclamationCircleIcon className="size-5 shrink-0 text-danger-ink" aria-hidden /> : isSettled(item) ? <CheckCircleIcon className="size-5 shrink-0 text-success-ink" aria-hidden /> : null}
        <span className="flex min-w-0 grow flex-wrap items-baseline gap-x-3">
          <span dir="auto" className="max-w-full truncate font-medium" title={name}>{name}</span>
          {isSettled(item) && <span className={classes('numbers text-xs', refused ? 'text-danger-ink' : 'text-muted')}>{says}{!refused && `, ${bytes(sizeBytes)}`}</span>}
        </span>
        <Actions item={item} onCancel={() => { if (isCheap(item)) void cancel(key); else setAsking(true); }} />
      </div>
      {!isSettled(item) && <Progress label={name} value={phase === 'checking' ? undefined : sizeBytes === 0 ? 0 : sentBytes / sizeBytes} tone={phase === 'offline' || waits ? 'warning' : 'primary'} />}
      {!isSettled(item) && (
        <p className="numbers flex flex-wrap gap-x-3 text-xs text-muted">
          <span className={classes(waits && 'basis-full')}>{says}</span>
          <Numbers item={item} />
          {waits && expiresAt !== undefined && <span>{t('kept', { date: date(expiresAt) })}</span>}
        </p>
      )}
      {phase === 'needs_permission' && <div><Button onClick={() => { void allow(key); }}>{t('allow')}</Button></div>}
      <Confirm open={asking} onClose={() => { setAsking(false); }} title={t('cancelTitle')} action={t('cancelAction')} danger onConfirm={() => cancel(key)}><p dir="auto">{t('cancelText', { name })}</p></Confirm>
    </li>
  );
}
