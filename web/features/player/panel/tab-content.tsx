/** One tab: its list, or why it is empty. */
import { analyzerName } from '#lib/analyzer-names.ts';
import { FindingList } from './finding-list.tsx';
import { FindingsTab, type FindingsTabProps } from './findings-tab.tsx';
import type { PanelData, ShownTab } from './panel-tabs.ts';
import { RunWords } from './run-words.tsx';
import type { Run } from './run-state.ts';
import { ScenesTab } from './scenes-tab.tsx';
import { TranscriptTab } from './transcript-tab.tsx';
import { WhoTab } from './who-tab.tsx';
import { useWords } from './words.ts';

function Nothing({ runs }: { runs: readonly Run[] }) {
  return (
    <ul className="flex flex-col gap-2 py-4">
      {runs.map((run) => <li key={run.id}><p className="font-medium">{analyzerName(run.analyzer)}</p><p className="text-muted"><RunWords run={run} found={0} /></p></li>)}
    </ul>
  );
}

/** Of a tab with findings, what is missing in them. */
function Partly({ runs }: { runs: readonly Run[] }) {
  const short = runs.filter(({ status, coverage }) => status !== 'not_run' && (status !== 'done' || coverage < 1));
  return <>{short.map((run) => <p key={run.id} className="pb-2 text-xs text-warning-ink">{analyzerName(run.analyzer)}: <RunWords run={run} found={1} /></p>)}</>;
}

interface ContentProps {
  tab: ShownTab;
  data: PanelData;
  /** Outlives the tab. */
  findings: FindingsTabProps;
}

function List({ tab: { id }, data, findings }: ContentProps) {
  const t = useWords();
  switch (id) {
    case 'transcript': return <TranscriptTab transcript={data.transcript} />;
    case 'text': return <FindingList rows={data.texts} label={t('tab_text')} texts />;
    case 'who': return <WhoTab people={data.people} />;
    case 'scenes': return <ScenesTab scenes={data.scenes} />;
    case 'sounds': return <FindingList rows={data.sounds} label={t('tab_sounds')} named />;
    case 'quality': return <FindingList rows={data.quality} label={t('tab_quality')} named />;
    case 'findings': return <FindingsTab {...findings} />;
  }
}

export function TabContent({ tab, data, findings }: ContentProps) {
  const { id, count, runs } = tab;
  if (id !== 'findings' && count === 0) return <Nothing runs={runs} />;
  return <div className="flex h-full flex-col"><Partly runs={runs} /><List tab={tab} data={data} findings={findings} /></div>;
}
