/** Search over everything, language, theme, account. */
import { ArrowRightStartOnRectangleIcon, ComputerDesktopIcon, Cog6ToothIcon, LanguageIcon, MagnifyingGlassIcon, MoonIcon, SunIcon, UserCircleIcon } from '@heroicons/react/24/outline';
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { call, queryClient } from '#lib/api.ts';
import { useAppearance } from '#lib/appearance.ts';
import { useMe } from '#lib/me.ts';
import { changeLanguage, LANGUAGES, useLanguage } from '#lib/words.ts';
import { Menu } from '#ui/menu.tsx';
import { toastProblem } from '#ui/toasts.tsx';
import { useWords } from './words.ts';

/** `/` anywhere but in a field. */
function useSlash(focus: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.defaultPrevented || event.ctrlKey || event.metaKey || (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable], [role="dialog"]'))) return;
      event.preventDefault();
      focus();
    };
    addEventListener('keydown', pressed);
    return () => { removeEventListener('keydown', pressed); };
  }, [focus]);
}

function Search() {
  const t = useWords();
  const go = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  useSlash(() => { field.current?.focus(); });
  return (
    <form role="search" className="min-w-0 grow" onSubmit={(event) => { event.preventDefault(); void go(`/findings?text=${encodeURIComponent(field.current?.value ?? '')}`); }}>
      <label className="flex max-w-xl items-center gap-2 rounded-md border border-edge bg-surface px-3 focus-within:outline-2 focus-within:outline-link">
        <MagnifyingGlassIcon className="size-5 shrink-0 text-muted" aria-hidden />
        <input ref={field} type="search" aria-label={t('search')} placeholder={t('search')} className="min-w-0 grow bg-transparent py-2 outline-none placeholder:text-muted" />
        <kbd aria-hidden className="hidden rounded-md border border-line px-1.5 text-xs text-muted lg:block">/</kbd>
      </label>
    </form>
  );
}

async function signOut(): Promise<void> {
  try {
    await call('signOut', {});
    queryClient.clear();
    location.assign('/sign-in');
  } catch (error) {
    toastProblem(error);
  }
}

export function TopBar() {
  const t = useWords();
  const go = useNavigate();
  const me = useMe();
  const shown = useLanguage();
  const { theme, set } = useAppearance();
  const workspace = me?.workspaces.find(({ id }) => id === me.workspaceId);
  return (
    <header className="sticky top-0 z-30 flex items-center gap-2 border-b border-line bg-surface px-4 py-2">
      <Search />
      <Menu label={`${t('language')}: ${shown.toUpperCase()}`} actions={LANGUAGES.map(({ id, name }) => ({ label: id === shown ? `✓ ${name}` : name, run: () => { void changeLanguage(id); } }))}><LanguageIcon className="size-5" aria-hidden /><span className="max-sm:sr-only">{shown.toUpperCase()}</span></Menu>
      <Menu
        label={t('theme')}
        actions={([['light', SunIcon], ['dark', MoonIcon], ['system', ComputerDesktopIcon]] as const).map(([id, icon]) => ({ label: id === theme ? `✓ ${t(id)}` : t(id), icon, run: () => { set({ theme: id }); } }))}
      >{theme === 'dark' ? <MoonIcon className="size-5" aria-hidden /> : <SunIcon className="size-5" aria-hidden />}</Menu>
      <Menu
        label={me ? `${t('account')}: ${t('signedInAs', { name: me.account.name })}. ${t('workspace', { name: workspace?.name ?? '' })}` : t('account')}
        actions={[{ label: t('account'), icon: Cog6ToothIcon, run: () => { void go('/settings/account'); } }, { label: t('signOut'), icon: ArrowRightStartOnRectangleIcon, run: () => { void signOut(); } }]}
      ><UserCircleIcon className="size-6" aria-hidden /></Menu>
    </header>
  );
}
