/** The same as the lanes, as a list: for screen readers, for the keyboard, for whoever prefers words. */
import { useMemo, useState } from 'react';
import { clock } from '#lib/format.ts';
import { SelectField } from '#ui/fields.tsx';
import { VirtualGrid } from '#ui/virtual.tsx';
import { colourOf, familyOf } from '../model/families.ts';
import { usePlayer, useScene } from '../model/player-context.tsx';
import type { Bar } from './bars.ts';
import { useWords } from './lane-words.ts';
import type { Lane } from './lane-rows.ts';

const barsIn = (lane: Lane): readonly Bar[] => lane.parts.flatMap(({ lines }) => lines.flatMap(({ bars }) => bars));

export function FindingList({ lanes }: { lanes: readonly Lane[] }) {
  const t = useWords();
  const { store, observations } = useScene();
  const [family, setFamily] = useState('');
  const chosenId = usePlayer((state) => state.chosenId);
  const bars = useMemo(() => lanes.filter((lane) => family === '' || lane.family === family).flatMap(barsIn).sort((a, b) => a.startMs - b.startMs), [lanes, family]);
  const go = ({ startMs, id }: Bar): void => {
    store.getState().seek(startMs);
    store.getState().choose(id);
  };
  return (
    <div className="flex flex-col gap-2 p-2">
      <div className="flex flex-wrap items-end justify-between gap-2">
        <SelectField label={t('kind')} value={family} onChange={(event) => { setFamily(event.target.value); }} options={[{ value: '', label: t('allFamilies') }, ...lanes.map((lane) => ({ value: lane.family, label: t(`family_${lane.family}`) }))]} />
        <p className="text-muted" aria-live="polite">{t('findings', { count: bars.length })}</p>
      </div>
      <VirtualGrid items={bars} label={t('lanes')} keyOf={({ id }) => id} columnWidth={0} rowHeight={44} gap={2}>
        {(bar) => (
          <button type="button" aria-current={bar.id === chosenId || undefined} onClick={() => { go(bar); }} className="flex w-full items-start gap-2 rounded-md px-2 py-2 text-left hover:bg-ink/10 aria-[current]:bg-primary/15">
            <span aria-hidden className="mt-1.5 size-2.5 shrink-0 rounded-full" style={{ backgroundColor: colourOf(familyOf(bar.analyzer)) }} />
            <span className="numbers w-28 shrink-0 text-muted">{clock(bar.startMs, { tenths: true })}{bar.endMs > bar.startMs && ` – ${clock(bar.endMs, { tenths: true })}`}</span>
            <span dir="auto" className="min-w-0 grow">{observations.byId.get(bar.id)?.sentence}{bar.count > 1 && <span className="text-muted"> {t('times', { count: bar.count })}</span>}</span>
          </button>
        )}
      </VirtualGrid>
    </div>
  );
}
