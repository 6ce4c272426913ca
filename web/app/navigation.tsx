/** Side navigation on wide screens (icons only, if wished), a bar of five at the bottom of phones. */
import { Bars3Icon, ChevronDoubleLeftIcon, ChevronDoubleRightIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { NavLink } from 'react-router';
import { useAppearance } from '#lib/appearance.ts';
import { useMe } from '#lib/me.ts';
import { useLanguage } from '#lib/words.ts';
import { IconButton } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { Dialog } from '#ui/dialog.tsx';
import { PAGES, type AppPage } from './pages.ts';
import { useWords } from './words.ts';

/** Those that are there, and that this person may see. */
function usePages(): readonly AppPage[] {
  const me = useMe();
  return PAGES.filter(({ load, needs }) => load && (needs === undefined || me?.permissions.some((each) => each === needs)));
}

function Item({ page: { path, names, icon: Icon }, narrow, onChoose }: { page: AppPage; narrow?: boolean; onChoose?: () => void }) {
  const name = names[useLanguage()];
  return (
    <NavLink to={path} end={path === '/'} title={narrow ? name : undefined} {...(onChoose && { onClick: onChoose })} className={({ isActive }) => classes('touch flex items-center gap-3 rounded-md px-3 py-2 font-medium', isActive ? 'bg-primary/15 text-link' : 'text-ink hover:bg-ink/10')}>
      <Icon className="size-5 shrink-0" aria-hidden />
      <span className={classes(narrow && 'sr-only')}>{name}</span>
    </NavLink>
  );
}

export function SideBar() {
  const t = useWords();
  const pages = usePages();
  const { narrow, set } = useAppearance();
  return (
    <nav aria-label={t('navigation')} className={classes('sticky top-0 hidden h-screen shrink-0 flex-col gap-1 overflow-y-auto border-r border-line bg-surface p-2 md:flex', narrow ? 'w-16' : 'w-56')}>
      <NavLink to="/" className="mb-2 flex items-center gap-3 px-2 py-2 text-lg font-semibold"><img src="/icon.svg" alt="" className="size-8" /><span className={classes(narrow && 'sr-only')}>AIMA</span></NavLink>
      {pages.map((page) => <Item key={page.id} page={page} narrow={narrow} />)}
      <div className="grow" />
      <IconButton label={t(narrow ? 'expand' : 'collapse')} icon={narrow ? ChevronDoubleRightIcon : ChevronDoubleLeftIcon} onClick={() => { set({ narrow: !narrow }); }} />
    </nav>
  );
}

const ON_PHONES = 'touch flex min-w-0 grow basis-0 flex-col items-center gap-0.5 px-0.5 py-2 text-xs max-[359px]:text-[0.68rem]';
/** One line each, in the longest language and on the narrowest phone. */
const NAME = 'max-w-full truncate';

export function BottomBar() {
  const t = useWords();
  const language = useLanguage();
  const pages = usePages();
  const [open, setOpen] = useState(false);
  return (
    <nav aria-label={t('navigation')} className="safe-bottom fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-surface md:hidden">
      {pages.filter(({ bottom }) => bottom).map(({ id, path, names, icon: Icon }) => (
        <NavLink key={id} to={path} end={path === '/'} className={({ isActive }) => classes(ON_PHONES, isActive ? 'font-semibold text-link' : 'text-muted')}><Icon className="size-6" aria-hidden /><span className={NAME}>{names[language]}</span></NavLink>
      ))}
      <button type="button" aria-expanded={open} className={classes(ON_PHONES, 'text-muted')} onClick={() => { setOpen(true); }}><Bars3Icon className="size-6" aria-hidden /><span className={NAME}>{t('more')}</span></button>
      <Dialog open={open} onClose={() => { setOpen(false); }} title={t('navigation')}>
        <div className="flex flex-col gap-1">{pages.map((page) => <Item key={page.id} page={page} onChoose={() => { setOpen(false); }} />)}</div>
      </Dialog>
    </nav>
  );
}
