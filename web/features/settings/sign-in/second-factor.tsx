/** The authenticator: set up, new recovery codes, off. */
import { ShieldCheckIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { call, useAct } from '#lib/api.ts';
import { useMe } from '#lib/me.ts';
import { Button } from '#ui/button.tsx';
import { Confirm, Dialog } from '#ui/dialog.tsx';
import { Checkbox, TextField } from '#ui/fields.tsx';
import { Badge, Card } from '#ui/surface.tsx';
import { EnrolDialog } from './enrol-dialog.tsx';
import { RecoveryCodesShown } from './recovery-codes.tsx';
import { useWords } from './words.ts';

function PasswordField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const t = useWords();
  return <TextField type="password" autoComplete="current-password" label={t('password')} hint={t('passwordHint')} value={value} onChange={({ target }) => { onChange(target.value); }} />;
}

const confirmation = (password: string): { password?: string } => (password === '' ? {} : { password });

function Renew({ open, onClose }: { open: boolean; onClose(): void }) {
  const t = useWords();
  const [password, setPassword] = useState('');
  const [codes, setCodes] = useState<readonly string[]>();
  const [kept, setKept] = useState(false);
  const close = (): void => {
    setPassword('');
    setCodes(undefined);
    setKept(false);
    onClose();
  };
  if (codes) {
    return (
      <Dialog open={open} onClose={close} title={t('renew')} footer={<Button look="primary" disabled={!kept} onClick={close}>{t('done')}</Button>}>
        <RecoveryCodesShown codes={codes} />
        <Checkbox className="mt-3" label={t('kept')} checked={kept} onChange={({ target }) => { setKept(target.checked); }} />
      </Dialog>
    );
  }
  return (
    <Ask
      open={open} onClose={close} title={t('renew')} text={t('renewText')} password={password} onPassword={setPassword}
      onConfirm={async () => { setCodes((await call('renewRecoveryCodes', { body: confirmation(password) })).recoveryCodes); }}
    />
  );
}

interface AskProps { open: boolean; onClose(): void; title: string; text: string; password: string; onPassword(password: string): void; onConfirm(): Promise<unknown> }

/** The password again, before something that makes signing in weaker or codes void. */
function Ask({ open, onClose, title, text, password, onPassword, onConfirm }: AskProps) {
  return <Confirm open={open} onClose={onClose} title={title} action={title} danger onConfirm={onConfirm}><p>{text}</p><PasswordField value={password} onChange={onPassword} /></Confirm>;
}

export function SecondFactor() {
  const t = useWords();
  const on = useMe()?.account.secondFactor ?? false;
  const [open, setOpen] = useState<'enrol' | 'renew' | 'disable'>();
  const [password, setPassword] = useState('');
  const disable = useAct('disableAuthenticator', ['getMe']);
  const close = (): void => {
    setPassword('');
    setOpen(undefined);
  };
  return (
    <Card title={<span className="flex items-center gap-2">{t('secondFactor')}<Badge tone={on ? 'success' : 'neutral'}>{t(on ? 'on' : 'off')}</Badge></span>}>
      <p className="text-muted">{t('secondFactorText')}</p>
      <div className="mt-3 flex flex-wrap gap-2">
        {on
          ? <><Button onClick={() => { setOpen('renew'); }}>{t('renew')}</Button><Button onClick={() => { setOpen('disable'); }}>{t('disable')}</Button></>
          : <Button look="primary" icon={ShieldCheckIcon} onClick={() => { setOpen('enrol'); }}>{t('setUp')}</Button>}
      </div>
      {open === 'enrol' && <EnrolDialog onClose={close} />}
      <Renew open={open === 'renew'} onClose={close} />
      <Ask open={open === 'disable'} onClose={close} title={t('disableTitle')} text={t('disableText')} password={password} onPassword={setPassword} onConfirm={() => disable.mutateAsync({ body: confirmation(password) })} />
    </Card>
  );
}
