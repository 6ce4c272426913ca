/** Profiles and analyzers: what can be looked for, with which parameters, by models under which licences. */
import { Analyzers } from './analyzers.tsx';
import { Profiles } from './profiles.tsx';

export function AnalysisSection() {
  return <><Profiles /><Analyzers /></>;
}
