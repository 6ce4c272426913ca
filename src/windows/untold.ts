/** What must not be told yet while a medium still plays. */
import type { Observation, OpenShot } from '@aima/contract';
import { describes } from '../gate/scope.ts';

/**
 * A shot that is not over may still turn out explicit. Where somebody in it stands against telling of it then, nothing that
 * describes it is told before it ends: what was shown to somebody cannot be taken back.
 * @returns whether the observation has to wait
 */
export function mustWait({ analyzer, endMs }: Pick<Observation, 'analyzer' | 'endMs'>, openShot: OpenShot | undefined): boolean {
  return openShot?.worst !== undefined && endMs > openShot.fromMs && describes(analyzer);
}

/** The same for a picture. */
export const pictureMustWait = (atMs: number, openShot: OpenShot | undefined): boolean => openShot?.worst !== undefined && atMs >= openShot.fromMs;
