/** A tab that is one list of findings: text on screen, sounds, quality. */
import type { Observation } from '../model/observation-index.ts';
import { FindingItem } from './finding-row.tsx';
import { usePanel } from './panel-context.tsx';
import { Rows } from './rows.tsx';
import { useRowNow } from './use-now.ts';

interface FindingListProps {
  rows: readonly Observation[];
  label: string;
  /** With the names of their analyzers. */
  named?: boolean;
  /** What was read, in place of the sentence about it. */
  texts?: boolean;
}

export function FindingList({ rows, label, named = false, texts = false }: FindingListProps) {
  const { timed } = usePanel();
  const now = useRowNow(rows);
  return (
    <Rows rows={rows} label={label} keyOf={({ id }) => id} rowHeight={52} now={timed ? now : undefined}>
      {(observation, place) => <FindingItem observation={observation} place={place} named={named} text={texts ? observation.text : undefined} />}
    </Rows>
  );
}
