/** The search of one panel: its words, its hits in order of time, and the one that is looked at. */
import { useDeferredValue, useMemo, useState } from 'react';
import { useScene } from '../model/player-context.tsx';
import type { TabId } from './panel-context.tsx';
import { tabOf } from './panel-tabs.ts';
import { hitsIn, steppedHit, termsOf } from './search.ts';

export interface PanelSearch {
  query: string;
  terms: readonly string[];
  hits: readonly string[];
  hit: string | undefined;
  setQuery(query: string): void;
  step(step: 1 | -1): void;
}

export function usePanelSearch(onTab: (tab: TabId) => void): PanelSearch {
  const { observations, store } = useScene();
  const [query, setQuery] = useState('');
  const [hit, setHit] = useState<string>();
  // Thousands of rows are marked after the letter is on the screen.
  const late = useDeferredValue(query);
  const terms = useMemo(() => termsOf(late), [late]);
  const hits = useMemo(() => hitsIn(observations.all, terms), [observations, terms]);
  return {
    query, terms, hits, hit,
    setQuery(next) {
      setQuery(next);
      setHit(undefined);
    },
    step(step) {
      const next = steppedHit(hits, hit, step);
      const found = next === undefined ? undefined : observations.byId.get(next);
      if (!found) return;
      setHit(found.id);
      onTab(tabOf(found));
      store.getState().seek(found.startMs);
    },
  };
}
