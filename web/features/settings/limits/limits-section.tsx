/** What jobs may cost, and what the limits of day and month leave. */
import type { components } from '@aima/contract/client';
import { useAsk } from '#lib/api.ts';
import { usd } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Card, Progress } from '#ui/surface.tsx';
import { SpendingForm } from './spending-form.tsx';
import { useVersionedSave } from './versioned-save.ts';
import { useWords } from './words.ts';

type Cap = components['schemas']['WorkspaceCosts']['today'];

function CapRow({ name, cap }: { name: string; cap: Cap }) {
  const t = useWords();
  const share = cap.usd > 0 ? cap.spentUsd / cap.usd : 1;
  return (
    <div className="flex flex-col gap-1">
      <p className="numbers flex flex-wrap justify-between gap-x-4"><span className="font-medium">{name}</span><span>{t('spentOf', { spent: usd(cap.spentUsd), limit: usd(cap.usd) })} <span className="text-muted">({t('left', { left: usd(Math.max(0, cap.usd - cap.spentUsd)) })})</span></span></p>
      <Progress value={share} label={`${name}: ${t('usedShare')}`} tone={share >= 1 ? 'danger' : share >= 0.8 ? 'warning' : 'primary'} />
    </div>
  );
}

function Caps() {
  const t = useWords();
  const asked = useAsk('getCosts', { query: { days: 1 } });
  return (
    <Card title={t('spent')} actions={<ButtonLink to="/machines">{t('details')}</ButtonLink>}>
      <p className="mb-3 text-muted">{t('spentText')}</p>
      <Loaded asked={asked}>{({ today, month, usdPerMinute }) => (
        <div className="flex flex-col gap-3">
          <CapRow name={t('today')} cap={today} />
          <CapRow name={t('month')} cap={month} />
          <p className="numbers flex justify-between gap-4"><span className="font-medium">{t('running')}</span><span>{usdPerMinute > 0 ? t('perMinute', { usd: usd(usdPerMinute) }) : t('nothingRuns')}</span></p>
        </div>
      )}</Loaded>
    </Card>
  );
}

export function LimitsSection() {
  const t = useWords();
  const permissions = useMe()?.permissions ?? [];
  const asked = useAsk('getSettings', {});
  const save = useVersionedSave('changeSettings', ['getSettings']);
  return (
    <>
      <Card title={t('standards')}>
        <p className="mb-3 text-muted">{t('standardsText')}</p>
        <Loaded asked={asked}>{(settings) => (
          <SpendingForm
            label={t('standards')} settings={settings} standards={settings.installation ?? settings.effective} readOnly={!permissions.includes('workspace:manage')}
            onSave={save}
          />
        )}</Loaded>
      </Card>
      {permissions.includes('jobs:read') && <Caps />}
    </>
  );
}
