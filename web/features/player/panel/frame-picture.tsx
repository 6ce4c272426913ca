/** A small picture of a moment out of what the analysis kept, whole or only a box of it; blurred with its medium. */
import { PhotoIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useMemo, useState } from 'react';
import { useAsk } from '#lib/api.ts';
import { classes } from '#ui/class-names.ts';
import type { Observation } from '../model/observation-index.ts';
import { useScene, type MediaItem } from '../model/player-context.tsx';
import { usePanel } from './panel-context.tsx';
import { closestFrame, cropOf } from './frame-crop.ts';

type Keyframe = components['schemas']['KeyframeList']['frames'][number];

const NONE: readonly Keyframe[] = [];

/** A photo is its own picture, and a better one than what the analysis kept. */
function ownPicture({ id, thumbnails }: MediaItem): readonly Keyframe[] {
  const largest = thumbnails.toSorted((a, b) => b.width - a.width)[0];
  return largest ? [{ atMs: 0, width: largest.width, height: largest.height, href: `/api/v1/media/${encodeURIComponent(id)}/thumbnails/${largest.size}` }] : NONE;
}

/** In order of time; none of sound, and none of what is held. */
function useKeyframes(): readonly Keyframe[] {
  const { jobId, mediaId, medium } = useScene();
  const there = !medium.held && medium.state === 'stored';
  const asked = useAsk('listKeyframes', { path: { jobId, mediaId } }, { enabled: there && medium.kind === 'video', staleMs: 60_000 });
  return useMemo(() => (there && medium.kind === 'image' ? ownPicture(medium) : asked.data?.frames ?? NONE), [there, medium, asked.data]);
}

/** @param side of the square, in pixels @param box the part to show; the whole frame without it */
export function FramePicture({ atMs, box, side = 56 }: { atMs: number; box?: Observation['box'] | undefined; side?: number }) {
  const { veiled } = usePanel();
  const frame = closestFrame(useKeyframes(), atMs);
  const [broken, setBroken] = useState<string>();
  const crop = frame && cropOf(frame, box, side);
  return (
    <span aria-hidden className="relative flex shrink-0 items-center justify-center overflow-hidden rounded-md bg-ink/10" style={{ width: side, height: side }}>
      {frame && crop && broken !== frame.href
        ? <img src={frame.href} alt="" loading="lazy" decoding="async" draggable={false} onError={() => { setBroken(frame.href); }} className={classes('absolute max-w-none', veiled && 'blur-md')} style={crop} />
        : <PhotoIcon className="size-5 text-muted" />}
    </span>
  );
}
