/** Over whatever stands on the page: who is not signed in any more signs in here, and nothing that was typed is lost. */
import { useCallback, useEffect, useState } from 'react';
import { createClient } from '@aima/contract/client';
import { call, keyOf, queryClient, useAsk } from '#lib/api.ts';
import { useMe } from '#lib/me.ts';
import { useSession } from '#lib/session.ts';
import { language } from '#lib/words.ts';
import { Button } from '#ui/button.tsx';
import { Dialog } from '#ui/dialog.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Skeleton } from '#ui/surface.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { announceSignIn, onSignInElsewhere, type Me } from './signed-in.ts';
import { useWords } from './words.ts';

/** A new session is about the own workspace again; the page is about the one before. */
async function sameWorkspace(before: Me, now: Me): Promise<Me | undefined> {
  if (now.workspaceId === before.workspaceId) return now;
  if (!now.workspaces.some(({ id }) => id === before.workspaceId)) return undefined;
  await createClient({ baseUrl: location.origin, language: language(), workspace: before.workspaceId }).api.chooseWorkspace({});
  return call('getMe', {});
}

/** The same person goes on where they were; anybody else gets a page of their own. @throws ApiError */
async function goOn(before: Me): Promise<void> {
  const now = await call('getMe', {});
  const me = now.account.id === before.account.id ? await sameWorkspace(before, now) : undefined;
  if (!me) {
    location.reload();
    return;
  }
  queryClient.setQueryData(keyOf('getMe', {}), me);
  useSession.getState().renewed();
  await queryClient.invalidateQueries();
}

function useElsewhere(expired: boolean, before: Me | undefined): void {
  useEffect(() => {
    if (!expired || !before) return;
    const look = (): void => { void goOn(before).catch(() => undefined); };
    // Some browsers keep messages from windows that a provider was in.
    addEventListener('focus', look);
    const stop = onSignInElsewhere(look);
    return () => {
      removeEventListener('focus', look);
      stop();
    };
  }, [expired, before]);
}

function Again({ me, onSignedIn }: { me: Me; onSignedIn(): Promise<void> }) {
  const t = useWords();
  const options = useAsk('getSignInOptions', {});
  return (
    <div className="flex flex-col gap-4">
      <p>{t('againText')}</p>
      <p className="text-muted" dir="auto">{t('againAs', { name: me.account.name })}</p>
      <Loaded asked={options} skeleton={<Skeleton className="h-56" />}>{(ways) => <SignInForm options={ways} email={me.account.email} apart onSignedIn={onSignedIn} />}</Loaded>
    </div>
  );
}

export function SignInAgain() {
  const t = useWords();
  const me = useMe();
  const expired = useSession((state) => state.expired);
  const renewals = useSession((state) => state.renewals);
  const [asideFor, setAsideFor] = useState(-1);
  useElsewhere(expired, me);
  const signedIn = useCallback(async () => {
    if (!me) return;
    await goOn(me);
    announceSignIn();
  }, [me]);
  if (!expired || !me) return null;
  if (asideFor !== renewals) return <Dialog open onClose={() => { setAsideFor(renewals); }} title={t('againTitle')}><Again me={me} onSignedIn={signedIn} /></Dialog>;
  return (
    <div role="status" className="fixed inset-x-0 top-0 z-40 flex flex-wrap items-center justify-center gap-3 border-b border-warning bg-raised px-4 py-2 shadow-lg">
      <span>{t('againBar')}</span>
      <Button look="primary" onClick={() => { setAsideFor(-1); }}>{t('signIn')}</Button>
    </div>
  );
}
