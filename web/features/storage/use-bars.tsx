/** What is used, of which kind, and how full the disk is. */
import type { components } from '@aima/contract/client';
import { bytes, number, percent } from '#lib/format.ts';
import { classes } from '#ui/class-names.ts';
import { Badge, Card, Progress } from '#ui/surface.tsx';
import { useWords } from './words.ts';

type Status = components['schemas']['StorageStatus'];
const TONES = { none: 'success', warning: 'warning', critical: 'danger' } as const;

function Disk({ status: { capacity, alert } }: { status: Status }) {
  const t = useWords();
  if (!capacity) return <p className="text-muted">{t('noLimit')}</p>;
  const { usedShare, freeBytes, totalBytes } = capacity;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-center justify-between gap-2"><h3>{t('disk')}</h3><Badge tone={TONES[alert]}>{t(`alert_${alert}`)}</Badge></div>
      <Progress value={usedShare} label={t('disk')} tone={TONES[alert]} />
      <p className="numbers text-muted">{t('diskUsed', { share: percent(usedShare), free: bytes(freeBytes), total: bytes(totalBytes) })}</p>
      {alert !== 'none' && <p role="alert" className={classes('rounded-md p-2', alert === 'critical' ? 'bg-danger/15 text-danger-ink' : 'bg-warning/20 text-warning-ink')}>{t(`alertText_${alert}`)}</p>}
    </div>
  );
}

function Bar({ title, text, value, all, colour }: { title: string; text: string; value: number; all: number; colour: string }) {
  const t = useWords();
  const share = all === 0 ? 0 : value / all;
  return (
    <li className="flex flex-col gap-1">
      <div className="flex justify-between gap-3"><span className="font-medium">{title}</span><span className="numbers">{bytes(value)}</span></div>
      <div aria-hidden className="h-3 overflow-hidden rounded-md bg-ink/10"><div className={classes('h-full rounded-md transition-[width]', colour)} style={{ width: `${value > 0 ? Math.max(0.5, share * 100) : 0}%` }} /></div>
      <p className="flex justify-between gap-3 text-xs text-muted"><span>{text}</span><span className="numbers shrink-0">{t('ofAll', { share: percent(share, 1) })}</span></p>
    </li>
  );
}

export function UseBars({ status }: { status: Status }) {
  const t = useWords();
  const { mediaCount, storedBytes, pictureBytes, uploadBytes, uploadCount } = status.workspace;
  const all = storedBytes + pictureBytes + uploadBytes + status.databaseBytes;
  return (
    <Card title={t('use')}>
      <div className="flex flex-col gap-5">
        <Disk status={status} />
        <ul className="flex flex-col gap-4">
          <Bar title={t('originals')} text={t('originalsText', { count: mediaCount, shown: number(mediaCount) })} value={storedBytes} all={all} colour="bg-primary" />
          <Bar title={t('pictures')} text={t('picturesText')} value={pictureBytes} all={all} colour="bg-llm" />
          <Bar title={t('temporary')} text={uploadCount === 0 ? t('noTemporary') : t('temporaryText', { count: uploadCount, shown: number(uploadCount) })} value={uploadBytes} all={all} colour="bg-warning" />
          <Bar title={t('database')} text={t('databaseText')} value={status.databaseBytes} all={all} colour="bg-success" />
        </ul>
      </div>
    </Card>
  );
}
