/** All findings, by analyzer or by time, with what did not run and what found nothing. */
import { ChevronDownIcon, ChevronRightIcon } from '@heroicons/react/20/solid';
import { useMemo } from 'react';
import { analyzerName } from '#lib/analyzer-names.ts';
import { number, percent } from '#lib/format.ts';
import { useLanguage } from '#lib/words.ts';
import { useScene } from '../model/player-context.tsx';
import { findingsRows, type FindingsRow, type FindingsView } from './finding-groups.ts';
import { FindingItem } from './finding-row.tsx';
import { usePanel } from './panel-context.tsx';
import { Rows } from './rows.tsx';
import { RunWords } from './run-words.tsx';
import { fits } from './search.ts';
import { useRowNow } from './use-now.ts';
import { useWords } from './words.ts';

type HeadingRow = Extract<FindingsRow, { kind: 'heading' }>;

function Heading({ row: { analyzer, count, open }, tabIndex, onToggle }: { row: HeadingRow; tabIndex: 0 | -1; onToggle(): void }) {
  const { jobMedium } = useScene();
  const run = jobMedium?.runs.find((each) => each.analyzer === analyzer);
  const Chevron = open ? ChevronDownIcon : ChevronRightIcon;
  return (
    <div className="border-b border-line">
      <button type="button" data-main tabIndex={tabIndex} aria-expanded={open} disabled={count === 0} onClick={onToggle} className="flex w-full items-center gap-2 rounded-md px-2 py-2 text-left font-medium hover:bg-ink/5 disabled:text-muted">
        <Chevron className="size-5 shrink-0" aria-hidden /><span className="min-w-0 grow truncate">{analyzerName(analyzer)}</span><span className="numbers text-muted">{number(count)}</span>
      </button>
      {run && (count === 0 || run.status !== 'done' || run.coverage < 1) && <p className="pb-2 pl-9 pr-2 text-xs text-muted"><RunWords run={run} found={count} /></p>}
    </div>
  );
}

const toggled = (open: ReadonlySet<string>, analyzer: string): ReadonlySet<string> => (open.has(analyzer) ? new Set([...open].filter((each) => each !== analyzer)) : new Set([...open, analyzer]));

const STEPS = [0, 0.3, 0.6, 0.85] as const;

interface SmallSelectProps { label: string; value: string; options: readonly { value: string; label: string }[]; onChange(value: string): void }

/** Its label is read aloud and shown on hover: the list below needs the room. */
function SmallSelect({ label, value, options, onChange }: SmallSelectProps) {
  return (
    <select aria-label={label} title={label} value={value} onChange={(event) => { onChange(event.target.value); }} className="w-full rounded-md border border-edge bg-surface px-2 py-1.5 text-ink">
      {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
    </select>
  );
}

function Filter({ view, onChange }: { view: FindingsView; onChange(view: FindingsView): void }) {
  const t = useWords();
  return (
    <div className="grid shrink-0 grid-cols-2 gap-2 pb-2">
      <SmallSelect label={t('order')} value={view.order} options={[{ value: 'analyzer', label: t('order_analyzer') }, { value: 'time', label: t('order_time') }]} onChange={(value) => { onChange({ ...view, order: value === 'time' ? 'time' : 'analyzer' }); }} />
      <SmallSelect label={t('leastConfidence')} value={String(view.leastConfidence)} options={STEPS.map((step) => ({ value: String(step), label: step === 0 ? t('allFindings') : t('atLeast', { share: percent(step) }) }))} onChange={(value) => { onChange({ ...view, leastConfidence: Number(value) }); }} />
    </div>
  );
}

function useFindings(view: FindingsView): readonly FindingsRow[] {
  const { observations, jobMedium } = useScene();
  const { terms } = usePanel();
  const language = useLanguage();
  return useMemo(() => {
    // Names are sorted as the chosen language has them.
    if (language && terms.length > 0) return findingsRows(observations.all.filter((row) => fits(row, terms)), observations.byAnalyzer, { ...view, order: 'time' }, analyzerName);
    return findingsRows(observations.all, observations.byAnalyzer, view, analyzerName, jobMedium?.runs.filter(({ reason }) => reason !== 'unsupported_media' && reason !== 'not_selected').map(({ analyzer }) => analyzer) ?? []);
  }, [observations, jobMedium, terms, view, language]);
}

const NO_TIMES: readonly { startMs: number; endMs: number }[] = [];

export interface FindingsTabProps { view: FindingsView; onView(view: FindingsView): void }

export function FindingsTab({ view, onView }: FindingsTabProps) {
  const t = useWords();
  const { terms, timed } = usePanel();
  const rows = useFindings(view);
  const byTime = view.order === 'time' || terms.length > 0;
  const times = useMemo(() => (byTime ? rows.filter((row) => row.kind === 'finding') : NO_TIMES), [byTime, rows]);
  const now = useRowNow(times);
  return (
    <>
      <Filter view={view} onChange={onView} />
      {rows.length === 0 && <p className="py-6 text-center text-muted">{t(terms.length > 0 ? 'noHits' : 'noFindings')}</p>}
      <Rows rows={rows} label={t('tab_findings')} keyOf={({ key }) => key} rowHeight={byTime ? 56 : 44} now={byTime && timed ? now : undefined}>
        {(row, place) => (row.kind === 'heading'
          ? <Heading row={row} tabIndex={place.tabIndex} onToggle={() => { onView({ ...view, open: toggled(view.open, row.analyzer) }); }} />
          : <FindingItem observation={row.observation} place={place} named={byTime} />)}
      </Rows>
    </>
  );
}
