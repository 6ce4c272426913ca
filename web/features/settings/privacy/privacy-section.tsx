/** How long media are kept, what is read of them, what is seen of them, and what leaves the machine. */
import type { components } from '@aima/contract/client';
import { useAct, useAsk } from '#lib/api.ts';
import { useAppearance } from '#lib/appearance.ts';
import { useMe } from '#lib/me.ts';
import { ButtonLink } from '#ui/button.tsx';
import { SaveForm, useDraft } from '#ui/draft.tsx';
import { Checkbox, TextField } from '#ui/fields.tsx';
import { Switch } from '#ui/switch.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import { useWords } from './words.ts';

type LibrarySettings = components['schemas']['LibrarySettings'];

const MOST_DAYS = 3650;
const daysOf = (text: string): number | undefined => (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_DAYS ? Number(text) : undefined);

function KeepingForm({ settings, readOnly }: { settings: LibrarySettings; readOnly: boolean }) {
  const t = useWords();
  const put = useAct('putLibrarySettings', ['getLibrarySettings', 'listPlannedDeletions']);
  const { value, set, dirty, discard } = useDraft({ days: String(settings.retentionDays), readPlaces: settings.readPlaces });
  const days = daysOf(value.days);
  const save = async (): Promise<void> => {
    if (days === undefined) return;
    await put.mutateAsync({ body: { retentionDays: days, readPlaces: value.readPlaces } });
    discard();
  };
  return (
    <SaveForm label={t('keeping')} dirty={dirty && !readOnly} invalid={days === undefined} onSave={save} onDiscard={discard}>
      {readOnly && <p className="text-muted">{t('readOnly')}</p>}
      <TextField label={t('days')} hint={t('daysHint')} inputMode="numeric" disabled={readOnly} value={value.days} problem={days === undefined ? t('daysProblem') : undefined} onChange={({ target }) => { set({ days: target.value.trim() }); }} />
      {days !== undefined && days < settings.retentionDays && <p role="status" className="rounded-md bg-warning/20 p-2 text-warning-ink">{t('shorter')}</p>}
      <Checkbox label={t('readPlaces')} hint={t('readPlacesText')} disabled={readOnly} checked={value.readPlaces} onChange={({ target }) => { set({ readPlaces: target.checked }); }} />
    </SaveForm>
  );
}

function Keeping({ permissions }: { permissions: readonly string[] }) {
  const t = useWords();
  const asked = useAsk('getLibrarySettings', {});
  return (
    <Card title={t('keeping')} actions={<ButtonLink to="/storage">{t('storage')}</ButtonLink>}>
      <p className="mb-3 text-muted">{t('keepingText')}</p>
      <Loaded asked={asked}>{(settings) => <KeepingForm settings={settings} readOnly={!permissions.includes('workspace:manage')} />}</Loaded>
    </Card>
  );
}

function Seeing() {
  const t = useWords();
  const { blur, set } = useAppearance();
  return <Card title={t('seeing')}><Switch label={t('blur')} hint={t('blurText')} checked={blur} onChange={(checked) => { set({ blur: checked }); }} /></Card>;
}

const LEAVES = ['local', 'rented', 'server', 'models', 'notices'] as const;

export function PrivacySection() {
  const t = useWords();
  const permissions: readonly string[] = useMe()?.permissions ?? [];
  return (
    <>
      {permissions.includes('media:read') && <Keeping permissions={permissions} />}
      <Seeing />
      <Card title={t('leaves')} actions={permissions.includes('jobs:read') && <ButtonLink to="/machines">{t('machines')}</ButtonLink>}><ul className="flex list-disc flex-col gap-1 pl-5">{LEAVES.map((what) => <li key={what}>{t(`leaves_${what}`)}</li>)}</ul></Card>
      <Card title={t('recognition')}><p>{t('recognitionText')}</p></Card>
      <Card title={t('minors')}><p>{t('minorsText')}</p></Card>
      <Card title={t('rights')} actions={permissions.includes('audit:read') && <ButtonLink to="/settings/log">{t('log')}</ButtonLink>}><p>{t('rightsText')}</p></Card>
    </>
  );
}
