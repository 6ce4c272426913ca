/** How a finding came to be: analyzer, models, parameters, device; where it lies. */
import type { ReactNode } from 'react';
import { number, percent } from '#lib/format.ts';
import { Facts } from '#ui/surface.tsx';
import { useScene } from '../model/player-context.tsx';
import type { Observation } from '../model/observation-index.ts';
import type { Run } from './run-state.ts';
import { useWords } from './words.ts';

const SHORT_HASH = 12;

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function Models({ models }: Pick<Run, 'models'>) {
  return (
    <ul className="flex flex-col gap-1">
      {models.map(({ id, licence, sha256 }) => <li key={id}>{id} <span className="text-muted">({licence}{sha256 !== undefined && <>, <span className="font-mono text-xs" title={sha256}>{sha256.slice(0, SHORT_HASH)}</span></>})</span></li>)}
    </ul>
  );
}

function Parameters({ parameters }: Pick<Run, 'parameters'>) {
  return <ul className="font-mono text-xs">{Object.entries(parameters).map(([name, value]) => <li key={name}>{name}: {shown(value)}</li>)}</ul>;
}

export function Provenance({ observation }: { observation: Observation }) {
  const t = useWords();
  const { jobMedium } = useScene();
  const run = jobMedium?.runs.find(({ id }) => id === observation.runId);
  const { box, trackId, label, source, id } = observation;
  const rows: [string, ReactNode][] = [
    ...(run ? [[t('analyzer'), t('analyzerVersion', { name: run.analyzer, version: run.version })]] satisfies [string, string][] : []),
    ...(run?.tier === undefined ? [] : [[t('tier'), run.tier]] satisfies [string, string][]),
    ...(run && run.models.length > 0 ? [[t('models'), <Models key="models" models={run.models} />]] satisfies [string, ReactNode][] : run?.method === undefined ? [] : [[t('method'), run.method]] satisfies [string, string][]),
    ...(run && Object.keys(run.parameters).length > 0 ? [[t('parameters'), <Parameters key="parameters" parameters={run.parameters} />]] satisfies [string, ReactNode][] : []),
    ...(run ? [[t('device'), run.device], [t('computed'), t('seconds', { seconds: number(run.seconds, 2) })]] satisfies [string, string][] : []),
    ...(source === 'user' ? [[t('source'), t('saidByPerson')]] satisfies [string, string][] : []),
    ...(label === undefined ? [] : [[t('label'), label]] satisfies [string, string][]),
    ...(trackId === undefined ? [] : [[t('track'), trackId]] satisfies [string, string][]),
    ...(box ? [[t('box'), t('boxPlace', { x: percent(box.x), y: percent(box.y), w: percent(box.w), h: percent(box.h) })]] satisfies [string, string][] : []),
    [t('id'), <span key="id" className="font-mono text-xs">{id}</span>],
  ];
  return <Facts rows={rows} className="mt-2" />;
}
