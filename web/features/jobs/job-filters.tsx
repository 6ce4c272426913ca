/** What narrows and orders the list of jobs. */
import { FunnelIcon, XMarkIcon } from '@heroicons/react/24/outline';
import { useEffect, useState } from 'react';
import { Button } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { SelectField, TextField } from '#ui/fields.tsx';
import { hiddenCount, isNarrowed, NO_FILTER, SORTS, STAGES, STATES, type JobFilter } from './job-filter.ts';
import { STAGE_LOOKS, type JobStage } from './job-look.ts';
import { useListWords } from './list-words.ts';
import { useJobWords } from './words.ts';

interface FilterProps { filter: JobFilter; change(to: JobFilter): void }

const TYPING_MS = 300;

function SearchText({ filter, change }: FilterProps) {
  const t = useListWords();
  const [typed, setTyped] = useState<string>();
  useEffect(() => {
    if (typed === undefined) return undefined;
    const timer = setTimeout(() => {
      setTyped(undefined);
      if (typed !== filter.text) change({ ...filter, text: typed });
    }, TYPING_MS);
    return () => { clearTimeout(timer); };
  }, [typed, filter, change]);
  return <TextField className="grow basis-56" label={t('search')} type="search" dir="auto" maxLength={500} value={typed ?? filter.text} onChange={(event) => { setTyped(event.target.value); }} />;
}

function Stages({ filter, change }: FilterProps) {
  const t = useListWords();
  const job = useJobWords();
  const toggle = (stage: JobStage): void => { change({ ...filter, stages: STAGES.filter((each) => (each === stage) !== filter.stages.includes(each)) }); };
  return (
    <div role="group" aria-label={t('stages')} className="flex flex-wrap gap-2">
      {STAGES.map((stage) => {
        const on = filter.stages.includes(stage);
        return <button key={stage} type="button" aria-pressed={on} onClick={() => { toggle(stage); }} className={classes('rounded-md px-3 py-1.5 font-medium text-stage-ink', STAGE_LOOKS[stage].card, on && 'outline-3 outline-offset-1 outline-primary')}>{on && '✓ '}{job(`stage_${stage}`)}</button>;
      })}
    </div>
  );
}

function More({ filter, change }: FilterProps) {
  const t = useListWords();
  const job = useJobWords();
  const any = { value: '', label: t('any') };
  return (
    <div className="grid gap-3 rounded-md border border-line bg-surface p-3 sm:grid-cols-2 lg:grid-cols-5">
      <SelectField label={t('state')} value={filter.state} onChange={(event) => { change({ ...filter, state: STATES.find((each) => each === event.target.value) ?? '' }); }} options={[any, ...STATES.map((value) => ({ value, label: job(`state_${value}`) }))]} />
      <SelectField label={t('priority')} value={filter.priority} onChange={(event) => { change({ ...filter, priority: event.target.value as JobFilter['priority'] /* of the options beside */ }); }} options={[any, ...(['urgent', 'standard', 'low'] as const).map((value) => ({ value, label: job(`priority_${value}`) }))]} />
      <SelectField label={t('type')} value={filter.type} onChange={(event) => { change({ ...filter, type: event.target.value as JobFilter['type'] /* of the options beside */ }); }} options={[any, ...(['single', 'batch'] as const).map((value) => ({ value, label: t(`type_${value}`) }))]} />
      <TextField label={t('from')} type="date" value={filter.from} max={filter.to === '' ? undefined : filter.to} onChange={(event) => { change({ ...filter, from: event.target.value }); }} />
      <TextField label={t('to')} type="date" value={filter.to} min={filter.from === '' ? undefined : filter.from} onChange={(event) => { change({ ...filter, to: event.target.value }); }} />
    </div>
  );
}

export function JobFilters({ filter, change }: FilterProps) {
  const t = useListWords();
  const hidden = hiddenCount(filter);
  const [open, setOpen] = useState(hidden > 0);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <SearchText filter={filter} change={change} />
        <SelectField className="w-52 max-sm:grow" label={t('sort')} value={filter.sort} onChange={(event) => { change({ ...filter, sort: SORTS.find((each) => each === event.target.value) ?? 'newest' }); }} options={SORTS.map((value) => ({ value, label: t(`sort_${value}`) }))} />
        <Button icon={FunnelIcon} aria-expanded={open} onClick={() => { setOpen(!open); }}>{hidden > 0 ? t('filtersOn', { count: String(hidden) }) : t('filters')}</Button>
        {isNarrowed(filter) && <Button look="quiet" icon={XMarkIcon} onClick={() => { change({ ...NO_FILTER, sort: filter.sort }); }}>{t('clear')}</Button>}
      </div>
      <Stages filter={filter} change={change} />
      {open && <More filter={filter} change={change} />}
      {filter.sort === 'queue' && <p className="text-muted">{t('queueHint')}</p>}
    </div>
  );
}
