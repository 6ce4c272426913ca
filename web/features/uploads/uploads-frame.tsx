/** Around every page: a drop or a paste anywhere brings files, and what is on its way stays in sight. */
import { ChevronDownIcon, ChevronUpIcon, CloudArrowUpIcon } from '@heroicons/react/24/outline';
import { useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { takeGrabbed, useDrops } from '#lib/drops.ts';
import { bytes, duration, percent } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { filesOfGrabbed } from './picked-files.ts';
import { totalOf } from './upload-item.ts';
import { UploadList } from './upload-list.tsx';
import { watchConnection } from './upload-queue.ts';
import { addFiles, watchUploads } from './uploads.ts';
import { useUploads } from './uploads-store.ts';
import { useWords } from './words.ts';

/** @returns whether files hang over the page */
function useDropped(): boolean {
  useEffect(() => {
    const take = (): void => {
      const grabbed = takeGrabbed();
      if (grabbed.length > 0) void filesOfGrabbed(grabbed).then(addFiles);
    };
    take();
    return useDrops.subscribe(take);
  }, []);
  return useDrops((state) => state.over);
}

function Panel() {
  const t = useWords();
  const [open, setOpen] = useState(true);
  const items = useUploads((state) => state.items);
  const { pathname } = useLocation();
  // Once all of it arrived, it has been seen where that happened; on the next page it would only cover something.
  const arrived = items.length > 0 && items.every(({ phase }) => phase === 'done' || phase === 'known');
  const [seenAt, setSeenAt] = useState<string>();
  if (arrived && seenAt === undefined) setSeenAt(pathname);
  if (!arrived && seenAt !== undefined) setSeenAt(undefined);
  if (seenAt !== undefined && seenAt !== pathname) return null;
  // The dashboard shows the same list in its place.
  if (items.length === 0 || pathname === '/') return null;
  const { files, settled, sizeBytes, sentBytes, remainingMs, bytesPerSecond } = totalOf(items);
  const Icon = open ? ChevronDownIcon : ChevronUpIcon;
  return (
    <section aria-label={t('title')} className="safe-x fixed inset-x-0 bottom-16 z-30 border-t border-edge bg-raised shadow-lg md:inset-x-auto md:bottom-14 md:right-4 md:w-96 md:rounded-md md:border">
      <button type="button" aria-expanded={open} onClick={() => { setOpen(!open); }} className="flex w-full items-center gap-2 px-3 py-2 text-left">
        <CloudArrowUpIcon className="size-5 shrink-0" aria-hidden />
        <span className="numbers grow font-medium">{t('overall', { count: files, settled })}</span>
        {sizeBytes > 0 && <span className="numbers text-xs text-muted">{percent(sentBytes / sizeBytes)}{remainingMs !== undefined && `, ${t('left', { time: duration(remainingMs) })}`}{bytesPerSecond > 0 && !open && `, ${t('rate', { rate: bytes(bytesPerSecond) })}`}</span>}
        <Icon className="size-5 shrink-0" aria-hidden />
      </button>
      {open && <div className="max-h-[40vh] overflow-y-auto border-t border-line p-3"><UploadList /></div>}
    </section>
  );
}

const onEveryChange = (listener: () => void): (() => void) => useUploads.subscribe(listener);

function Working() {
  const t = useWords();
  const over = useDropped();
  useEffect(() => watchUploads(), []);
  useEffect(() => watchConnection(onEveryChange), []);
  return (
    <>
      {over && (
        <div className="pointer-events-none fixed inset-0 z-50 flex items-center justify-center bg-canvas/80 p-6">
          <p className="flex flex-col items-center gap-3 rounded-md border-2 border-dashed border-primary bg-surface px-10 py-8 text-lg font-semibold"><CloudArrowUpIcon className="size-12 text-link" aria-hidden />{t('dropNow')}</p>
        </div>
      )}
      <Panel />
    </>
  );
}

/** For whoever may bring media into this workspace. */
export function Uploads() {
  const me = useMe();
  return me?.permissions.includes('media:write') ? <Working key={me.workspaceId} /> : null;
}
