/** Cost limit, alerts, profile: of a workspace, where each may be left to the installation, and of the installation. */
import { useAsk } from '#lib/api.ts';
import { percent, usd } from '#lib/format.ts';
import { ConflictNote, SaveForm, useDraft } from '#ui/draft.tsx';
import { Checkbox, SelectField, TextField } from '#ui/fields.tsx';
import { changeOf, textsOf, wrongFields, type Spending, type SpendingChange, type SpendingTexts, type Standards } from './spending-texts.ts';
import { useWords } from './words.ts';

type Field = keyof SpendingTexts;

/** A value in words. */
function useSpokenValue(): (field: Field, spending: Spending) => string {
  const t = useWords();
  return (field, { costLimitUsd, budgetAlertPercents, defaultProfile }) => {
    if (field === 'costLimitUsd') return costLimitUsd === null ? '–' : usd(costLimitUsd);
    if (field === 'defaultProfile') return defaultProfile ?? '–';
    return budgetAlertPercents === null ? '–' : budgetAlertPercents.length === 0 ? t('none') : budgetAlertPercents.map((each) => percent(each / 100)).join(', ');
  };
}

interface FieldsProps {
  value: SpendingTexts;
  /** What holds where it is left open; undefined: nothing may be. */
  standards: Standards | undefined;
  disabled: boolean;
  set(part: Partial<SpendingTexts>): void;
}

function Fields({ value, standards, disabled, set }: FieldsProps) {
  const t = useWords();
  const spoken = useSpokenValue();
  const wrong = wrongFields(value);
  const profiles = useAsk('listProfiles', {}, { staleMs: 600_000 }).data?.items ?? [];
  const open = standards && textsOf(standards);
  const text = (field: Field): string => value[field] ?? open?.[field] ?? '';
  const titleOf = (name: string): string => profiles.find((each) => each.name === name)?.title ?? name;
  const leave = (field: Field) => standards && <Checkbox disabled={disabled} label={t('fromInstallation', { value: field === 'defaultProfile' ? titleOf(standards.defaultProfile) : spoken(field, standards) })} checked={value[field] === null} onChange={({ target }) => { set({ [field]: target.checked ? null : open?.[field] ?? '' }); }} />;
  const off = (field: Field): boolean => disabled || value[field] === null;
  const names = [...new Set([...profiles.map(({ name }) => name), text('defaultProfile')])].filter((name) => name !== '');
  return (
    <>
      <div>
        <TextField label={t('costLimit')} hint={t('costLimitHint')} inputMode="decimal" disabled={off('costLimitUsd')} value={text('costLimitUsd')} problem={wrong.includes('costLimitUsd') ? t('problemUsd') : undefined} onChange={({ target }) => { set({ costLimitUsd: target.value }); }} />
        {leave('costLimitUsd')}
      </div>
      <div>
        <TextField label={t('alerts')} hint={t('alertsHint')} disabled={off('budgetAlertPercents')} value={text('budgetAlertPercents')} problem={wrong.includes('budgetAlertPercents') ? t('problemPercents') : undefined} onChange={({ target }) => { set({ budgetAlertPercents: target.value }); }} />
        {leave('budgetAlertPercents')}
      </div>
      <div>
        <SelectField label={t('profile')} disabled={off('defaultProfile')} value={text('defaultProfile')} options={names.map((name) => ({ value: name, label: titleOf(name) }))} onChange={({ target }) => { set({ defaultProfile: target.value }); }} />
        {leave('defaultProfile')}
      </div>
    </>
  );
}

interface SpendingFormProps {
  label: string;
  settings: Spending & { version: number };
  standards?: Standards;
  readOnly?: boolean;
  /** @param version on which the change rests */
  onSave(change: SpendingChange, version: number): Promise<unknown>;
}

export function SpendingForm({ label, settings, standards, readOnly = false, onSave }: SpendingFormProps) {
  const t = useWords();
  const spoken = useSpokenValue();
  const { value, set, changes, dirty, discard, begun, theirs, accept } = useDraft({ version: settings.version, ...textsOf(settings) });
  const fields = theirs.filter((field) => field !== 'version');
  const names: Record<Field, string> = { costLimitUsd: t('costLimit'), budgetAlertPercents: t('alerts'), defaultProfile: t('profile') };
  const save = async (): Promise<void> => {
    const { version: _, ...texts } = changes;
    await onSave(changeOf(texts), fields.length === 0 ? settings.version : begun.version);
    discard();
  };
  if (readOnly) return <div className="flex flex-col gap-4"><p className="text-muted">{t('readOnly')}</p><Fields value={value} standards={standards} disabled set={set} /></div>;
  return (
    <SaveForm label={label} dirty={dirty} invalid={wrongFields(value).length > 0} onSave={save} onDiscard={discard}>
      <Fields value={value} standards={standards} disabled={false} set={set} />
      <ConflictNote fields={fields.map((field) => ({ name: names[field], theirs: spoken(field, settings) }))} onAccept={accept} onDiscard={discard} />
    </SaveForm>
  );
}
