/** Where analysis can run, with which keys, and which machines are allowed. */
import type { components } from '@aima/contract/client';
import { useAsk } from '#lib/api.ts';
import { number, usd } from '#lib/format.ts';
import { Loaded } from '#ui/notes.tsx';
import { Card, Facts } from '#ui/surface.tsx';
import { ProviderCard } from './provider-card.tsx';
import { useWords } from './words.ts';

function Rules({ secureOnly, interruptible, regions, usdPerHour, mostMachines }: components['schemas']['MachineRules']) {
  const t = useWords();
  return (
    <Card title={t('rules')}>
      <Facts rows={[
        [t('secure'), t(secureOnly ? 'secureOnly' : 'secureAny')], [t('interruptible'), t(interruptible ? 'allowed' : 'forbidden')], [t('regions'), regions.length === 0 ? t('anywhere') : regions.join(', ')],
        [t('perHour'), t('perHourValue', { usd: usd(usdPerHour) })], [t('most'), t('mostValue', { count: number(mostMachines) })],
      ]} />
      <p className="mt-3 text-muted">{t('rulesText')}</p>
    </Card>
  );
}

export function ProvidersSection() {
  const t = useWords();
  const asked = useAsk('listProviders', {});
  return (
    <>
      <p className="text-muted">{t('intro')}</p>
      <Loaded asked={asked}>{({ items, rules }) => <>{items.map((provider) => <ProviderCard key={provider.name} provider={provider} />)}{rules && <Rules {...rules} />}</>}</Loaded>
    </>
  );
}
