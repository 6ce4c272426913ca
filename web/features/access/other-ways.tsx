/** Signing in without a password of AIMA: providers of single sign-on, passkeys. */
import { ArrowTopRightOnSquareIcon, FingerPrintIcon } from '@heroicons/react/24/outline';
import { useState } from 'react';
import { call, isApiError } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { AccessNote, AccessProblem } from './access-problem.tsx';
import { plainPath } from './next-path.ts';
import { useAttempt } from './use-attempt.ts';
import { useWords } from './words.ts';

/** Where a window that was opened only to sign in ends. */
const SIGN_IN_WINDOW = '/sign-in?window=1';

/** Browsers give passkeys to pages that nobody can listen to and that have a name: a bare address of the network is none. */
const passkeys = (): boolean => 'PublicKeyCredential' in globalThis && isSecureContext && !/^(?:[\d.]+|\[.*\])$/.test(location.hostname);

async function signInWithPasskey(): Promise<void> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const optionsJSON = await call('beginPasskeySignIn', {});
  const answer = await startAuthentication({ optionsJSON });
  await call('signInWithPasskey', { body: { ...answer, type: 'public-key' } });
}

function PasskeyButton({ onSignedIn }: { onSignedIn(): unknown }) {
  const t = useWords();
  const [said, setSaid] = useState<string>();
  const { busy, error, run } = useAttempt();
  const start = (): Promise<void> => run(async () => {
    setSaid(undefined);
    try {
      await signInWithPasskey();
    } catch (failure) {
      if (isApiError(failure)) throw failure;
      const { name, message } = failure instanceof Error ? failure : new Error(String(failure));
      setSaid(name === 'NotAllowedError' || name === 'AbortError' ? t('passkeyCancelled') : t('passkeyFailed', { reason: message }));
      return;
    }
    await onSignedIn();
  });
  return (
    <>
      <Button icon={FingerPrintIcon} busy={busy} onClick={() => { void start(); }}>{t('withPasskey')}</Button>
      {said !== undefined && <AccessNote title={said} />}
      <AccessProblem error={error} />
    </>
  );
}

interface OtherWaysProps {
  providers: readonly { id: string; name: string }[];
  next: string;
  /** The page stays: the provider gets a window of its own. */
  apart: boolean;
  onSignedIn(): unknown;
}

function ProviderButton({ provider: { id, name }, next, apart }: { provider: { id: string; name: string } } & Pick<OtherWaysProps, 'next' | 'apart'>) {
  const t = useWords();
  const [said, setSaid] = useState<'popUpBlocked' | 'otherWindow'>();
  const { busy, error, run } = useAttempt();
  const start = (): Promise<void> => {
    // Within the click: later, browsers take it for an advertisement.
    const opened = apart ? window.open('', '_blank', 'popup,width=520,height=720') : undefined;
    return run(async () => {
      if (opened === null) {
        setSaid('popUpBlocked');
        return;
      }
      try {
        const { url } = await call('startSingleSignOn', { path: { provider: id }, body: { next: apart ? SIGN_IN_WINDOW : plainPath(next) } });
        if (opened) opened.location.href = url;
        else location.assign(url);
        if (apart) setSaid('otherWindow');
      } catch (failure) {
        opened?.close();
        throw failure;
      }
    });
  };
  return (
    <>
      <Button {...(apart && { icon: ArrowTopRightOnSquareIcon })} busy={busy} onClick={() => { void start(); }}>{t('with', { name })}</Button>
      {said !== undefined && <p role="status" className="text-muted">{t(said, { name })}</p>}
      <AccessProblem error={error} />
    </>
  );
}

export function OtherWays({ providers, next, apart, onSignedIn }: OtherWaysProps) {
  const t = useWords();
  if (providers.length === 0 && !passkeys()) return null;
  return (
    <div className="flex flex-col gap-2">
      <p className="flex items-center gap-3 text-muted before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">{t('or')}</p>
      {passkeys() && <PasskeyButton onSignedIn={onSignedIn} />}
      {providers.map((provider) => <ProviderButton key={provider.id} provider={provider} next={next} apart={apart} />)}
    </div>
  );
}
