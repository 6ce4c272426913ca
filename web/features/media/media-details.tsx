/** Everything that is known of one medium, with the medium itself; its neighbours are one key, button or swipe away. */
import { ArrowDownTrayIcon, ChevronLeftIcon, ChevronRightIcon, PencilIcon, PlusIcon, TrashIcon } from '@heroicons/react/24/outline';
import { useRef, useState, type KeyboardEvent, type ReactNode, type TouchEvent } from 'react';
import { Link } from 'react-router';
import { NewJob } from '#features/new-job/index.ts';
import { useAsk } from '#lib/api.ts';
import { bytes, clock, dateTime, fromNow, number } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import type { MediaItem } from '#ui/media-picture.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Facts, Skeleton } from '#ui/surface.tsx';
import { RemoveMedia, RenameMedium } from './media-changes.tsx';
import { MediaPreview } from './media-preview.tsx';
import { useWords } from './words.ts';

const SWIPE_PX = 60;

function MediaFacts({ item }: { item: MediaItem }) {
  const t = useWords();
  const { facts } = item;
  const rows: (readonly [string, ReactNode] | false)[] = [
    [t('kind'), t(`kind_${item.kind ?? 'video'}`)],
    item.state !== 'stored' && [t('state'), t(`state_${item.state}`)],
    item.durationMs > 0 && [t('length'), clock(item.durationMs)],
    [t('size'), bytes(item.sizeBytes)],
    item.storedBytes > 0 && [t('stored'), bytes(item.storedBytes)],
    facts?.width !== undefined && facts.height !== undefined && [t('pixels'), `${facts.width} × ${facts.height}${facts.fps === undefined ? '' : `, ${t('fps', { fps: number(facts.fps, 2) })}`}`],
    facts !== undefined && [t('format'), [facts.container, facts.videoCodec].filter((each) => each !== undefined).join(', ')],
    facts !== undefined && item.kind !== 'image' && [t('sound'), facts.hasAudio ? [facts.audioCodec, facts.sampleRateHz === undefined ? undefined : `${number(facts.sampleRateHz / 1000, 1)} kHz`, facts.audioChannels === undefined ? undefined : t('channels', { count: facts.audioChannels })].filter((each) => each !== undefined).join(', ') : t('silent')],
    facts?.camera !== undefined && [t('camera'), <span key="camera" dir="auto">{facts.camera}</span>],
    item.takenAt !== undefined && [t('taken'), dateTime(item.takenAt)],
    item.place !== undefined && [t('place'), `${number(item.place.latitude, 5)}, ${number(item.place.longitude, 5)}`],
    [t('createdAt'), dateTime(item.createdAt)],
    item.deleteAt !== undefined && [t('deleteAt'), `${dateTime(item.deleteAt)} (${fromNow(item.deleteAt)})`],
    item.wipeReason !== undefined && [t('wipeReason'), item.wipeReason],
    item.picturesFailure !== undefined && [t('pictureFailure'), item.picturesFailure],
    (facts?.warnings?.length ?? 0) > 0 && [t('warnings'), facts?.warnings?.join(' ')],
    [t('jobs'), item.jobIds.length === 0 ? t('inNone') : <span key="jobs" className="flex flex-wrap gap-x-3">{item.jobIds.map((id) => <Link key={id} to={`/jobs/${id}`} className="text-link underline">{t('openJob', { id: id.slice(-6) })}</Link>)}</span>],
    [t('hash'), <code key="hash" className="text-xs break-all">{item.sha256}</code>],
  ];
  return <Facts rows={rows.filter((row) => row !== false)} />;
}

type Doing = 'job' | 'rename' | 'remove';

export interface DetailsProps {
  mediaId: string;
  /** As the list knows it already. */
  known?: MediaItem | undefined;
  onClose(): void;
  onChanged(ids: readonly string[]): void;
  goPrevious?: (() => void) | undefined;
  goNext?: (() => void) | undefined;
}

