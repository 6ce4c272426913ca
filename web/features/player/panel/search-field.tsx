/** Search in this medium: how many hits, the next, the one before. */
import { ChevronDownIcon, ChevronUpIcon, MagnifyingGlassIcon, XMarkIcon } from '@heroicons/react/24/outline';
import { useEffect, useRef } from 'react';
import { number } from '#lib/format.ts';
import { IconButton } from '#ui/button.tsx';
import { useWords } from './words.ts';

interface SearchFieldProps {
  query: string;
  onQuery(query: string): void;
  onStep(step: 1 | -1): void;
}

/** `/` anywhere but in a field. Before the top bar hears of it, which has a search of its own. */
function useSlash(focus: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable], [role="dialog"]'))) return;
      event.preventDefault();
      focus();
    };
    addEventListener('keydown', pressed, { capture: true });
    return () => { removeEventListener('keydown', pressed, { capture: true }); };
  }, [focus]);
}

export function SearchField({ query, onQuery, onStep }: SearchFieldProps) {
  const t = useWords();
  const field = useRef<HTMLInputElement>(null);
  useSlash(() => { field.current?.focus(); });
  const empty = query.trim() === '';
  return (
    <search className="flex min-w-0 grow items-center gap-1 rounded-md border border-edge bg-surface pl-2 focus-within:outline-2 focus-within:outline-link">
      <MagnifyingGlassIcon className="size-5 shrink-0 text-muted" aria-hidden />
      <input
        ref={field} data-player-search type="search" dir="auto" aria-label={t('search')} placeholder={t('search')} value={query} maxLength={400} onChange={(event) => { onQuery(event.target.value); }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) onStep(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape' && !empty) onQuery('');
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
        className="min-w-0 grow text-ellipsis bg-transparent py-2 outline-none placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
      />
      {!empty && <IconButton label={t('clearSearch')} icon={XMarkIcon} onClick={() => { onQuery(''); field.current?.focus(); }} />}
    </search>
  );
}

interface SearchHitsProps {
  hits: number;
  /** Counted from 1; 0 while none is looked at. */
  place: number;
  onStep(step: 1 | -1): void;
}

export function SearchHits({ hits, place, onStep }: SearchHitsProps) {
  const t = useWords();
  return (
    <div className="flex items-center justify-end">
      <span role="status" className="numbers px-2 text-muted">{hits === 0 ? t('noHits') : place > 0 ? t('hitOf', { place: number(place), hits: number(hits) }) : t('hits', { count: hits })}</span>
      <IconButton label={t('previousHit')} icon={ChevronUpIcon} disabled={hits === 0} onClick={() => { onStep(-1); }} />
      <IconButton label={t('nextHit')} icon={ChevronDownIcon} disabled={hits === 0} onClick={() => { onStep(1); }} />
    </div>
  );
}
