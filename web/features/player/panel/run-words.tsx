/** What became of one analyzer on this medium, in words: four different things may be behind an empty list. */
import { percent } from '#lib/format.ts';
import { knownReason, stateOf, type Run } from './run-state.ts';
import { useWords } from './words.ts';

/** @param found how many findings there are of it */
export function RunWords({ run, found }: { run: Run; found: number }) {
  const t = useWords();
  const state = stateOf(run);
  const reason = knownReason(run.reason);
  const why = reason === undefined ? run.message ?? (run.reason === undefined ? undefined : run.reason) : t(`reason_${reason}`);
  if (state === 'done') return <>{found === 0 ? t('ranAndFoundNothing') : ''}</>;
  if (state === 'partial') return <>{t(found === 0 ? 'partialNothing' : 'partialFound', { share: percent(run.coverage) })}{why !== undefined && ` ${why}`}</>;
  return <span dir="auto">{t(`state_${state}`)}{why !== undefined && `: ${why}`}</span>;
}
