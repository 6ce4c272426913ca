/** Who may register, and whose role may run batches. Each change takes effect at once; opening asks first. */
import type { components } from '@aima/contract/client';
import { useId, useState } from 'react';
import { useAct, useAsk } from '#lib/api.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Checkbox } from '#ui/fields.tsx';
import { Loaded, ProblemNote } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import { useWords } from './words.ts';

type Registration = components['schemas']['RegistrationSettings'];

const ROLES = ['personal', 'enterprise', 'admin'] as const;

function WhoRegisters({ registration, onChoose }: { registration: Registration['registration']; onChoose(to: Registration['registration']): void }) {
  const t = useWords();
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">{t('registration')}</legend>
      {(['invitations', 'open'] as const).map((each) => (
        <label key={each} className="flex items-start gap-2 py-1">
          <input type="radio" name={name} className="mt-0.5 size-4 shrink-0 accent-primary pointer-coarse:size-5" checked={each === registration} onChange={() => { onChoose(each); }} />
          <span>{t(each)}<span className="block text-xs text-muted">{t(`${each}Text`)}</span></span>
        </label>
      ))}
    </fieldset>
  );
}

export function RegistrationSection() {
  const t = useWords();
  const asked = useAsk('getRegistration', {});
  const change = useAct('changeRegistration', ['getRegistration', 'getSignInOptions']);
  const [opening, setOpening] = useState(false);
  const choose = (to: Registration['registration']): void => { if (to === 'open') setOpening(true); else change.mutate({ body: { registration: to } }); };
  return (
    <>
      <Loaded asked={asked}>{({ registration, batchRoles }) => (
        <>
          <Card title={t('registration')} actions={<ButtonLink to="/settings/workspace">{t('invite')}</ButtonLink>}><WhoRegisters registration={registration} onChoose={choose} /></Card>
          <Card title={t('batch')}>
            <fieldset><legend className="mb-1 text-muted">{t('batchText')}</legend>
              {ROLES.map((role) => <Checkbox key={role} label={t(`role_${role}`)} disabled={change.isPending} checked={batchRoles.includes(role)} onChange={({ target }) => { change.mutate({ body: { batchRoles: ROLES.filter((each) => (each === role ? target.checked : batchRoles.includes(each))) } }); }} />)}
            </fieldset>
          </Card>
        </>
      )}</Loaded>
      {change.error && <ProblemNote error={change.error} />}
      <Confirm open={opening} onClose={() => { setOpening(false); }} danger title={t('openTitle')} action={t('openAction')} onConfirm={() => change.mutateAsync({ body: { registration: 'open' } })}><p>{t('openWarn')}</p></Confirm>
    </>
  );
}
