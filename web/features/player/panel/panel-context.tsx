/** What the tabs of one panel share: what is searched for, and which tab is open. */
import { createContext, use } from 'react';

export type TabId = 'transcript' | 'text' | 'who' | 'scenes' | 'sounds' | 'quality' | 'findings';

export interface PanelShared {
  /** Folded words of the search; none while nobody searches. */
  readonly terms: readonly string[];
  /** The hit that is looked at. */
  readonly hit: string | undefined;
  /** Pictures of the medium stay blurred. */
  readonly veiled: boolean;
  /** Media without a length have no times. */
  readonly timed: boolean;
}

export const PanelContext = createContext<PanelShared>({ terms: [], hit: undefined, veiled: true, timed: true });
export const usePanel = (): PanelShared => use(PanelContext);
