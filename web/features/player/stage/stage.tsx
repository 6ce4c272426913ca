/** Picture or sound with what plays it. */
import { Portal } from '@headlessui/react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { ExclamationTriangleIcon } from '@heroicons/react/24/outline';
import { ButtonLink } from '#ui/button.tsx';
import { classes } from '#ui/class-names.ts';
import { useVeil, Veil } from '../held/veil.tsx';
import { useScene, type MediaItem } from '../model/player-context.tsx';
import { useWords } from '../words.ts';
import { useCaptions } from './captions.ts';
import { Controls, type ControlsProps } from './controls.tsx';
import { Overlay } from './overlay.tsx';
import { SoundView } from './sound-view.tsx';
import { attachVideo } from './video-deck.ts';
import { openSource } from './video-source.ts';

const thumbnailOf = ({ id, thumbnails }: MediaItem): string | undefined => {
  const largest = thumbnails.toSorted((a, b) => b.width - a.width)[0];
  return largest && `/api/v1/media/${encodeURIComponent(id)}/thumbnails/${largest.size}`;
};

/** @returns whether it cannot be played */
function usePlayback(video: RefObject<HTMLVideoElement | null>): boolean {
  const { medium, store } = useScene();
  const [failed, setFailed] = useState(false);
  // The medium is read anew now and then; what plays must not notice.
  const latest = useRef(medium);
  useEffect(() => { latest.current = medium; }, [medium]);
  useEffect(() => {
    const element = video.current;
    if (!element) return undefined;
    const detach = attachVideo(element, store);
    const close = openSource(element, latest.current, () => { setFailed(true); });
    return () => {
      detach();
      close();
    };
  }, [video, store, medium.id]);
  return failed;
}

function CannotPlay() {
  const t = useWords();
  const { mediaId } = useScene();
  return (
    <div role="alert" className="absolute inset-0 flex flex-col items-center justify-center gap-2 bg-black/80 p-4 text-center text-white">
      <ExclamationTriangleIcon className="size-8" aria-hidden />
      <p className="font-medium">{t('cannotPlay')}</p>
      <p>{t('cannotPlayText')}</p>
      <ButtonLink reloadDocument to={`/api/v1/media/${mediaId}/content?download=1`}>{t('download')}</ButtonLink>
    </div>
  );
}

function Picture({ video, failed }: { video: RefObject<HTMLVideoElement | null>; failed: boolean }) {
  const t = useWords();
  const { medium, store } = useScene();
  const poster = thumbnailOf(medium);
  return (
    <Veil className="size-full">
      <div className="relative size-full bg-black">
        {/* What is said stands in its subtitles, and in the transcript beside it. */}
        <video ref={video} playsInline preload="metadata" aria-label={t('stage')} className="absolute inset-0 size-full object-contain" {...(poster !== undefined && { poster })} />
        <Overlay video={video} onElsewhere={() => { store.getState().toggle(); }} />
        {failed && <CannotPlay />}
      </div>
    </Veil>
  );
}

function useFullscreen(frame: RefObject<HTMLElement | null>, video: RefObject<HTMLVideoElement | null>): { isFullscreen: boolean; toggle(): void } {
  const [isFullscreen, setFullscreen] = useState(false);
  useEffect(() => {
    const changed = (): void => { setFullscreen(document.fullscreenElement !== null && document.fullscreenElement === frame.current); };
    document.addEventListener('fullscreenchange', changed);
    return () => { document.removeEventListener('fullscreenchange', changed); };
  }, [frame]);
  const toggle = (): void => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (document.fullscreenEnabled) frame.current?.requestFullscreen().catch(() => undefined);
    // Phones of Apple show only the film itself in full screen, by a name of their own.
    else enterOnPhone(video.current);
  };
  return { isFullscreen, toggle };
}

const enterOnPhone = (video: (HTMLVideoElement & { webkitEnterFullscreen?(): void }) | null): void => { video?.webkitEnterFullscreen?.(); };

export type StageProps = Pick<ControlsProps, 'onHelp' | 'onCopyLink' | 'onFinding'> & { fullscreenRef: RefObject<() => void> };

export function Stage({ fullscreenRef, onHelp, ...rest }: StageProps) {
  const { medium } = useScene();
  const frame = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const failed = usePlayback(video);
  const hasCaptions = useCaptions(video);
  const { isFullscreen, toggle } = useFullscreen(frame, video);
  const hasPicture = medium.kind !== 'audio';
  // A picture of its own would not be blurred.
  const veiled = useVeil() !== undefined;
  // What opens outside of the element that fills the screen is not seen.
  const menus = useRef<HTMLElement>(document.body);
  useEffect(() => { menus.current = isFullscreen && frame.current ? frame.current : document.body; }, [isFullscreen]);
  useEffect(() => { fullscreenRef.current = toggle; });
  return (
    <div ref={frame} className={classes('flex min-w-0 flex-col', isFullscreen && 'bg-black')}>
      <div className={classes('relative w-full overflow-hidden bg-black lg:rounded-t-md', isFullscreen ? 'min-h-0 grow' : hasPicture ? 'aspect-video max-h-[40vh] lg:max-h-[54vh] landscape:max-lg:max-h-[62vh]' : 'h-40 lg:h-56')}>
        {hasPicture ? <Picture video={video} failed={failed} /> : <SoundView video={video} failed={failed} />}
      </div>
      <Portal.Group target={menus}><Controls
        {...rest} onHelp={onHelp} hasPicture={hasPicture} hasCaptions={hasCaptions} isFullscreen={isFullscreen} onFullscreen={toggle}
        onPictureInPicture={document.pictureInPictureEnabled && !veiled ? () => { video.current?.requestPictureInPicture().catch(() => undefined); } : undefined}
      /></Portal.Group>
    </div>
  );
}
