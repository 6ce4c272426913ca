/** What stands around the pages that need no account: language and theme, one card, the way to the documentation. */
import { ComputerDesktopIcon, LanguageIcon, MoonIcon, SunIcon } from '@heroicons/react/24/outline';
import { useEffect, type ReactNode } from 'react';
import { useAppearance } from '#lib/appearance.ts';
import { changeLanguage, LANGUAGES, useLanguage } from '#lib/words.ts';
import { classes } from '#ui/class-names.ts';
import { Menu } from '#ui/menu.tsx';
import { useWords } from './words.ts';

function Looks() {
  const t = useWords();
  const shown = useLanguage();
  const { theme, set } = useAppearance();
  return (
    <div className="flex items-center gap-1">
      <Menu label={`${t('language')}: ${shown.toUpperCase()}`} actions={LANGUAGES.map(({ id, name }) => ({ label: id === shown ? `✓ ${name}` : name, run: () => { void changeLanguage(id); } }))}><LanguageIcon className="size-5" aria-hidden />{shown.toUpperCase()}</Menu>
      <Menu
        label={t('theme')}
        actions={([['light', SunIcon], ['dark', MoonIcon], ['system', ComputerDesktopIcon]] as const).map(([id, icon]) => ({ label: id === theme ? `✓ ${t(id)}` : t(id), icon, run: () => { set({ theme: id }); } }))}
      >{theme === 'dark' ? <MoonIcon className="size-5" aria-hidden /> : theme === 'light' ? <SunIcon className="size-5" aria-hidden /> : <ComputerDesktopIcon className="size-5" aria-hidden />}</Menu>
    </div>
  );
}

/** @param title also of the tab */
export function Entrance({ title, children, wide = false }: { title: string; children: ReactNode; wide?: boolean }) {
  const t = useWords();
  useEffect(() => { document.title = `${title} · AIMA`; }, [title]);
  return (
    <div className="safe-x flex min-h-full flex-col">
      <header className="flex items-center justify-between gap-2 px-4 py-3 sm:px-6">
        <span className="flex items-center gap-3 text-lg font-semibold"><img src="/icon.svg" alt="" className="size-8" />AIMA</span>
        <Looks />
      </header>
      <main className={classes('mx-auto flex w-full grow flex-col justify-center gap-4 px-4 py-6', wide ? 'max-w-3xl' : 'max-w-md')}>
        <section className="flex flex-col gap-4 rounded-md border border-line bg-surface p-5 shadow-sm sm:p-8">
          <h1 className="text-xl leading-8" tabIndex={-1}>{title}</h1>
          {children}
        </section>
      </main>
      <footer className="safe-bottom flex flex-wrap items-center justify-center gap-x-3 px-4 py-4 text-center text-xs text-muted">
        <span>{t('tagline')}</span>
        <a href="/docs/" className="touch inline-flex items-center text-link underline">{t('docs')}</a>
      </footer>
    </div>
  );
}
