/** Beside the picture: what is said, read, seen and found, searched, followed and corrected. */
import { useMemo, useState } from 'react';
import { Skeleton } from '#ui/surface.tsx';
import { Tabs } from '#ui/tabs.tsx';
import { HeldShots } from '../held/held-shots.tsx';
import { useVeil } from '../held/veil.tsx';
import { useScene } from '../model/player-context.tsx';
import { FindingCard } from './finding-card.tsx';
import { FIRST_VIEW } from './finding-groups.ts';
import { PanelContext, type TabId } from './panel-context.tsx';
import { panelData, tabsOf } from './panel-tabs.ts';
import { PanelTools } from './panel-tools.tsx';
import { SearchField, SearchHits } from './search-field.tsx';
import { TabContent } from './tab-content.tsx';
import { usePanelSearch } from './use-panel-search.ts';
import { useWords } from './words.ts';

export function Panel() {
  const t = useWords();
  const { observations, jobMedium, medium, loading } = useScene();
  const [chosen, setChosen] = useState<TabId>();
  const [view, setView] = useState(FIRST_VIEW);
  const search = usePanelSearch(setChosen);
  const veiled = useVeil() !== undefined;
  const { terms, hit, hits } = search;
  const shared = useMemo(() => ({ terms, hit, veiled, timed: medium.durationMs > 0 }), [terms, hit, veiled, medium.durationMs]);
  const data = useMemo(() => panelData(observations), [observations]);
  const tabs = useMemo(() => tabsOf(data, observations.all.length, jobMedium?.runs ?? []), [data, observations, jobMedium]);
  const open = tabs.find(({ id }) => id === chosen)?.id ?? tabs.find(({ count }) => count > 0)?.id ?? 'findings';
  return (
    <PanelContext value={shared}>
      <section aria-label={t('panel')} data-player-panel className="flex h-[75dvh] min-h-96 flex-col overflow-hidden rounded-md border border-line bg-surface shadow-sm lg:h-full lg:min-h-0">
        <div className="flex flex-col gap-1 p-2 pb-0">
          <HeldShots />
          <div className="flex items-center">
            <SearchField query={search.query} onQuery={search.setQuery} onStep={search.step} />
            <PanelTools data={data} />
          </div>
          {search.query.trim() !== '' && <SearchHits hits={hits.length} place={hit === undefined ? 0 : hits.indexOf(hit) + 1} onStep={search.step} />}
        </div>
        <div className="grid min-h-0 grow grid-cols-[minmax(0,1fr)] grid-rows-[minmax(0,1fr)] px-2">
          {loading ? <Skeleton className="h-full" /> : <Tabs label={t('panel')} chosen={open} onChoose={(id) => { setChosen(tabs.find((tab) => tab.id === id)?.id); }} tabs={tabs.map((tab) => ({ id: tab.id, label: t(`tab_${tab.id}`), content: <TabContent tab={tab} data={data} findings={{ view, onView: setView }} /> }))} />}
        </div>
        <FindingCard />
      </section>
    </PanelContext>
  );
}
