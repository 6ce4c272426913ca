/**
 * The small picture of a medium, or a sign and a word in its place. While blurring is wished for, what is explicit or was not
 * rated yet is shown only when asked for.
 */
import { EyeIcon, EyeSlashIcon, FilmIcon, MusicalNoteIcon, NoSymbolIcon, PhotoIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { create } from 'zustand';
import { useAppearance } from '#lib/appearance.ts';
import { classes } from './class-names.ts';
import { useWords } from './picture-words.ts';

export type MediaItem = components['schemas']['MediaItem'];

/** Media whose pictures this tab was asked to show. */
const useRevealed = create<{ ids: ReadonlySet<string>; reveal(id: string): void }>((set) => ({
  ids: new Set(),
  reveal: (id) => { set(({ ids }) => ({ ids: new Set([...ids, id]) })); },
}));

/** Whether what needs it is blurred: it is wished for, and nobody asked for this medium. */
export function useCovered(id: string): boolean {
  const blur = useAppearance((state) => state.blur);
  return useRevealed(({ ids }) => !ids.has(id)) && blur;
}

/** Explicit, or not looked at yet by anything. */
export const useBlurred = (id: string, explicitness: MediaItem['explicitness']): boolean => useCovered(id) && (explicitness === 'explicit' || explicitness === 'unrated');

/** Whoever asked for it once sees it everywhere in this tab. */
export const reveal = (id: string): void => { useRevealed.getState().reveal(id); };

const KINDS = { video: FilmIcon, image: PhotoIcon, audio: MusicalNoteIcon } as const;

/** Who saves data gets the smallest picture, whatever the screen could show. */
const savesData = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

const addressOf = (id: string, size: string): string => `/api/v1/media/${encodeURIComponent(id)}/thumbnails/${size}`;

function Image({ item, sizes, blurred, onError }: { item: MediaItem; sizes: string; blurred: boolean; onError(): void }) {
  const known = item.thumbnails.toSorted((a, b) => a.width - b.width);
  const smallest = known[0];
  if (!smallest) return null;
  const offered = savesData() || blurred ? [smallest] : known;
  return (
    <img
      src={addressOf(item.id, smallest.size)} srcSet={offered.map(({ size, width }) => `${addressOf(item.id, size)} ${width}w`).join(', ')} sizes={sizes}
      alt="" loading="lazy" decoding="async" draggable={false} onError={onError} className={classes('absolute inset-0 size-full object-contain', blurred && 'scale-110 blur-xl')}
    />
  );
}

/** In place of a picture: why there is none. */
function Sign({ item, broken }: { item: MediaItem; broken: boolean }) {
  const t = useWords();
  const Icon = item.held ? EyeSlashIcon : item.pictures === 'failed' || broken ? NoSymbolIcon : KINDS[item.kind ?? 'video'];
  const word = item.held ? t('held') : item.state === 'wiped' ? t('wiped') : item.pictures === 'waiting' && item.kind !== 'audio' ? t('pictureWaiting') : item.pictures === 'failed' || broken ? t('pictureFailed') : undefined;
  return (
    <span className={classes('absolute inset-0 flex flex-col items-center justify-center gap-1 p-2 text-center text-xs text-muted', item.pictures === 'waiting' && !item.held && 'animate-pulse')}>
      <Icon className="size-8 shrink-0" aria-hidden />{word}
    </span>
  );
}

/** Fills its box, which must have `relative` and a size. @param sizes width on the page, as of `<img sizes>` */
export function MediaPicture({ item, sizes = '220px' }: { item: MediaItem; sizes?: string }) {
  const t = useWords();
  const [broken, setBroken] = useState(false);
  const blurred = useBlurred(item.id, item.explicitness);
  const shown = !item.held && item.thumbnails.length > 0 && !broken;
  return (
    <>
      <span className="absolute inset-0 overflow-hidden rounded-md bg-ink/5">
        {shown ? <Image item={item} sizes={sizes} blurred={blurred} onError={() => { setBroken(true); }} /> : <Sign item={item} broken={broken} />}
      </span>
      {shown && blurred && (
        <button type="button" aria-label={t('showPicture', { name: item.name })} title={t('showPictureShort')} onClick={(event) => { event.stopPropagation(); reveal(item.id); }} className="absolute right-1 top-1 z-10 inline-flex items-center justify-center rounded-md bg-raised/90 p-1.5 text-ink shadow-sm">
          <EyeIcon className="size-5" aria-hidden />
        </button>
      )}
    </>
  );
}
