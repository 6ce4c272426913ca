/** Whose findings about a held shot are withheld, also from jobs that ran without the gate. docs/decisions/0013-results.md. */
import type { Observation, Run } from '@aima/contract';
import type { HeldShot } from '../db/index.ts';
import { describes, isGuarded } from '../gate/scope.ts';
import { shareLeft } from '../gate/shot-ledger.ts';

type Stretch = Pick<HeldShot, 'startMs' | 'endMs'>;

/** Half open, as the gate has it; a shot without length is a photo's: all of it. */
export const touches = ({ startMs, endMs }: Stretch, found: Pick<Observation, 'startMs' | 'endMs'>): boolean =>
  endMs <= startMs || (found.startMs < endMs && found.endMs >= startMs);

/** After a release as 'not explicit' those that describe no person, body, clothing or act are told again. */
export const withholds = (hold: Pick<HeldShot, 'releasedAt'>, analyzer: string): boolean =>
  hold.releasedAt === undefined ? describes(analyzer) : isGuarded(analyzer) && describes(analyzer);

export interface Told {
  run: Run;
  observations: Observation[];
}

/** Leaves out what touches a held shot; a run that loses something by it says that it is held, and where. */
export function withoutHeld({ run, observations }: { run: Run; observations: readonly Observation[] }, holds: readonly HeldShot[], durationMs: number): Told {
  const against = holds.filter((hold) => withholds(hold, run.analyzer));
  const left = observations.filter((found) => !against.some((hold) => touches(hold, found)));
  const [worst] = against;
  if (!worst || run.status !== 'done' || left.length === observations.length) return { run, observations: left };
  const held = against.map(({ startMs, endMs, reason }) => ({ startMs, endMs, reason }));
  return { run: { ...run, status: 'held', reason: worst.reason, held, coverage: Math.min(run.coverage, shareLeft(held, durationMs)) }, observations: left };
}
