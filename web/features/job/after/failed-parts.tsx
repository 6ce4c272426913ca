/** What did not finish, with its reason, and another try. */
import { number } from '#lib/format.ts';
import { Card } from '#ui/surface.tsx';
import { Table, type Column } from '#ui/table.tsx';
import { Decisions } from '../running/decisions.tsx';
import { wentWrong, type Job, type JobMedium, type Run } from '../running/run-cells.ts';
import { AnalyzerName, StatusWord, useReason } from '../running/run-status.tsx';
import { useWords } from './words.ts';

interface Part { medium: JobMedium; run: Run | undefined }

/** Media that failed as a whole stand once, without an analyzer. */
const partsOf = (media: readonly JobMedium[]): Part[] => media.flatMap((medium): Part[] => [...(medium.failure ? [{ medium, run: undefined }] : []), ...medium.runs.filter(wentWrong).map((run) => ({ medium, run }))]);

const MOST = 100;
const MOST_RETRIES = 3;

export function FailedParts({ job, media }: { job: Job; media: readonly JobMedium[] }) {
  const t = useWords();
  const reasonOf = useReason();
  const parts = partsOf(media);
  if (parts.length === 0) return null;
  const columns: readonly Column<Part>[] = [
    { id: 'medium', title: t('medium'), cell: ({ medium }) => <span dir="auto">{medium.fileName}</span> },
    { id: 'analyzer', title: t('analyzer'), cell: ({ run }) => (run ? <AnalyzerName name={run.analyzer} /> : '–') },
    { id: 'status', title: t('status'), cell: ({ run }) => <StatusWord state={run?.status ?? 'failed'} run={run} /> },
    { id: 'reason', title: t('reason'), cell: ({ run, medium }) => <span dir="auto">{run ? reasonOf(run) : `${medium.failure?.message ?? ''} ${medium.failure?.next ?? ''}`}</span> },
  ];
  return (
    <div id="failed-parts" className="scroll-mt-20">
      <Card title={`${t('parts')} (${number(parts.length)})`} actions={job.state === 'awaiting_review' && <Decisions job={job} only={['retry']} quiet />}>
        {job.retries >= MOST_RETRIES && <p className="mb-2 text-muted">{t('tried')}</p>}
        <div className="max-h-96 overflow-y-auto" tabIndex={0} role="group" aria-label={t('parts')}><Table caption={t('parts')} columns={columns} rows={parts.slice(0, MOST)} keyOf={({ medium, run }) => `${medium.mediaId} ${run?.id ?? ''}`} /></div>
      </Card>
    </div>
  );
}
