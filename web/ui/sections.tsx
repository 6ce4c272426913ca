/** A page of many parts, each with an address of its own: their list at the left, on phones a page before them. */
import { ChevronLeftIcon, ChevronRightIcon, LockClosedIcon, MapIcon } from '@heroicons/react/24/outline';
import type { ComponentType } from 'react';
import { Link, NavLink } from 'react-router';
import { useMe } from '#lib/me.ts';
import type { Icon } from './button.tsx';
import { classes } from './class-names.ts';
import { Empty } from './notes.tsx';
import { Page } from './surface.tsx';
import { UnsavedGuard } from './unsaved.tsx';
import { useWords } from './words.ts';

export interface PageSection {
  /** Last part of its address. */
  id: string;
  name: string;
  icon: Icon;
  /** Heading above it in the list. */
  group: string;
  /** Right without which it is not there. */
  needs?: string;
  Content: ComponentType;
}

interface SectionsProps {
  name: string;
  /** Address of the page; sections stand below it. */
  base: string;
  sections: readonly PageSection[];
  /** Undefined at the page's own address. */
  chosen: string | undefined;
}

function SectionList({ name, base, sections, className }: Pick<SectionsProps, 'name' | 'base' | 'sections'> & { className?: string | undefined }) {
  const groups = [...new Set(sections.map(({ group }) => group))];
  return (
    <nav aria-label={name} className={classes('flex flex-col gap-4 lg:sticky lg:top-20 lg:self-start', className)}>
      {groups.map((group) => (
        <div key={group} className="flex flex-col gap-1 max-lg:rounded-md max-lg:border max-lg:border-line max-lg:bg-surface max-lg:p-1">
          <h2 className="px-3 py-1 text-xs font-medium text-muted">{group}</h2>
          {sections.filter((section) => section.group === group).map(({ id, name: title, icon: Icon }) => (
            <NavLink key={id} to={`${base}/${id}`} className={({ isActive }) => classes('touch flex items-center gap-3 rounded-md px-3 py-2', isActive ? 'bg-primary/15 font-medium text-link' : 'text-ink hover:bg-ink/10')}>
              <Icon className="size-5 shrink-0" aria-hidden />
              <span className="min-w-0 grow">{title}</span>
              <ChevronRightIcon className="size-4 shrink-0 text-muted lg:hidden" aria-hidden />
            </NavLink>
          ))}
        </div>
      ))}
    </nav>
  );
}

/** Sections that the role does not include are absent; whoever follows a link to one is told so. */
export function SectionedPage({ name, base, sections, chosen }: SectionsProps) {
  const t = useWords();
  const permissions: readonly string[] = useMe()?.permissions ?? [];
  const mine = sections.filter(({ needs }) => needs === undefined || permissions.includes(needs));
  const section = chosen === undefined ? mine[0] : mine.find(({ id }) => id === chosen);
  const hidden = chosen === undefined || sections.some(({ id }) => id === chosen);
  const title = chosen === undefined ? name : section?.name ?? name;
  return (
    <Page title={title}>
      <div className="grid gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <SectionList {...{ name, base, sections: mine }} className={chosen === undefined ? undefined : 'max-lg:hidden'} />
        <div className={classes('flex min-w-0 max-w-4xl flex-col gap-4', chosen === undefined && 'max-lg:hidden')}>
          {chosen !== undefined && <Link to={base} className="touch -mt-2 inline-flex items-center gap-1 self-start py-2 text-link lg:hidden"><ChevronLeftIcon className="size-4" aria-hidden />{name}</Link>}
          {section ? <section.Content key={section.id} /> : hidden ? <Empty icon={LockClosedIcon} title={t('noRight')}>{t('noRightText')}</Empty> : <Empty icon={MapIcon} title={t('noSection')}>{t('noSectionText')}</Empty>}
        </div>
      </div>
      <UnsavedGuard />
    </Page>
  );
}
