/**
 * The one table of pages: names in both languages (navigation, titles, docs), addresses, and who sees them. A page of later work
 * gets its row here; without `load` it has a name and no place yet.
 */
import { AdjustmentsHorizontalIcon, ArchiveBoxIcon, CircleStackIcon, Cog6ToothIcon, CpuChipIcon, FilmIcon, HomeIcon, MagnifyingGlassIcon, QueueListIcon, RectangleStackIcon, ServerStackIcon, ShieldCheckIcon, UserGroupIcon } from '@heroicons/react/24/outline';
import type { ComponentType } from 'react';
import type { Language } from '#lib/words.ts';
import type { Icon } from '#ui/button.tsx';

export interface AppPage {
  id: string;
  /** Below it are the page's own addresses. */
  path: string;
  names: Readonly<Record<Language, string>>;
  icon: Icon;
  /** In the bottom bar of phones, too; there are five places, one of them is 'more'. */
  bottom?: true;
  /** Right without which it is not shown. */
  needs?: string;
  load?: () => Promise<{ Component: ComponentType }>;
}

export const PAGES: readonly AppPage[] = [
  { id: 'dashboard', path: '/', names: { en: 'Dashboard', de: 'Übersicht' }, icon: HomeIcon, bottom: true, load: () => import('#features/dashboard/dashboard-page.tsx') },
  { id: 'media', path: '/media', names: { en: 'Media', de: 'Medien' }, icon: FilmIcon, needs: 'media:read', load: () => import('#features/media/media-page.tsx') },
  { id: 'jobs', path: '/jobs', names: { en: 'Jobs', de: 'Aufträge' }, icon: QueueListIcon, bottom: true, needs: 'jobs:read', load: () => import('#features/jobs/jobs-page.tsx') },
  { id: 'findings', path: '/findings', names: { en: 'Results', de: 'Ergebnisse' }, icon: MagnifyingGlassIcon, bottom: true, needs: 'results:read', load: () => import('#features/findings/findings-page.tsx') },
  { id: 'persons', path: '/persons', names: { en: 'Person dossiers', de: 'Personendossiers' }, icon: UserGroupIcon },
  { id: 'safety', path: '/safety', names: { en: 'Restraint analysis', de: 'Fixierungs-Analyse' }, icon: ShieldCheckIcon },
  { id: 'batch', path: '/batch', names: { en: 'Batch centre', de: 'Batch-Zentrale' }, icon: RectangleStackIcon },
  { id: 'archive', path: '/archive', names: { en: 'Archive', de: 'Archiv' }, icon: ArchiveBoxIcon, bottom: true, needs: 'jobs:read', load: () => import('#features/archive/archive-page.tsx') },
  { id: 'storage', path: '/storage', names: { en: 'Storage', de: 'Speicher' }, icon: CircleStackIcon, needs: 'media:read', load: () => import('#features/storage/storage-page.tsx') },
  { id: 'machines', path: '/machines', names: { en: 'Machines', de: 'Maschinen' }, icon: CpuChipIcon, needs: 'jobs:read', load: () => import('#features/machines/machines-page.tsx') },
  { id: 'models', path: '/models', names: { en: 'Models', de: 'Modelle' }, icon: ServerStackIcon },
  { id: 'settings', path: '/settings', names: { en: 'Settings', de: 'Einstellungen' }, icon: Cog6ToothIcon, load: () => import('#features/settings/settings-page.tsx') },
  { id: 'administration', path: '/administration', names: { en: 'Administration', de: 'Verwaltung' }, icon: AdjustmentsHorizontalIcon, needs: 'system:manage', load: () => import('#features/administration/administration-page.tsx') },
];
