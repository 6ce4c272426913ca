/** One finding in a list: seeks to it and opens its card. */
import { analyzerName } from '#lib/analyzer-names.ts';
import { classes } from '#ui/class-names.ts';
import { usePlayer } from '../model/player-context.tsx';
import type { Observation } from '../model/observation-index.ts';
import { CertaintyWords, ReviewBadges } from './certainty-words.tsx';
import { Marked } from './marked.tsx';
import { usePanel } from './panel-context.tsx';
import type { RowPlace } from './rows.tsx';
import { TimeButton } from './time-button.tsx';

interface FindingItemProps {
  observation: Observation;
  place: RowPlace;
  /** Where the list mixes several. */
  named?: boolean;
  /** In place of its sentence. */
  text?: string | undefined;
}

export function FindingItem({ observation, place: { tabIndex, current }, named = false, text }: FindingItemProps) {
  const chosen = usePlayer(({ chosenId }) => chosenId === observation.id);
  const seek = usePlayer((state) => state.seek);
  const choose = usePlayer((state) => state.choose);
  const { hit } = usePanel();
  const { id, startMs, endMs, review, analyzer, sentence } = observation;
  return (
    <div aria-current={current || undefined} className={classes('flex flex-col border-l-4 px-2 py-1.5', chosen ? 'border-primary bg-primary/10' : current ? 'border-edge' : 'border-transparent', hit === id && 'outline-2 -outline-offset-2 outline-warning')}>
      <button type="button" data-main tabIndex={tabIndex} aria-pressed={chosen} dir="auto" className={classes('rounded-md px-1 text-start', review === 'rejected' && 'line-through opacity-70')} onClick={() => { seek(startMs); choose(id); }}>
        <Marked text={text ?? sentence} />
      </button>
      <div className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
        <TimeButton ms={startMs} toMs={endMs} />
        {named && <span className="px-1">{analyzerName(analyzer)}</span>}
        <span className="px-1"><CertaintyWords {...observation} /></span>
        <ReviewBadges {...observation} />
      </div>
    </div>
  );
}
