/** One analyzer with everything that is known of it. */
import type { components } from '@aima/contract/client';
import { analyzerName } from '#lib/analyzer-names.ts';
import { useAsk } from '#lib/api.ts';
import { number } from '#lib/format.ts';
import { Dialog } from '#ui/dialog.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Badge, Facts } from '#ui/surface.tsx';
import { Table } from '#ui/table.tsx';
import { KindBadge } from './kind-badge.tsx';
import { modelKindOf } from './model-kind.ts';
import { parameterRows, type ParameterRow } from './parameter-rows.ts';
import { useWords } from './words.ts';

type Analyzer = components['schemas']['AnalyzerDescription'];

function useAllowed(): (row: ParameterRow) => string {
  const t = useWords();
  return ({ type, least, most, options }) => {
    if (options) return options.join(', ');
    if (least !== undefined && most !== undefined) return t('rangeFromTo', { from: number(least, 3), to: number(most, 3) });
    if (least !== undefined) return t('rangeFrom', { from: number(least, 3) });
    return most === undefined ? t(`type_${type}`) : t('rangeTo', { to: number(most, 3) });
  };
}

const written = (value: unknown): string => (value === undefined ? '–' : typeof value === 'number' ? number(value, 4) : typeof value === 'string' ? value : JSON.stringify(value));

function Parameters({ analyzer }: { analyzer: Analyzer }) {
  const t = useWords();
  const allowed = useAllowed();
  const rows = parameterRows(analyzer.parameters, analyzer.defaults);
  return (
    <section>
      <h3>{t('parameters')}</h3>
      {rows.length === 0
        ? <p className="text-muted">{t('parametersNone')}</p>
        : <><p className="text-muted">{t('changeParameters')}</p><Table caption={t('parameters')} rows={rows} keyOf={({ name }) => name} columns={[
          { id: 'name', title: t('parameter'), cell: ({ name, description }) => <><code>{name}</code>{description !== undefined && <span className="block text-xs text-muted">{description}</span>}</> },
          { id: 'standard', title: t('standardValue'), number: true, cell: ({ standard }) => written(standard) },
          { id: 'range', title: t('range'), cell: allowed },
        ]} /></>}
    </section>
  );
}

function Models({ analyzer: { models, weights = [] } }: { analyzer: Analyzer }) {
  const t = useWords();
  return (
    <section>
      <h3>{t('models')}</h3>
      {models.length === 0 && <p className="text-muted">{t('modelsNone')}</p>}
      {weights.length > 0 && <Table caption={t('models')} rows={weights} keyOf={({ id }) => id} columns={[
        { id: 'id', title: t('model'), cell: ({ id }) => <code>{id}</code> }, { id: 'task', title: t('task'), cell: ({ task }) => task }, { id: 'tier', title: t('tier'), cell: ({ tier }) => <Badge>{tier}</Badge> }, { id: 'licence', title: t('licence'), cell: ({ licence }) => licence },
      ]} />}
      {models.includes('model-server') && <p className="text-muted">{t('modelServer')}</p>}
    </section>
  );
}

function About({ analyzer }: { analyzer: Analyzer }) {
  const t = useWords();
  const { reports, how, source, weak, version, tier, hasFullTier, reads, profiles, timesRealTime, measured } = analyzer;
  const looksAt = (['pictures', 'sound', 'photos'] as const).filter((each) => reads[each]).map((each) => t(`reads_${each}`));
  return (
    // Nothing in it takes the keyboard, and it is longer than a phone: so that keys can scroll.
    <div tabIndex={0} role="group" aria-label={analyzerName(analyzer.name)} className="flex flex-col gap-4">
      <KindBadge kind={modelKindOf(analyzer)} />
      <Facts rows={[
        [t('reports'), reports], [t('how'), how], ...(source === '' ? [] : [[t('source'), source] as const]), [t('weak'), weak], ...(looksAt.length === 0 ? [] : [[t('reads'), looksAt.join(', ')] as const]),
        ...(reads.findingsOf.length === 0 ? [] : [[t('restsOn'), reads.findingsOf.map(analyzerName).join(', ')] as const]),
        [t('tier'), tier === 'lite' && hasFullTier ? t('bothTiers') : t(`tier_${tier}`)], [t('version'), number(version)],
        ...(timesRealTime === undefined ? [] : [[t('speed'), `${t('speedValue', { times: number(timesRealTime, 3) })}${measured ? ` (${t(`measured_${measured}`)})` : ''}`] as const]), [t('inProfiles'), profiles.join(', ')],
      ]} />
      <Models analyzer={analyzer} />
      <Parameters analyzer={analyzer} />
    </div>
  );
}

export function AnalyzerDialog({ name, onClose }: { name: string; onClose(): void }) {
  const asked = useAsk('getAnalyzer', { path: { name } }, { staleMs: 600_000 });
  return <Dialog open size="large" onClose={onClose} title={analyzerName(name)}><Loaded asked={asked}>{(analyzer) => <About analyzer={analyzer} />}</Loaded></Dialog>;
}
