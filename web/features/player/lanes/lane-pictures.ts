/** Storyboard and waveform of the medium, once they are there and may be shown. */
import { useEffect, useState } from 'react';
import { useAsk } from '#lib/api.ts';
import { useVeil } from '../held/veil.tsx';
import { useScene } from '../model/player-context.tsx';
import type { Storyboard, Waveform } from './strips.ts';

const STAYS = { staleMs: Infinity };

export function useStoryboard(): Storyboard | undefined {
  const { mediaId, medium } = useScene();
  const shown = useVeil() === undefined && medium.storyboard && medium.state === 'stored' && !medium.held;
  const { data: index } = useAsk('getStoryboard', { path: { mediaId } }, { ...STAYS, enabled: shown });
  const [loaded, setLoaded] = useState<{ mediaId: string; image: HTMLImageElement }>();
  useEffect(() => {
    if (!shown) return undefined;
    const image = new Image();
    image.decoding = 'async';
    image.onload = () => { setLoaded({ mediaId, image }); };
    image.src = `/api/v1/media/${encodeURIComponent(mediaId)}/storyboard.jpg`;
    return () => { image.onload = null; };
  }, [mediaId, shown]);
  return shown && index && loaded?.mediaId === mediaId ? { image: loaded.image, index } : undefined;
}

export function useWaveform(): Waveform | undefined {
  const { mediaId, medium } = useScene();
  return useAsk('getWaveform', { path: { mediaId } }, { ...STAYS, enabled: medium.waveform && medium.state === 'stored' && !medium.held }).data;
}
