/** Why a medium is blurred until somebody asks for it. Pure. */
import type { JobMedium, MediaItem } from '../model/player-context.tsx';
import type { Observation } from '../model/observation-index.ts';

/** `unreviewed`: nothing has judged it, or not all of it. */
export type VeilReason = 'explicit' | 'unreviewed';

const JUDGE = 'nsfw_rating';

/** Undefined: it may be shown. What a person rejected does not count; sound has nothing to blur. */
export function veilReasonOf({ kind }: Pick<MediaItem, 'kind'>, runs: JobMedium['runs'] | undefined, ratings: readonly Observation[]): VeilReason | undefined {
  if (kind === 'audio') return undefined;
  if (ratings.some(({ label, review }) => label === 'explicit' && review !== 'rejected')) return 'explicit';
  const run = runs?.find(({ analyzer }) => analyzer === JUDGE);
  return run?.status === 'done' && run.coverage > 0 ? undefined : 'unreviewed';
}
