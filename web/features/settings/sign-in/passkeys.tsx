/** Passkeys of the account. */
import { FingerPrintIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { browserSupportsWebAuthn, startRegistration, WebAuthnError, type PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser';
import { useState } from 'react';
import { call, useAct, useAsk } from '#lib/api.ts';
import { dateTime } from '#lib/format.ts';
import { Button } from '#ui/button.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { TextField } from '#ui/fields.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import { toast } from '#ui/toasts.tsx';
import { useWords } from './words.ts';

type Passkey = components['schemas']['Passkey'];

/** Passkeys belong to names (WebAuthn 3, 5.1.2): at an address of numbers browsers make none. */
const BY_NUMBER = /^[\d.]+$|^\[/;
const LOOPBACK = /^127\.|^\[::1\]$/;
const LOCALHOST = `${location.protocol}//localhost${location.port === '' ? '' : `:${location.port}`}/settings/sign-in`;

/** What the browser says is for programmers; people get what they can do. */
const wordOf = (error: unknown): 'passkeyKnown' | 'passkeyCancelled' | undefined =>
  error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED' ? 'passkeyKnown' : error instanceof Error && error.name === 'NotAllowedError' ? 'passkeyCancelled' : undefined;

function AddPasskey({ open, onClose }: { open: boolean; onClose(): void }) {
  const t = useWords();
  const add = useAct('addPasskey', ['listPasskeys']);
  const [name, setName] = useState('');
  const make = async (): Promise<void> => {
    // The server's own WebAuthn library made them; the contract names the challenge only.
    const optionsJSON = await call('beginPasskey', {}) as unknown as PublicKeyCredentialCreationOptionsJSON;
    try {
      const answer = await startRegistration({ optionsJSON });
      await add.mutateAsync({ body: { name: name.trim(), response: { ...answer } } });
    } catch (error) {
      const word = wordOf(error);
      if (word) throw new Error(t(word), { cause: error });
      throw error;
    }
    setName('');
    toast(t('passkeyAdded'), { tone: 'success' });
  };
  return (
    <Confirm open={open} onClose={onClose} title={t('addPasskey')} action={t('addPasskey')} disabled={name.trim() === ''} onConfirm={make}>
      <TextField label={t('passkeyName')} hint={t('passkeyNameHint')} maxLength={200} dir="auto" value={name} onChange={({ target }) => { setName(target.value); }} />
    </Confirm>
  );
}

function PasskeyRow({ passkey, onDelete }: { passkey: Passkey; onDelete(): void }) {
  const t = useWords();
  return (
    <li className="flex flex-wrap items-center gap-3 py-3">
      <FingerPrintIcon className="size-6 shrink-0 text-muted" aria-hidden />
      <div className="min-w-0 grow basis-40"><p className="font-medium" dir="auto">{passkey.name ?? t('unnamed')}</p><p className="text-muted">{t('added', { at: dateTime(passkey.createdAt) })}</p></div>
      <Button aria-label={`${t('deletePasskey')}: ${passkey.name ?? t('unnamed')}`} onClick={onDelete}>{t('remove')}</Button>
    </li>
  );
}

export function Passkeys() {
  const t = useWords();
  const asked = useAsk('listPasskeys', {});
  const remove = useAct('deletePasskey', ['listPasskeys']);
  const [adding, setAdding] = useState(false);
  const [deleting, setDeleting] = useState<Passkey>();
  const byName = !BY_NUMBER.test(location.hostname);
  const supported = browserSupportsWebAuthn() && byName;
  return (
    <Card title={t('passkeys')} actions={supported && <Button icon={FingerPrintIcon} onClick={() => { setAdding(true); }}>{t('addPasskey')}</Button>}>
      <p className="text-muted">{t('passkeysText')}</p>
      {!supported && <p className="mt-2">{t(byName ? 'notSupported' : 'byNumber')} {LOOPBACK.test(location.hostname) && <a className="text-link underline" href={LOCALHOST}>{LOCALHOST}</a>}</p>}
      <Loaded asked={asked}>{({ items }) => (items.length === 0
        ? <p className="mt-2">{t('noPasskeys')}</p>
        : <ul className="divide-y divide-line">{items.map((passkey) => <PasskeyRow key={passkey.id} passkey={passkey} onDelete={() => { setDeleting(passkey); }} />)}</ul>)}</Loaded>
      <AddPasskey open={adding} onClose={() => { setAdding(false); }} />
      <Confirm open={deleting !== undefined} onClose={() => { setDeleting(undefined); }} title={t('deletePasskey')} action={t('deletePasskey')} danger onConfirm={async () => { if (deleting) await remove.mutateAsync({ path: { id: deleting.id } }); }}>
        <p>{t('deletePasskeyText', { name: deleting?.name ?? t('unnamed') })}</p>
      </Confirm>
    </Card>
  );
}
