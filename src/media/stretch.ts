/** A stretch of a film as a film of its own: the same streams, times from 0. */
import { AppError } from '../kernel/app-error.ts';
import type { Probe } from './probe-result.ts';

export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** Where the stretch ends on its own time axis, given where the whole ends on that of the film. */
const endWithin = (endSeconds: number, { fromMs, toMs }: Stretch): number => Math.max(0, Math.min(endSeconds * 1000, toMs) - fromMs) / 1000;

/** @throws AppError USAGE where the medium is a photo, or where the stretch is not inside it */
export function stretchOf(probe: Probe, stretch: Stretch): Probe {
  const { source, facts } = probe;
  const { fromMs, toMs } = stretch;
  if (source.kind !== 'film') throw new AppError('USAGE', 'A photo has no stretches.');
  if (!(fromMs >= 0 && fromMs < toMs && fromMs < facts.durationMs)) throw new AppError('USAGE', `There is nothing from ${fromMs} to ${toMs} ms in a film of ${facts.durationMs} ms.`);
  const endMs = Math.min(toMs, facts.durationMs);
  const own = { fromMs, toMs: endMs };
  const ended = <T extends { endSeconds?: number }>(stream: T): T => (stream.endSeconds === undefined ? stream : { ...stream, endSeconds: endWithin(stream.endSeconds, own) });
  return {
    ...probe,
    facts: { ...facts, durationMs: endMs - fromMs },
    source: {
      ...ended(source),
      ...(source.picture && { picture: ended(source.picture) }),
      ...(source.sound && { sound: ended(source.sound) }),
      stretch: own,
    },
  };
}
