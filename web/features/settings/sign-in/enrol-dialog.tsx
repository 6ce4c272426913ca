/** Setting up the authenticator: password, QR code, first code, recovery codes. */
import type { components } from '@aima/contract/client';
import { useState, type SubmitEvent } from 'react';
import { useAct } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Checkbox, TextField } from '#ui/fields.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { toast } from '#ui/toasts.tsx';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodesShown } from './recovery-codes.tsx';
import { secretOf } from './recovery-file.ts';
import { useWords } from './words.ts';

type Setup = components['schemas']['AuthenticatorSetup'];

const preventing = (work: () => void) => (event: SubmitEvent<HTMLFormElement>): void => {
  event.preventDefault();
  work();
};

function PasswordStep({ onSetup, onClose }: { onSetup(setup: Setup): void; onClose(): void }) {
  const t = useWords();
  const enrol = useAct('enrolAuthenticator');
  const [password, setPassword] = useState('');
  const begin = (): void => { enrol.mutate({ body: password === '' ? {} : { password } }, { onSuccess: onSetup }); };
  return (
    <Dialog open onClose={onClose} title={t('setUpTitle')} footer={<Button look="primary" type="submit" form="enrol-password" busy={enrol.isPending}>{t('goOn')}</Button>}>
      <form id="enrol-password" className="flex flex-col gap-3" onSubmit={preventing(begin)}>
        <TextField type="password" autoComplete="current-password" autoFocus label={t('password')} hint={t('passwordHint')} value={password} onChange={({ target }) => { setPassword(target.value); }} />
        {enrol.error && <ProblemNote error={enrol.error} />}
      </form>
    </Dialog>
  );
}

function CodeStep({ uri, onConfirmed, onClose }: { uri: string; onConfirmed(): void; onClose(): void }) {
  const t = useWords();
  const confirm = useAct('confirmAuthenticator');
  const [code, setCode] = useState('');
  const digits = code.replaceAll(/\s/g, '');
  const whole = /^\d{6}$/.test(digits);
  return (
    <Dialog open onClose={onClose} title={t('setUpTitle')} footer={<Button look="primary" type="submit" form="enrol-code" busy={confirm.isPending} disabled={!whole}>{t('confirm')}</Button>}>
      <form id="enrol-code" className="flex flex-col gap-4" onSubmit={preventing(() => { if (whole) confirm.mutate({ body: { code: digits } }, { onSuccess: onConfirmed }); })}>
        <p className="font-medium">{t('scan')}</p>
        <QrCode text={uri} label={t('qr')} />
        <p className="text-muted">{t('byHand')} <span aria-label={t('key')} className="select-all font-mono text-ink">{secretOf(uri)}</span></p>
        <TextField label={t('code')} inputMode="numeric" autoComplete="one-time-code" maxLength={8} value={code} problem={digits.length >= 6 && !whole ? t('codeProblem') : undefined} onChange={({ target }) => { setCode(target.value); }} />
        {confirm.error && <ProblemNote error={confirm.error} />}
      </form>
    </Dialog>
  );
}

/** Closing before the first code was confirmed leaves signing in as it was. */
export function EnrolDialog({ onClose }: { onClose(): void }) {
  const t = useWords();
  const [setup, setSetup] = useState<Setup>();
  const [confirmed, setConfirmed] = useState(false);
  const [kept, setKept] = useState(false);
  const done = useAct('getMe', ['getMe', 'listSessions']);
  const close = (): void => {
    // Read anew only now: the card behind would change under the codes.
    if (confirmed) done.mutate({});
    onClose();
  };
  if (!setup) return <PasswordStep onSetup={setSetup} onClose={close} />;
  if (!confirmed) return <CodeStep uri={setup.uri} onClose={close} onConfirmed={() => { setConfirmed(true); toast(t('isOn'), { tone: 'success' }); }} />;
  return (
    <Dialog open onClose={close} title={t('setUpTitle')} footer={<Button look="primary" disabled={!kept} onClick={close}>{t('done')}</Button>}>
      <RecoveryCodesShown codes={setup.recoveryCodes} />
      <Checkbox className="mt-3" label={t('kept')} checked={kept} onChange={({ target }) => { setKept(target.checked); }} />
    </Dialog>
  );
}
