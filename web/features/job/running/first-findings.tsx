/** What was found last, as it comes; each leads into the player at its moment. */
import { useCallback, useState } from 'react';
import { Link } from 'react-router';
import { useAsk } from '#lib/api.ts';
import { clock, percent } from '#lib/format.ts';
import { useEvents, type LiveEvent } from '#lib/live.ts';
import { useMe } from '#lib/me.ts';
import { Card } from '#ui/surface.tsx';
import { runsToShow, withRecent, type RecentRun } from './recent-runs.ts';
import { AnalyzerName } from './run-status.tsx';
import type { Job, JobMedium } from './run-cells.ts';
import { useStepWords } from './step-words.ts';

const EACH = 2;

export const playerLink = (jobId: string, mediaId: string, startMs?: number): string => `/jobs/${jobId}/media/${encodeURIComponent(mediaId)}${startMs === undefined ? '' : `?t=${startMs / 1000}`}`;

function FoundBy({ jobId, run: { runId, mediaId, analyzer }, name }: { jobId: string; run: RecentRun; name: string | undefined }) {
  const { data } = useAsk('listObservations', { path: { jobId }, query: { runId, limit: EACH } }, { keep: true });
  return data?.items.map(({ id, startMs, sentence, confidence }) => (
    <li key={id} className="border-b border-line py-2 last:border-0">
      <Link className="block hover:underline" to={playerLink(jobId, mediaId, startMs)}><span dir="auto">{sentence}</span></Link>
      <span className="numbers flex flex-wrap gap-x-2 text-xs text-muted"><span>{clock(startMs)}</span><span>{percent(confidence)}</span><span className="min-w-0"><AnalyzerName name={analyzer} /></span>{name !== undefined && <span className="truncate" dir="auto">{name}</span>}</span>
    </li>
  ));
}

export function FirstFindings({ job, media }: { job: Job; media: readonly JobMedium[] }) {
  const t = useStepWords();
  const may = useMe()?.permissions.includes('results:read') ?? false;
  const [recent, setRecent] = useState<readonly RecentRun[]>([]);
  const { id } = job;
  useEvents(useCallback(({ kind, body: { jobId, status, runId, mediaId, analyzer } }: LiveEvent) => {
    if (kind === 'run.changed' && jobId === id && status === 'done' && typeof runId === 'string' && typeof mediaId === 'string' && typeof analyzer === 'string') setRecent((before) => withRecent(before, { runId, mediaId, analyzer }));
  }, [id]));
  const runs = runsToShow(recent, media);
  if (!may) return null;
  const names = new Map(media.map(({ mediaId, fileName }) => [mediaId, fileName]));
  return (
    <Card title={t('findings')}>
      <p className="mb-1 text-muted">{t(runs.length === 0 ? 'noFindings' : 'findingsText')}</p>
      <ul>{runs.map((run) => <FoundBy key={run.runId} jobId={id} run={run} name={job.mediaCount > 1 ? names.get(run.mediaId) : undefined} />)}</ul>
    </Card>
  );
}
