/** Buttons below a photo: the medium before and after, zoom, what is drawn. */
import { ArrowsPointingInIcon, ChevronLeftIcon, ChevronRightIcon, MagnifyingGlassMinusIcon, MagnifyingGlassPlusIcon } from '@heroicons/react/24/outline';
import { number, percent } from '#lib/format.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { OverlayMenu } from '../stage/overlay-menu.tsx';
import type { Neighbours } from './neighbours.ts';
import type { PhotoAction } from './photo-keys.ts';
import { useWords } from './words.ts';

const STEP = 1.25;

interface PhotoToolsProps {
  neighbours: Neighbours;
  count: number;
  /** Of the photo's own size. */
  share: number;
  act(action: PhotoAction): void;
}

export function PhotoTools({ neighbours: { previous, next, place }, count, share, act }: PhotoToolsProps) {
  const t = useWords();
  return (
    <div role="toolbar" aria-label={t('tools')} className="flex flex-wrap items-center justify-between gap-1 border-t border-line bg-surface px-2 py-1">
      <div className="flex items-center">
        <IconButton label={t('previous')} icon={ChevronLeftIcon} disabled={previous === undefined} onClick={() => { act({ do: 'medium', step: -1 }); }} />
        {place !== undefined && count > 1 && <span className="numbers px-1 text-muted">{t('of', { place: number(place), count: number(count) })}</span>}
        <IconButton label={t('next')} icon={ChevronRightIcon} disabled={next === undefined} onClick={() => { act({ do: 'medium', step: 1 }); }} />
      </div>
      <div className="flex items-center">
        <IconButton label={t('zoomOut')} icon={MagnifyingGlassMinusIcon} onClick={() => { act({ do: 'zoom', factor: 1 / STEP }); }} />
        <Button look="quiet" aria-label={`${t('natural')}: ${t('scale', { share: percent(share) })}`} title={t('natural')} className="numbers w-16 px-1" onClick={() => { act({ do: 'natural' }); }}>{percent(share)}</Button>
        <IconButton label={t('zoomIn')} icon={MagnifyingGlassPlusIcon} onClick={() => { act({ do: 'zoom', factor: STEP }); }} />
        <IconButton label={t('whole')} icon={ArrowsPointingInIcon} onClick={() => { act({ do: 'whole' }); }} />
        <OverlayMenu />
      </div>
    </div>
  );
}
