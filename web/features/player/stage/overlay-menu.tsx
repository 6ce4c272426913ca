/** Which analyzers draw over the picture. */
import { Popover, PopoverButton, PopoverPanel } from '@headlessui/react';
import { Square3Stack3DIcon } from '@heroicons/react/24/solid';
import { useMemo } from 'react';
import { analyzerName } from '#lib/analyzer-names.ts';
import { number } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Checkbox } from '#ui/fields.tsx';
import { colourOf, familyOf } from '../model/families.ts';
import type { ObservationIndex } from '../model/observation-index.ts';
import { usePlayer, useScene } from '../model/player-context.tsx';
import { useWords } from '../words.ts';

const drawnBy = ({ byAnalyzer }: ObservationIndex): { analyzer: string; count: number }[] =>
  [...byAnalyzer].map(([analyzer, rows]) => ({ analyzer, count: rows.reduce((sum, { box }) => sum + (box ? 1 : 0), 0) })).filter(({ count }) => count > 0);

export function OverlayMenu() {
  const t = useWords();
  const { observations, store } = useScene();
  const hidden = usePlayer((state) => state.hiddenAnalyzers);
  const drawn = useMemo(() => drawnBy(observations), [observations]);
  const names = drawn.map(({ analyzer }) => analyzer);
  const { setHidden } = store.getState();
  return (
    <Popover>
      <PopoverButton aria-label={t('overlays')} title={t('overlays')} className="inline-flex items-center justify-center rounded-md px-2 py-2 hover:bg-ink/10"><Square3Stack3DIcon className="size-5" aria-hidden /></PopoverButton>
      <PopoverPanel anchor="top end" className="z-50 flex max-h-[60vh] w-72 flex-col gap-1 overflow-y-auto rounded-md border border-line bg-raised p-3 text-ink shadow-lg [--anchor-gap:4px] [--anchor-padding:8px]">
        <h2>{t('overlays')}</h2>
        {drawn.length === 0 && <p className="text-muted">{t('nothingToDraw')}</p>}
        {drawn.map(({ analyzer, count }) => (
          <Checkbox
            key={analyzer} checked={!hidden.has(analyzer)} onChange={(event) => { setHidden([analyzer], !event.target.checked); }}
            label={<span className="flex items-center gap-2"><span aria-hidden className="size-3 shrink-0 rounded-full" style={{ backgroundColor: colourOf(familyOf(analyzer)) }} /><span className="min-w-0 grow">{analyzerName(analyzer)}</span><span className="numbers text-muted">{number(count)}</span></span>}
          />
        ))}
        {drawn.length > 1 && (
          <div className="mt-1 flex gap-2">
            <Button onClick={() => { setHidden(names, false); }}>{t('allOverlays')}</Button>
            <Button onClick={() => { setHidden(names, true); }}>{t('noOverlays')}</Button>
          </div>
        )}
      </PopoverPanel>
    </Popover>
  );
}
