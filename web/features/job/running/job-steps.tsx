/** What was done for the job, as a log that can be read: machines first, media where they are asked for or went wrong. */
import { ArrowPathIcon, CheckIcon, ExclamationTriangleIcon } from '@heroicons/react/20/solid';
import { useState } from 'react';
import { dateTime, duration, number, usd } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/surface.tsx';
import { providerName } from '#features/machines/index.ts';
import type { Job } from './run-cells.ts';
import { useStepWords } from './step-words.ts';

type Step = Job['steps'][number];

const LOCAL = 'local';
/** Nothing went wrong with it: the job was paused, or its server stopped. */
const INTERRUPTED = 'CANCELLED';

const lengthMs = ({ begunAt, endedAt }: Step): number | undefined => (endedAt === undefined ? undefined : new Date(endedAt).getTime() - new Date(begunAt).getTime());

/** Facts of a step that people want to know: where, for how much, what was left. */
function useDetail(): (step: Step) => string {
  const t = useStepWords();
  return ({ detail: { provider, usd: cost, filesLeft, skipped }, code }) => [
    typeof provider === 'string' ? (provider === LOCAL ? t('local') : providerName(provider)) : '', typeof cost === 'number' && cost > 0 ? usd(cost) : '',
    typeof filesLeft === 'number' ? t('filesLeft', { count: filesLeft, shown: number(filesLeft) }) : '', typeof skipped === 'string' ? skipped : '', code === undefined || code === INTERRUPTED ? '' : code,
  ].filter((part) => part !== '').join(' · ');
}

const ICONS = { done: CheckIcon, failed: ExclamationTriangleIcon, lost: ExclamationTriangleIcon } as const;

function Line({ step, names }: { step: Step; names: ReadonlyMap<string, string> }) {
  const t = useStepWords();
  const detailOf = useDetail();
  const { outcome, kind, mediaId, begunAt } = step;
  const took = lengthMs(step);
  const Icon = outcome === undefined ? ArrowPathIcon : ICONS[outcome];
  const detail = detailOf(step);
  return (
    <li className="grid grid-cols-[auto_1fr_auto] gap-x-3 border-b border-line py-1.5 last:border-0">
      <Icon className={outcome === undefined ? 'size-5 animate-spin text-link [animation-duration:3s]' : outcome === 'done' ? 'size-5 text-success-ink' : 'size-5 text-warning-ink'} aria-hidden />
      <span className="min-w-0"><span className="font-medium">{t(`kind_${kind}`)}</span>{mediaId !== undefined && <span className="text-muted" dir="auto"> · {names.get(mediaId) ?? mediaId}</span>}{detail !== '' && <span className="text-muted"> · {detail}</span>}</span>
      <span className="numbers text-right text-muted" title={dateTime(begunAt)}>{took === undefined ? t('running') : <>{outcome !== 'done' && outcome !== undefined && `${t(step.code === INTERRUPTED ? 'lost' : outcome)}, `}{duration(took)}</>}</span>
    </li>
  );
}

const ofMachines = ({ mediaId, outcome }: Step): boolean => mediaId === undefined || outcome === 'failed' || outcome === 'lost';

export function JobSteps({ job }: { job: Job }) {
  const t = useStepWords();
  const [all, setAll] = useState(false);
  const names = new Map(job.media.map(({ mediaId, fileName }) => [mediaId, fileName]));
  const some = job.steps.filter(ofMachines);
  const shown = all ? job.steps : some;
  return (
    <Card title={t('steps')} actions={some.length < job.steps.length && <Button look="quiet" onClick={() => { setAll(!all); }}>{t(all ? 'fewer' : 'all')}</Button>}>
      {job.steps.length === 0 ? <p className="text-muted">{t('none')}</p> : <ol className="flex max-h-80 flex-col overflow-y-auto" tabIndex={0} aria-label={t('steps')}>{shown.map((step, i) => <Line key={`${step.begunAt} ${i}`} step={step} names={names} />)}</ol>}
    </Card>
  );
}
