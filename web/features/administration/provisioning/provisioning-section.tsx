/** How rented machines are set up: edited, checked, undone. */
import type { components } from '@aima/contract/client';
import { useAsk } from '#lib/api.ts';
import { dateTime } from '#lib/format.ts';
import { useMe } from '#lib/me.ts';
import { Loaded } from '#ui/notes.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { EarlierVersions } from './earlier-versions.tsx';
import { PlanForm } from './plan-form.tsx';
import { useWords } from './words.ts';

type Settings = components['schemas']['ProvisioningSettings'];

function Standing({ settings: { version, changedAt, changedBy, repeats } }: { settings: Settings }) {
  const t = useWords();
  const me = useMe();
  if (version === 0) return <p>{t('untouched')}</p>;
  const who = me && changedBy === `user:${me.account.id}` ? t('you') : changedBy ?? '';
  return <p className="flex flex-wrap items-center gap-2"><Badge tone="info">{t('version', { version })}</Badge>{changedAt !== undefined && <span>{t('changedBy', { at: dateTime(changedAt), who })}</span>}{repeats !== undefined && <span className="text-muted">({t('repeats', { version: repeats })})</span>}</p>;
}

export function ProvisioningSection() {
  const t = useWords();
  const asked = useAsk('getProvisioning', {});
  return (
    <Loaded asked={asked}>{(settings) => (
      <>
        <Card title={t('plan')}>
          <div className="flex flex-col gap-3">
            <p className="text-muted">{t('planText')}</p>
            <p className="rounded-md bg-warning/20 p-3 text-warning-ink">{t('danger')}</p>
            <Standing settings={settings} />
            <PlanForm settings={settings} />
          </div>
        </Card>
        <EarlierVersions settings={settings} />
      </>
    )}</Loaded>
  );
}
