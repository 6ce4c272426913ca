/** What is searched for: the field, its tokens as chips, the star, and searches that were kept. */
import { MagnifyingGlassIcon, StarIcon, XMarkIcon } from '@heroicons/react/24/outline';
import { StarIcon as FullStarIcon } from '@heroicons/react/24/solid';
import { useId, useState } from 'react';
import { useMe } from '#lib/me.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { isEmptyQuery, parseQuery, TOKEN_KEYS, withoutToken, withToken, writeQuery, type SearchQuery } from './search-query.ts';
import { toggleSaved, useSavedSearches } from './saved-searches.ts';
import { tokenValue } from './token-words.ts';
import { useWords } from './words.ts';

type Change = (query: SearchQuery) => void;
const CHIP = 'inline-flex max-w-full items-center gap-1 rounded-full border border-edge bg-surface py-1 pl-3 pr-1';

function Chip({ name, value, remove, onRemove }: { name: string; value: string; remove: string; onRemove(): void }) {
  return (
    <li className={CHIP}>
      <span className="text-muted">{name}</span><span dir="auto" className="min-w-0 truncate font-medium">{value}</span>
      <button type="button" aria-label={remove} title={remove} onClick={onRemove} className="inline-flex items-center justify-center rounded-full p-1 hover:bg-ink/10"><XMarkIcon className="size-4" aria-hidden /></button>
    </li>
  );
}

export function Chips({ query, onChange, jobNames }: { query: SearchQuery; onChange: Change; jobNames: ReadonlyMap<string, string> }) {
  const t = useWords();
  if (query.tokens.length === 0) return null;
  return (
    <ul aria-label={t('filters')} className="flex flex-wrap items-center gap-2">
      {query.tokens.map((token) => {
        const [name, value] = [t(`token_${token.key}`), tokenValue(token, t, jobNames)];
        return <Chip key={`${token.key}:${token.value}`} name={name} value={value} remove={t('without', { name: `${name} ${value}` })} onRemove={() => { onChange(withoutToken(query, token)); }} />;
      })}
      <li><Button look="quiet" onClick={() => { onChange({ ...query, tokens: [] }); }}>{t('clear')}</Button></li>
    </ul>
  );
}

function Saved({ account, chosen, onChange }: { account: string; chosen: string; onChange: Change }) {
  const t = useWords();
  const saved = useSavedSearches(account);
  if (saved.length === 0) return null;
  return (
    <nav aria-label={t('saved')}>
      <ul className="flex flex-wrap items-center gap-2">
        <li aria-hidden className="text-muted">{t('saved')}</li>
        {saved.map((text) => (
          <li key={text} className={CHIP}>
            <button type="button" dir="auto" aria-label={t('useSaved', { text })} aria-current={text === chosen || undefined} onClick={() => { onChange(parseQuery(text)); }} className="min-w-0 max-w-64 truncate aria-current:font-semibold">{text}</button>
            <button type="button" aria-label={t('forgetSaved', { text })} title={t('forgetSaved', { text })} onClick={() => { toggleSaved(account, text); }} className="inline-flex items-center justify-center rounded-full p-1 hover:bg-ink/10"><XMarkIcon className="size-4" aria-hidden /></button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The words stand in the field; what is typed as `key:value` leaves it for the chips once it is searched for. */
export function SearchField({ query, onChange, onDown }: { query: SearchQuery; onChange: Change; onDown(): void }) {
  const t = useWords();
  const hint = useId();
  const account = useMe()?.account.id ?? '';
  const text = writeQuery(query);
  const isSaved = useSavedSearches(account).includes(text);
  const [typed, setTyped] = useState(query.words);
  const [from, setFrom] = useState(query.words);
  // Another search came by the address or a chip.
  if (from !== query.words) {
    setFrom(query.words);
    setTyped(query.words);
  }
  const search = (): void => {
    const more = parseQuery(typed);
    onChange(more.tokens.reduce(withToken, { words: more.words, tokens: query.tokens }));
  };
  return (
    <div className="flex flex-col gap-2">
      <form role="search" aria-label={t('search')} className="flex gap-2" onSubmit={(event) => { event.preventDefault(); search(); }}>
        <label className="flex min-w-0 grow items-center gap-2 rounded-md border border-edge bg-surface px-3 focus-within:outline-2 focus-within:outline-link">
          <MagnifyingGlassIcon className="size-5 shrink-0 text-muted" aria-hidden />
          <input
            type="search" dir="auto" aria-label={t('search')} aria-describedby={hint} placeholder={t('placeholder')} value={typed} maxLength={1000} enterKeyHint="search"
            onChange={({ currentTarget }) => { setTyped(currentTarget.value); }} onKeyDown={(event) => { if (event.key === 'ArrowDown') { event.preventDefault(); onDown(); } }}
            className="min-w-0 grow bg-transparent py-2 outline-none placeholder:text-muted"
          />
        </label>
        {!isEmptyQuery(query) && account !== '' && <IconButton look="plain" label={t(isSaved ? 'forget' : 'save')} aria-pressed={isSaved} icon={isSaved ? FullStarIcon : StarIcon} onClick={() => { toggleSaved(account, text); }} />}
        <Button type="submit" look="primary" className="shrink-0">{t('find')}</Button>
      </form>
      <p id={hint} className="text-xs text-muted max-sm:sr-only">{t('help', { keys: TOKEN_KEYS.join(', ') })}</p>
      <Saved account={account} chosen={text} onChange={onChange} />
    </div>
  );
}
