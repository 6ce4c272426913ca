/** What the list is narrowed to; it stands in the page's address, so that a link shows the same. */
import { FunnelIcon } from '@heroicons/react/24/outline';
import { useEffect, useState } from 'react';
import { useAppearance } from '#lib/appearance.ts';
import { Button } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { Checkbox, SelectField, TextField } from '#ui/fields.tsx';
import { isNarrowed, KINDS, SORTS, STATES, type MediaFilter } from './media-filter.ts';
import { useWords } from './words.ts';

const TYPED_MS = 300;

type Change = (change: Partial<MediaFilter>) => void;

function NameSearch({ text, change }: { text: string; change: Change }) {
  const t = useWords();
  const [typed, setTyped] = useState(text);
  const [before, setBefore] = useState(text);
  // The address changed by itself, as with the back button.
  if (text !== before) { setBefore(text); setTyped(text); }
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => { change({ text: typed }); }, TYPED_MS);
    return () => { clearTimeout(timer); };
  }, [typed, text, change]);
  return <TextField label={t('search')} type="search" dir="auto" maxLength={200} value={typed} onChange={({ target }) => { setTyped(target.value); }} className="min-w-48 grow" />;
}

export function MediaFilters({ filter, change, clear }: { filter: MediaFilter; change: Change; clear(): void }) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const { blur, set } = useAppearance();
  const part = classes('w-full sm:w-40', !open && 'max-md:hidden');
  return (
    <div className="flex flex-wrap items-end gap-3">
      <NameSearch text={filter.text} change={change} />
      <Button icon={FunnelIcon} aria-expanded={open} className="md:hidden" onClick={() => { setOpen(!open); }}>{t('filters')}</Button>
      <SelectField label={t('kind')} className={part} value={filter.kind} onChange={({ target }) => { change({ kind: KINDS.find((kind) => kind === target.value) ?? '' }); }} options={[{ value: '', label: t('kind_all') }, ...KINDS.map((value) => ({ value, label: t(`kind_${value}`) }))]} />
      <SelectField label={t('sort')} className={part} value={filter.sort} onChange={({ target }) => { change({ sort: SORTS.find((sort) => sort === target.value) ?? 'newest' }); }} options={SORTS.map((value) => ({ value, label: t(`sort_${value}`) }))} />
      <SelectField label={t('state')} className={part} value={filter.state} onChange={({ target }) => { change({ state: STATES.find((state) => state === target.value) ?? 'stored' }); }} options={STATES.map((value) => ({ value, label: t(`state_${value}`) }))} />
      <div className={classes('flex w-full flex-wrap gap-3 sm:w-auto', !open && 'max-md:hidden')}>
        <TextField label={t('from')} type="date" className="min-w-32 grow" value={filter.from} max={filter.to} onChange={({ target }) => { change({ from: target.value }); }} />
        <TextField label={t('to')} type="date" className="min-w-32 grow" value={filter.to} min={filter.from} onChange={({ target }) => { change({ to: target.value }); }} />
      </div>
      <div className={classes('flex flex-wrap items-center gap-x-4', !open && 'max-md:hidden')}>
        <Checkbox label={t('free')} checked={filter.free} onChange={({ target }) => { change({ free: target.checked }); }} />
        <Checkbox label={t('blur')} checked={blur} onChange={({ target }) => { set({ blur: target.checked }); }} />
        {isNarrowed(filter) && <Button look="quiet" onClick={clear}>{t('clearFilters')}</Button>}
      </div>
    </div>
  );
}
