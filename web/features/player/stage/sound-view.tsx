/** What only sounds: its waveform as a whole, how far it is, and the element that plays it. */
import { MusicalNoteIcon } from '@heroicons/react/24/outline';
import { useEffect, useRef, type RefObject } from 'react';
import { useWaveform } from '../lanes/lane-pictures.ts';
import { paletteOf } from '../lanes/palette.ts';
import { paintWave, type Waveform } from '../lanes/strips.ts';
import { useScene, type PlayerScene } from '../model/player-context.tsx';
import { oncePerFrame, watchSize } from '../model/sized-canvas.ts';
import { useWords } from '../words.ts';

const PLAYED = '#60a5fa';
const REST = '#94a3b8';

function useWaveDrawing(canvas: RefObject<HTMLCanvasElement | null>, store: PlayerScene['store'], waveform: Waveform | undefined): void {
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context) return undefined;
    let size = { width: 0, height: 0, pixelRatio: 1 };
    const draw = (): void => {
      const { width, height, pixelRatio } = size;
      const { durationMs, nowMs } = store.getState();
      context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
      context.clearRect(0, 0, width, height);
      const playedPx = durationMs > 0 ? (nowMs() / durationMs) * width : 0;
      if (waveform) for (const [colour, from, to] of [[PLAYED, 0, playedPx], [REST, playedPx, width]] as const) {
        context.save();
        context.beginPath();
        context.rect(from, 0, to - from, height);
        context.clip();
        paintWave(context, { width, view: { fromMs: 0, toMs: durationMs }, palette: paletteOf(element) }, { top: 0, height, colour }, waveform);
        context.restore();
      }
      context.fillStyle = '#ffffff';
      context.fillRect(playedPx - 1, 0, 2, height);
    };
    const later = oncePerFrame(draw);
    const stops = [watchSize(element, (width, height, pixelRatio) => { size = { width, height, pixelRatio }; draw(); }), store.getState().subscribeTime(later.ask), later.stop];
    return () => { for (const stop of stops) stop(); };
  }, [canvas, store, waveform]);
}

export function SoundView({ video, failed }: { video: RefObject<HTMLVideoElement | null>; failed: boolean }) {
  const t = useWords();
  const { store } = useScene();
  const canvas = useRef<HTMLCanvasElement>(null);
  useWaveDrawing(canvas, store, useWaveform());
  return (
    <div className="relative size-full bg-gray-950">
      <p className="absolute left-3 top-3 flex items-center gap-2 text-sm text-gray-300"><MusicalNoteIcon className="size-5" aria-hidden />{failed ? t('cannotPlay') : t('sound')}</p>
      <canvas
        ref={canvas} aria-hidden className="absolute inset-x-3 bottom-10 top-10 h-[calc(100%-5rem)] w-[calc(100%-1.5rem)] cursor-pointer"
        onPointerDown={(event) => { store.getState().seek((event.nativeEvent.offsetX / Math.max(1, event.currentTarget.clientWidth)) * store.getState().durationMs); }}
      />
      {/* Its subtitles need a place: a film without pictures. */}
      <video ref={video} playsInline preload="metadata" aria-label={t('stage')} className="pointer-events-none absolute inset-x-0 bottom-0 h-24 w-full" />
    </div>
  );
}