function Actions({ item, act }: { item: MediaItem; act(doing: Doing): void }) {
  const t = useWords();
  const permissions = useMe()?.permissions ?? [];
  const there = item.state === 'stored';
  return (
    <>
      {permissions.includes('media:write') && there && <><Button icon={TrashIcon} onClick={() => { act('remove'); }}>{t('remove')}</Button><Button icon={PencilIcon} onClick={() => { act('rename'); }}>{t('rename')}</Button></>}
      {there && !item.held && <a href={`/api/v1/media/${encodeURIComponent(item.id)}/content?download=1`} download className="touch inline-flex items-center justify-center gap-2 rounded-md border border-edge bg-raised px-3 py-2 font-medium shadow-sm hover:bg-canvas"><ArrowDownTrayIcon className="size-5 shrink-0" aria-hidden />{t('download')}</a>}
      {permissions.includes('jobs:write') && there && <Button look="primary" icon={PlusIcon} onClick={() => { act('job'); }}>{t('newJob')}</Button>}
    </>
  );
}

function useSwipe(goPrevious?: () => void, goNext?: () => void): { onTouchStart(event: TouchEvent): void; onTouchEnd(event: TouchEvent): void } {
  const start = useRef<{ x: number; y: number }>(undefined);
  return {
    onTouchStart({ touches, target }) {
      const touch = touches.length === 1 ? touches[0] : undefined;
      // An enlarged picture is moved by the finger; a player's own axis, too.
      const own = target instanceof Element && target.closest('[data-enlarged], video, audio') !== null;
      start.current = touch && !own ? { x: touch.clientX, y: touch.clientY } : undefined;
    },
    onTouchEnd({ changedTouches }) {
      const [from, touch] = [start.current, changedTouches[0]];
      if (!from || !touch) return;
      const [x, y] = [touch.clientX - from.x, touch.clientY - from.y];
      if (Math.abs(x) > SWIPE_PX && Math.abs(x) > 2 * Math.abs(y)) (x > 0 ? goPrevious : goNext)?.();
    },
  };
}

export function MediaDetails({ mediaId, known, onClose, onChanged, goPrevious, goNext }: DetailsProps) {
  const t = useWords();
  const [doing, setDoing] = useState<Doing>();
  const asked = useAsk('getMedium', { path: { mediaId } });
  const item = asked.data ?? known;
  const swipe = useSwipe(goPrevious, goNext);
  const pressed = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLElement && event.target.closest('video, audio, input')) return;
    if (event.key === 'ArrowLeft') goPrevious?.();
    if (event.key === 'ArrowRight') goNext?.();
  };
  const changed = (ids: readonly string[]): void => {
    onChanged(ids);
    void asked.refetch();
    if (doing === 'remove') onClose();
  };
  const stop = (): void => { setDoing(undefined); };
  if (item && doing === 'rename') return <RenameMedium item={item} onClose={stop} onChanged={changed} />;
  if (item && doing === 'remove') return <RemoveMedia ids={[mediaId]} onClose={stop} onChanged={changed} />;
  if (doing === 'job') return <NewJob open mediaIds={[mediaId]} name={item?.name.slice(0, 200)} onClose={stop} />;
  return (
    <Dialog open onClose={onClose} size="large" title={item?.name ?? ' '} footer={item && <Actions item={item} act={setDoing} />}>
      <div className="flex flex-col gap-4" onKeyDown={pressed} {...swipe}>
        <Loaded asked={{ data: item, error: asked.error, isPending: asked.isPending, refetch: () => asked.refetch() }} skeleton={<Skeleton className="h-96" />}>{(shown) => (
          <>
            <MediaPreview key={shown.id} item={shown} />
            <div className="flex justify-between">
              <IconButton label={t('previous')} icon={ChevronLeftIcon} disabled={!goPrevious} onClick={goPrevious} />
              <IconButton label={t('next')} icon={ChevronRightIcon} disabled={!goNext} onClick={goNext} />
            </div>
            <MediaFacts item={shown} />
          </>
        )}</Loaded>
      </div>
    </Dialog>
  );
}
