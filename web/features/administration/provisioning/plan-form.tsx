import { useQueryClient } from '@tanstack/react-query';
import type { components } from '@aima/contract/client';
import { useState } from 'react';
import { isApiError, renew, useAct } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { ConflictNote, useDraft } from '#ui/draft.tsx';
import { toast } from '#ui/toasts.tsx';
import { ChangedParts } from './changed-parts.tsx';
import { PlanFields } from './plan-fields.tsx';
import { editsOf, planTexts, wrongInPlan } from './plan-texts.ts';
import { StepFields } from './step-fields.tsx';
import { useWords } from './words.ts';

type Settings = components['schemas']['ProvisioningSettings'];

/** Nothing is saved before it was shown what it changes. */
export function PlanForm({ settings }: { settings: Settings }) {
  const t = useWords();
  const queries = useQueryClient();
  const change = useAct('changeProvisioning', ['getProvisioning']);
  const [reviewing, setReviewing] = useState(false);
  const { value, set, dirty, discard, begun, theirs, accept } = useDraft({ version: settings.version, ...planTexts(settings.edits) });
  const wrong = wrongInPlan(value);
  const save = async (): Promise<void> => {
    try {
      const { version } = await change.mutateAsync({ body: editsOf(value), ifMatch: begun.version });
      discard();
      toast(t('saved', { version }), { tone: 'success' });
    } catch (error) {
      if (isApiError(error) && error.code === 'VERSION_CHANGED') await renew(queries, ['getProvisioning']);
      throw error;
    }
  };
  return (
    <form aria-label={t('plan')} className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); if (dirty && wrong.length === 0) setReviewing(true); }}>
      <PlanFields value={value} wrong={wrong} set={set} />
      <StepFields steps={value.steps} wrong={wrong} onChange={(steps) => { set({ steps }); }} />
      <ConflictNote fields={theirs.length === 0 ? [] : [{ name: t('conflict'), theirs: t('version', { version: settings.version }) }]} onAccept={accept} onDiscard={discard} />
      <div className="flex flex-wrap gap-2"><Button type="submit" look="primary" disabled={!dirty || wrong.length > 0}>{t('save')}</Button>{dirty && <Button onClick={discard}>{t('undoChanges')}</Button>}</div>
      <Confirm open={reviewing} onClose={() => { setReviewing(false); }} danger title={t('review')} action={t('confirm')} onConfirm={save}>
        <p>{t('reviewText')}</p>
        <ChangedParts before={settings.edits} after={editsOf(value)} />
        <p className="text-danger-ink">{t('danger')}</p>
      </Confirm>
    </form>
  );
}
