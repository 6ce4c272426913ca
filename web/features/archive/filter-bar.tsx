/** What of the archive is shown. */
import { FunnelIcon } from '@heroicons/react/24/outline';
import { useState, type ReactNode } from 'react';
import { useAsk } from '#lib/api.ts';
import { analyzerName } from '#lib/analyzer-names.ts';
import { Button } from '#ui/button.tsx';
import { SelectField, TextField } from '#ui/fields.tsx';
import { KINDS, narrows, SORTS, type ArchiveFilter } from './archive-filter.ts';
import { useWords } from './words.ts';

interface Bar { filter: ArchiveFilter; onChange(filter: ArchiveFilter): void }

function More({ filter, set }: { filter: ArchiveFilter; set(change: ArchiveFilter): void }) {
  const t = useWords();
  const profiles = useAsk('listProfiles', {}, { staleMs: 60_000 }).data?.items ?? [];
  const analyzers = useAsk('listAnalyzers', {}, { staleMs: 60_000 }).data?.items ?? [];
  const any = { value: '', label: t('any') };
  return (
    <div className="grid gap-3 pt-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-6">
      <TextField type="date" label={t('from')} value={filter.from ?? ''} onChange={({ currentTarget }) => { set({ from: currentTarget.value }); }} />
      <TextField type="date" label={t('to')} value={filter.to ?? ''} onChange={({ currentTarget }) => { set({ to: currentTarget.value }); }} />
      <SelectField label={t('profile')} value={filter.profile ?? ''} onChange={({ currentTarget }) => { set({ profile: currentTarget.value }); }} options={[any, ...profiles.map(({ name, title }) => ({ value: name, label: title }))]} />
      <SelectField label={t('analyzer')} value={filter.analyzer ?? ''} onChange={({ currentTarget }) => { set({ analyzer: currentTarget.value }); }} options={[any, ...analyzers.map(({ name }) => ({ value: name, label: analyzerName(name) })).toSorted((a, b) => a.label.localeCompare(b.label))]} />
      <SelectField label={t('kind')} value={filter.kind ?? ''} onChange={({ currentTarget }) => { set({ kind: currentTarget.value }); }} options={[any, ...KINDS.map((value) => ({ value, label: t(`kind_${value}`) }))]} />
      <SelectField label={t('sort')} value={filter.sort ?? 'newest'} onChange={({ currentTarget }) => { set({ sort: currentTarget.value }); }} options={SORTS.map((value) => ({ value, label: t(`sort_${value}`) }))} />
    </div>
  );
}

export function FilterBar({ filter, onChange, actions }: Bar & { actions?: ReactNode }) {
  const t = useWords();
  const [text, setText] = useState(filter.text ?? '');
  const [open, setOpen] = useState(Object.keys(filter).some((field) => field !== 'text'));
  const set = (change: ArchiveFilter): void => { onChange(Object.fromEntries(Object.entries({ ...filter, ...change }).filter(([, value]) => value !== '' && value !== undefined))); };
  return (
    <div className="flex flex-col">
      <form role="search" aria-label={t('find')} className="flex flex-wrap items-end gap-2" onSubmit={(event) => { event.preventDefault(); set({ text }); }}>
        <TextField type="search" dir="auto" className="min-w-48 grow" label={t('find')} placeholder={t('findHint')} maxLength={500} value={text} onChange={({ currentTarget }) => { setText(currentTarget.value); if (currentTarget.value === '') set({ text: '' }); }} />
        <Button type="submit" look="primary" className="border border-transparent">{t('search')}</Button>
        <Button icon={FunnelIcon} aria-expanded={open} onClick={() => { setOpen(!open); }}>{t('filters')}</Button>
        {narrows(filter) && <Button look="quiet" onClick={() => { setText(''); onChange({}); }}>{t('reset')}</Button>}
        {actions}
      </form>
      {open && <More filter={filter} set={set} />}
    </div>
  );
}
