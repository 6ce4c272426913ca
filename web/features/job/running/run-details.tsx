/** One run in words: what came of it, why, and how it was done. */
import type { ReactNode } from 'react';
import { duration, percent } from '#lib/format.ts';
import { Button, ButtonLink } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Facts } from '#ui/surface.tsx';
import { cellState, wentWrong, type Job, type JobMedium, type Run } from './run-cells.ts';
import { StatusWord, useReason } from './run-status.tsx';
import { useWords } from './words.ts';

export interface Chosen { medium: JobMedium; analyzer: string; run: Run | undefined }

function useRows({ run }: Chosen): (readonly [string, ReactNode])[] {
  const t = useWords();
  const reasonOf = useReason();
  if (!run) return [];
  const { coverage, seconds, device, models, method, tier, reused, status } = run;
  const reason = reasonOf(run);
  return [
    ...(reason === undefined ? [] : [[t('reason'), <span key="reason" dir="auto">{reason}</span>] as const]),
    ...(status === 'done' || status === 'running' ? [[t('coverage'), percent(coverage)] as const] : []),
    ...(seconds > 0 ? [[t('took'), duration(seconds * 1000)] as const] : []), ...(status === 'done' ? [[t('device'), device] as const] : []),
    ...(tier === undefined ? [] : [[t('tier'), tier] as const]), ...(method === undefined ? [] : [[t('method'), method] as const]),
    ...(models.length === 0 ? [] : [[t('models'), models.map(({ id, licence }) => `${id} (${licence})`).join(', ')] as const]),
    ...(reused ? [['', t('reused')] as const] : []),
  ];
}

export function RunDetails({ job, chosen, onClose }: { job: Job; chosen: Chosen; onClose(): void }) {
  const t = useWords();
  const { medium, analyzer, run } = chosen;
  const rows = useRows(chosen);
  const mayRetry = run && wentWrong(run) && (job.state === 'failed' || job.state === 'cancelled');
  return (
    <Dialog open onClose={onClose} title={analyzer} footer={<><Button onClick={onClose}>{t('close')}</Button>{run?.status === 'done' && <ButtonLink look="primary" to={`/jobs/${job.id}/media/${encodeURIComponent(medium.mediaId)}`}>{t('toPlayer')}</ButtonLink>}</>}>
      <div className="flex flex-col gap-3">
        <p className="font-medium" dir="auto">{medium.fileName}</p>
        <p><StatusWord state={cellState(job, run)} run={run} /></p>
        {rows.length > 0 && <Facts rows={rows} />}
        {medium.failure && <p className="text-danger-ink">{t('mediumFailed')}: {medium.failure.message} {medium.failure.next}</p>}
        {mayRetry && <p className="text-muted">{t('retryHint')}</p>}
      </div>
    </Dialog>
  );
}
