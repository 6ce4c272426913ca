/** From one finding to the next: what is shown counts, samples of one track do not. Pure. */
import type { Bar } from '../lanes/bars.ts';

/**
 * @param bars in order of time
 * @param chosenId the finding from which it goes on; without it, from `nowMs`
 */
export function stepFrom(bars: readonly Bar[], by: 1 | -1, nowMs: number, chosenId: string | undefined): Bar | undefined {
  const at = chosenId === undefined ? -1 : bars.findIndex(({ id }) => id === chosenId);
  if (at >= 0) return bars[at + by];
  return by > 0 ? bars.find(({ startMs }) => startMs > nowMs) : bars.findLast(({ startMs }) => startMs < nowMs - 1);
}

/** Those that say the same: of one analyzer, with the same label or speaker. */
export const instancesOf = (bars: readonly Bar[], { analyzer, group }: Pick<Bar, 'analyzer' | 'group'>): Bar[] => bars.filter((each) => each.analyzer === analyzer && each.group === group);
