/** What was found, over the picture in which it was found. A click chooses it. */
import { useEffect, useMemo, useRef, type PointerEvent, type RefObject } from 'react';
import { oncePerFrame, watchSize } from '../model/sized-canvas.ts';
import { useLabel } from '../model/use-label.ts';
import { useScene, type PlayerScene } from '../model/player-context.tsx';
import { drawOverlay } from './draw-overlay.ts';
import { inPicture, pictureRect, smallestAt, type Rect } from './geometry.ts';
import { overlayModel, type OverlayModel, type Shape } from './overlay-shapes.ts';

interface Shown { width: number; height: number; pixelRatio: number; picture: Rect; shapes: readonly Shape[]; sides: Map<string, number> }

/** Their numbers are what matters; those stand on the card. */
const SAYS_NOTHING = new Set(['apparent_age', 'not_determinable', 'undetermined', 'none']);
const MOST_WORDS = 3;

/** Several words about one thing, each once. */
const joinedLabel = (label: (word: string) => string) => ({ labels }: Shape): string => labels.filter(({ word }) => !SAYS_NOTHING.has(word)).slice(0, MOST_WORDS).map(({ word, isText }) => (isText ? word : label(word))).join(' · ');

function useDrawing({ canvas, video, shown, model, store, labelOf }: {
  canvas: RefObject<HTMLCanvasElement | null>; video: RefObject<HTMLVideoElement | null>; shown: RefObject<Shown>; model: OverlayModel; store: PlayerScene['store']; labelOf: (shape: Shape) => string;
}): void {
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    const film = video.current;
    if (!element || !context || !film) return undefined;
    const scene = shown.current;
    const draw = (): void => {
      const { hiddenAnalyzers, chosenId, nowMs } = store.getState();
      scene.picture = pictureRect(scene.width, scene.height, film.videoWidth, film.videoHeight);
      scene.shapes = scene.picture.w > 0 ? model.at(nowMs(), hiddenAnalyzers) : [];
      drawOverlay(context, { ...scene, chosenId, labelOf });
    };
    const later = oncePerFrame(draw);
    const stops = [
      watchSize(element, (width, height, pixelRatio) => { Object.assign(scene, { width, height, pixelRatio }); draw(); }),
      // Drawn in the callback of the frame itself, so that the boxes come with it.
      store.getState().subscribeTime(draw), store.subscribe(later.ask), later.stop,
    ];
    film.addEventListener('loadedmetadata', later.ask);
    film.addEventListener('resize', later.ask);
    return () => {
      for (const stop of stops) stop();
      film.removeEventListener('loadedmetadata', later.ask);
      film.removeEventListener('resize', later.ask);
    };
  }, [canvas, video, shown, model, store, labelOf]);
}

export function Overlay({ video, onElsewhere }: { video: RefObject<HTMLVideoElement | null>; onElsewhere(): void }) {
  const { observations, store } = useScene();
  const label = useLabel();
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useRef<Shown>({ width: 0, height: 0, pixelRatio: 1, picture: { x: 0, y: 0, w: 0, h: 0 }, shapes: [], sides: new Map() });
  const model = useMemo(() => overlayModel(observations), [observations]);
  const labelOf = useMemo(() => joinedLabel(label), [label]);
  useDrawing({ canvas, video, shown, model, store, labelOf });
  const shapeAt = ({ nativeEvent: { offsetX, offsetY } }: PointerEvent): Shape | undefined => {
    const at = inPicture(offsetX, offsetY, shown.current.picture);
    return at && smallestAt(shown.current.shapes, at);
  };
  return (
    <canvas
      ref={canvas} aria-hidden data-player-overlay className="absolute inset-0 size-full touch-manipulation"
      onPointerMove={(event) => { event.currentTarget.style.cursor = shapeAt(event) ? 'pointer' : ''; }}
      onPointerUp={(event) => {
        if (event.button !== 0) return;
        const shape = shapeAt(event);
        if (shape) store.getState().choose(shape.id);
        else onElsewhere();
      }}
    />
  );
}
