import { Tab, TabGroup, TabList, TabPanel, TabPanels } from '@headlessui/react';
import type { ReactNode } from 'react';

export interface TabShown { id: string; label: ReactNode; content: ReactNode }

/** Only the chosen panel is on the page. */
export function Tabs({ label, tabs, chosen, onChoose }: { label: string; tabs: readonly TabShown[]; chosen?: string; onChoose?: (id: string) => void }) {
  const index = Math.max(0, tabs.findIndex(({ id }) => id === chosen));
  return (
    <TabGroup {...(chosen !== undefined && { selectedIndex: index })} onChange={(next) => { const id = tabs[next]?.id; if (id !== undefined) onChoose?.(id); }} className="flex min-h-0 flex-col">
      <TabList aria-label={label} className="flex shrink-0 gap-1 overflow-x-auto border-b border-line">
        {tabs.map(({ id, label: name }) => <Tab key={id} className="whitespace-nowrap border-b-2 border-transparent px-3 py-2 font-medium text-muted -outline-offset-2 hover:text-ink data-selected:border-primary data-selected:text-ink">{name}</Tab>)}
      </TabList>
      <TabPanels className="min-h-0 grow pt-3">{tabs.map(({ id, content }) => <TabPanel key={id} className="h-full">{content}</TabPanel>)}</TabPanels>
    </TabGroup>
  );
}
