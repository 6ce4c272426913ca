/** The photo in its frame, with what was found drawn over it. */
import { useEffect, useMemo, useRef, type RefObject } from 'react';
import { useScene } from '../model/player-context.tsx';
import type { PlayerStore } from '../model/player-store.ts';
import { oncePerFrame, watchSize } from '../model/sized-canvas.ts';
import { useLabel } from '../model/use-label.ts';
import { drawOverlay } from '../stage/draw-overlay.ts';
import { inPicture, smallestAt } from '../stage/geometry.ts';
import { overlayModel, type OverlayModel, type Shape } from '../stage/overlay-shapes.ts';
import { placed, type At, type Size, type View } from './zoom.ts';

/** Labels of many boxes would hide the photo: then only what is chosen says its name. */
const MOST_LABELS = 8;

export interface PhotoDrawing {
  canvas: RefObject<HTMLCanvasElement | null>;
  image: RefObject<HTMLImageElement | null>;
  frame: Size;
  photo: Size;
}

interface Shown { shapes: readonly Shape[]; sides: Map<string, number>; pixelRatio: number }

interface Drawn { model: OverlayModel; store: PlayerStore; label(word: string): string }

/** Lays the photo in its frame and draws over it. */
function paint({ canvas, image, frame, photo }: PhotoDrawing, view: View, shown: Shown, { model, store, label }: Drawn): void {
  const picture = placed(view, frame, photo);
  if (image.current) Object.assign(image.current.style, { left: `${picture.x}px`, top: `${picture.y}px`, width: `${picture.w}px`, height: `${picture.h}px` });
  const context = canvas.current?.getContext('2d');
  if (!context) return;
  const { hiddenAnalyzers, chosenId } = store.getState();
  const shapes = picture.w > 0 ? model.at(0, hiddenAnalyzers) : [];
  shown.shapes = shapes;
  const labelOf = (shape: Shape): string => (shapes.length <= MOST_LABELS || (chosenId !== undefined && shape.ids.includes(chosenId)) ? shape.labels.map(({ word, isText }) => (isText ? word : label(word))).join(' · ') : '');
  drawOverlay(context, { ...frame, pixelRatio: shown.pixelRatio, picture, shapes, chosenId, labelOf, sides: shown.sides });
}

/** Draws whenever the view, its size, or what is shown changes. @returns how to draw now, and what lies at a place */
export function usePhotoDrawing(drawing: RefObject<PhotoDrawing>, view: RefObject<View>): { draw(): void; shapeAt(at: At): Shape | undefined } {
  const { observations, store } = useScene();
  const label = useLabel();
  const model = useMemo(() => overlayModel(observations), [observations]);
  const shown = useRef<Shown>({ shapes: [], sides: new Map(), pixelRatio: 1 });
  const draw = (): void => { paint(drawing.current, view.current, shown.current, { model, store, label }); };
  const latest = useRef(draw);
  useEffect(() => {
    latest.current = draw;
    draw();
  });
  useEffect(() => {
    const { canvas: { current: canvas } } = drawing.current;
    if (!canvas) return;
    const later = oncePerFrame(() => { latest.current(); });
    const stops = [
      watchSize(canvas, (width, height, pixelRatio) => {
        drawing.current.frame = { width, height };
        shown.current.pixelRatio = pixelRatio;
        latest.current();
      }),
      store.subscribe(later.ask), later.stop,
    ];
    return () => { for (const stop of stops) stop(); };
  }, [drawing, store]);
  return {
    draw,
    shapeAt(at) {
      const { frame, photo } = drawing.current;
      const inside = inPicture(at.x, at.y, placed(view.current, frame, photo));
      return inside && smallestAt(shown.current.shapes, inside);
    },
  };
}
