/** Standards of the installation: what holds where a workspace leaves it open. */
import { SpendingForm, useVersionedSave } from '#features/settings/index.ts';
import { useAsk } from '#lib/api.ts';
import { Loaded } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import { useWords } from './words.ts';

export function StandardsSection() {
  const t = useWords();
  const asked = useAsk('getSystemSettings', {});
  const save = useVersionedSave('changeSystemSettings', ['getSystemSettings', 'getSettings']);
  return <Card title={t('standards')}><p className="mb-3 text-muted">{t('standardsText')}</p><Loaded asked={asked}>{(settings) => <SpendingForm label={t('standards')} settings={settings} onSave={save} />}</Loaded></Card>;
}
