/** A photo: zoomed by wheel, pinch, keys and buttons, moved by hand, with what was found drawn over it. */
import { PhotoIcon, TrashIcon } from '@heroicons/react/24/outline';
import { useEffect, useRef, useState } from 'react';
import { useAsk } from '#lib/api.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Empty } from '#ui/notes.tsx';
import { HeldMedium } from '../held/held-shots.tsx';
import { Veil } from '../held/veil.tsx';
import { useScene, type MediaItem } from '../model/player-context.tsx';
import { useGestures } from './gestures.ts';
import { useNeighbours } from './neighbours.ts';
import { usePhotoDrawing, type PhotoDrawing } from './photo-frame.tsx';
import { photoAction, type PhotoAction } from './photo-keys.ts';
import { PhotoTools } from './photo-tools.tsx';
import { useWords } from './words.ts';
import { moved, naturalScale, WHOLE, zoomed, type View } from './zoom.ts';

const TYPING = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="tablist"], [role="list"]';

/** What browsers show themselves; of others the largest small picture. */
function sourcesOf({ id, playable, thumbnails }: MediaItem): readonly string[] {
  const address = `/api/v1/media/${encodeURIComponent(id)}`;
  const largest = thumbnails.toSorted((a, b) => b.width - a.width)[0];
  return [...(playable ? [`${address}/content`] : []), ...(largest ? [`${address}/thumbnails/${largest.size}`] : [])];
}

function useKeys(act: (action: PhotoAction) => void, closeUp: boolean): void {
  const latest = useRef({ act, closeUp });
  useEffect(() => { latest.current = { act, closeUp }; });
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || (event.target instanceof HTMLElement && event.target.closest(TYPING))) return;
      const action = photoAction(event, latest.current.closeUp);
      if (!action) return;
      event.preventDefault();
      latest.current.act(action);
    };
    addEventListener('keydown', pressed);
    return () => { removeEventListener('keydown', pressed); };
  }, []);
}

function Photo({ medium, onBroken, source }: { medium: MediaItem; source: string; onBroken(): void }) {
  const t = useWords();
  const { jobId, store } = useScene();
  const job = useAsk('getJob', { path: { jobId } });
  const neighbours = useNeighbours();
  const [canvas, image, frame] = [useRef<HTMLCanvasElement>(null), useRef<HTMLImageElement>(null), useRef<HTMLDivElement>(null)];
  const drawing = useRef<PhotoDrawing>({ canvas, image, frame: { width: 0, height: 0 }, photo: { width: medium.facts?.width ?? 1, height: medium.facts?.height ?? 1 } });
  const view = useRef<View>(WHOLE);
  const [told, setTold] = useState({ scale: 1, share: 1 });
  const { draw, shapeAt } = usePhotoDrawing(drawing, view);
  const sizes = () => drawing.current;
  const show = (next: View): void => {
    view.current = next;
    draw();
    setTold({ scale: next.scale, share: next.scale / naturalScale(sizes().frame, sizes().photo) });
  };
  const act = (action: PhotoAction): void => {
    const { frame: size, photo } = sizes();
    if (action.do === 'zoom') show(zoomed(view.current, view.current.scale * action.factor, { x: 0, y: 0 }, size, photo));
    else if (action.do === 'natural') show(zoomed(view.current, naturalScale(size, photo), { x: 0, y: 0 }, size, photo));
    else if (action.do === 'whole') show(WHOLE);
    else if (action.do === 'move') show(moved(view.current, action, size, photo));
    else neighbours.go(action.step);
  };
  useKeys(act, told.scale > 1);
  const handlers = useGestures({ frame, view, sizes, show, onClick: (at) => { store.getState().choose(shapeAt(at)?.id); }, onSwipe: neighbours.go });
  return (
    <div className="flex h-[60dvh] min-h-80 flex-col overflow-hidden rounded-md border border-line lg:h-[calc(100dvh-13rem)]">
      <Veil className="min-h-0 grow bg-black">
        <div ref={frame} data-photo data-scale={told.scale.toFixed(3)} {...handlers} className={`relative size-full touch-none overflow-hidden ${told.scale > 1 ? 'cursor-grab active:cursor-grabbing' : ''}`}>
          <img
            ref={image} src={source} alt={t('photo', { name: medium.name })} draggable={false} decoding="async" onError={onBroken} className="absolute max-w-none select-none"
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => {
              // Of a photo in its own size this is what is shown after turning; a small picture has only the same shape.
              if (!medium.facts?.width) drawing.current.photo = { width, height };
              show(view.current);
            }}
          />
          <canvas ref={canvas} aria-hidden data-player-overlay className="pointer-events-none absolute inset-0 size-full" />
        </div>
      </Veil>
      <PhotoTools neighbours={neighbours} count={job.data?.mediaCount ?? 1} share={told.share} act={act} />
    </div>
  );
}

export function PhotoView() {
  const t = useWords();
  const { medium, mediaId } = useScene();
  const [broken, setBroken] = useState(0);
  if (medium.held) return <HeldMedium />;
  if (medium.state !== 'stored') return <Empty icon={TrashIcon} title={t('gone')}>{t('goneText')}</Empty>;
  const source = sourcesOf(medium)[broken];
  if (source === undefined) return <Empty icon={PhotoIcon} title={t('noPhoto')} action={<ButtonLink reloadDocument to={`/api/v1/media/${mediaId}/content?download=1`}>{t('download')}</ButtonLink>}>{t('noPhotoText')}</Empty>;
  return <Photo key={source} medium={medium} source={source} onBroken={() => { setBroken(broken + 1); }} />;
}
