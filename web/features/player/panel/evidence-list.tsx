/** What a finding rests on, with pictures; each takes one to its moment and opens its own card. */
import { useMemo, useState } from 'react';
import { analyzerName } from '#lib/analyzer-names.ts';
import { Button } from '#ui/button.tsx';
import { usePlayer, useScene } from '../model/player-context.tsx';
import type { Observation } from '../model/observation-index.ts';
import { CertaintyWords } from './certainty-words.tsx';
import { evidenceOf, type EvidenceNode } from './evidence.ts';
import { FramePicture } from './frame-picture.tsx';
import { TimeButton } from './time-button.tsx';
import { useWords } from './words.ts';

const AT_FIRST = 12;
const DEEPEST_INDENT = 4;

function Node({ node: { observation, depth } }: { node: EvidenceNode }) {
  const t = useWords();
  const { medium } = useScene();
  const seek = usePlayer((state) => state.seek);
  const choose = usePlayer((state) => state.choose);
  const indent = { paddingInlineStart: `${Math.min(DEEPEST_INDENT, depth - 1) * 0.75}rem` };
  if (!observation) return <li className="text-muted" style={indent}>{t('evidenceGone')}</li>;
  const { id, startMs, endMs, box, sentence, analyzer } = observation;
  return (
    <li className="flex items-start gap-2" style={indent}>
      {medium.kind !== 'audio' && <FramePicture atMs={box ? startMs : (startMs + endMs) / 2} box={box} side={40} />}
      <div className="min-w-0 grow">
        <button type="button" dir="auto" className="max-w-full text-start text-link hover:underline" onClick={() => { seek(startMs); choose(id); }}>{sentence}</button>
        <p className="text-xs text-muted"><TimeButton ms={startMs} toMs={endMs} className="-ml-1" /> {analyzerName(analyzer)}, <CertaintyWords {...observation} /></p>
      </div>
    </li>
  );
}

export function EvidenceList({ observation }: { observation: Observation }) {
  const t = useWords();
  const { observations } = useScene();
  const [all, setAll] = useState(false);
  const { nodes, more } = useMemo(() => evidenceOf(observation, observations.byId), [observation, observations]);
  const resting = observations.restingOn(observation.id);
  if (nodes.length === 0 && resting.length === 0) return null;
  const shown = all ? nodes : nodes.slice(0, AT_FIRST);
  return (
    <>
      {nodes.length > 0 && (
        <details className="border-t border-line pt-2">
          <summary className="font-medium">{t(more ? 'evidenceMore' : 'evidence', { count: nodes.length })}</summary>
          <ul className="mt-2 flex flex-col gap-2">{shown.map((node) => <Node key={node.id} node={node} />)}</ul>
          {shown.length < nodes.length && <Button className="mt-2" onClick={() => { setAll(true); }}>{t('showAllEvidence')}</Button>}
        </details>
      )}
      {resting.length > 0 && (
        <details className="border-t border-line pt-2">
          <summary className="font-medium">{t('restsOnIt', { count: resting.length })}</summary>
          <ul className="mt-2 flex flex-col gap-2">{resting.slice(0, AT_FIRST).map((each) => <Node key={each.id} node={{ id: each.id, observation: each, depth: 1, restsOn: 0 }} />)}</ul>
        </details>
      )}
    </>
  );
}
