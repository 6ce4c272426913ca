/** A medium as it is: played, or shown large. What browsers cannot play comes as HLS, transcoded by the server. */
import { EyeIcon } from '@heroicons/react/24/outline';
import { useEffect, useRef } from 'react';
import { Button } from '#ui/button.tsx';
import { MediaPicture, reveal, useBlurred, type MediaItem } from '#ui/media-picture.tsx';
import { useWords } from './words.ts';
import { Zoomable } from './zoomable.tsx';

const base = (id: string): string => `/api/v1/media/${encodeURIComponent(id)}`;
const HLS = 'application/vnd.apple.mpegurl';

/** @returns how to end it */
async function playHls(element: HTMLVideoElement, address: string): Promise<() => void> {
  if (element.canPlayType(HLS) !== '') {
    element.src = address;
    return () => { element.removeAttribute('src'); };
  }
  const { default: Hls } = await import('hls.js');
  const player = new Hls();
  player.loadSource(address);
  player.attachMedia(element);
  return () => { player.destroy(); };
}

function Film({ item }: { item: MediaItem }) {
  const element = useRef<HTMLVideoElement>(null);
  const { id, playable } = item;
  useEffect(() => {
    const video = element.current;
    if (!video || playable) return;
    let [end, ended]: [(() => void) | undefined, boolean] = [undefined, false];
    void playHls(video, `${base(id)}/hls/master.m3u8`).then((stop) => { if (ended) stop(); else end = stop; });
    return () => { ended = true; end?.(); };
  }, [id, playable]);
  const poster = item.thumbnails.some(({ size }) => size === 'large') ? { poster: `${base(id)}/thumbnails/large` } : {};
  // Words that are spoken are known only after an analysis; the player of the job shows them.
  return <video ref={element} controls playsInline preload="metadata" {...poster} {...(playable && { src: `${base(id)}/content` })} aria-label={item.name} className="max-h-[50vh] w-full rounded-md bg-black" />;
}

function Photo({ item }: { item: MediaItem }) {
  const t = useWords();
  const large = item.thumbnails.toSorted((a, b) => b.width - a.width)[0];
  const address = item.playable ? `${base(item.id)}/content` : large && `${base(item.id)}/thumbnails/${large.size}`;
  if (address === undefined) return <p className="text-muted">{t('noPreview')}</p>;
  return <Zoomable><img src={address} alt={item.name} draggable={false} className="max-h-full max-w-full object-contain" /></Zoomable>;
}

export function MediaPreview({ item }: { item: MediaItem }) {
  const t = useWords();
  const blurred = useBlurred(item.id, item.explicitness);
  if (item.held || item.state !== 'stored') return <div className="rounded-md bg-ink/5 p-6 text-center text-muted">{item.held ? t('held') : t('gone')}</div>;
  if (item.kind === 'audio') return <audio controls preload="metadata" src={item.playable ? `${base(item.id)}/content` : `${base(item.id)}/hls/master.m3u8`} aria-label={item.name} className="w-full" />;
  if (blurred) {
    return (
      <div className="relative flex h-[40vh] items-end justify-center overflow-hidden rounded-md p-4">
        <MediaPicture item={item} sizes="800px" />
        <div className="z-10 flex flex-col items-center gap-2 rounded-md bg-raised/95 p-3 text-center shadow-lg"><p>{t('previewBlurred')}</p><Button icon={EyeIcon} onClick={() => { reveal(item.id); }}>{t('preview')}</Button></div>
      </div>
    );
  }
  return item.kind === 'image' ? <Photo item={item} /> : <Film item={item} />;
}
