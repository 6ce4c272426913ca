import { createClient, type components } from '@aima/contract/client';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call, useAsk } from '#lib/api.ts';
import { dateTime } from '#lib/format.ts';
import { language } from '#lib/words.ts';
import { Button } from '#ui/button.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Facts, Skeleton } from '#ui/surface.tsx';
import { Tabs } from '#ui/tabs.tsx';
import { AccessNote, AccessProblem } from './access-problem.tsx';
import { AccountForm } from './account-form.tsx';
import { Entrance } from './entrance.tsx';
import { forgetToken, useLinkToken } from './link-token.ts';
import { SignInForm, type SignInOptions } from './sign-in-form.tsx';
import { arrive, type Me } from './signed-in.ts';
import { useAttempt } from './use-attempt.ts';
import { useWords } from './words.ts';

type Invitation = components['schemas']['InvitationFacts'];

/** Whoever was invited wants to be there. */
async function enter(workspaceId: string | undefined): Promise<void> {
  if (workspaceId !== undefined) await createClient({ baseUrl: location.origin, language: language(), workspace: workspaceId }).api.chooseWorkspace({});
  await arrive();
}

function useEntering(): (workspaceId: string | undefined) => Promise<void> {
  const go = useNavigate();
  return async (workspaceId) => {
    await enter(workspaceId);
    forgetToken();
    await go('/', { replace: true });
  };
}

function Joining({ me, token, onOther }: { me: Me; token: string; onOther(): void }) {
  const t = useWords();
  const entering = useEntering();
  const { busy, error, run } = useAttempt();
  const join = (): Promise<void> => run(async () => {
    const { workspaceId } = await call('acceptInvitation', { body: { token } });
    await entering(workspaceId);
  });
  return (
    <div className="flex flex-col gap-4">
      <p dir="auto">{t('joinAs', { name: me.account.name })}</p>
      <AccessProblem error={error} />
      <div className="flex flex-wrap gap-2">
        <Button look="primary" busy={busy} onClick={() => { void join(); }}>{t('joinNow')}</Button>
        <Button look="quiet" onClick={onOther}>{t('joinOther')}</Button>
      </div>
    </div>
  );
}

/** A new account has its own, which comes first, and the one it was invited to. */
const invitedTo = ({ workspaces: [, invited] }: Me): string | undefined => invited?.id;

function Accounts({ options, token, facts, onSignedIn }: { options: SignInOptions; token: string; facts: Invitation; onSignedIn(): unknown }) {
  const t = useWords();
  const entering = useEntering();
  const made = async (): Promise<void> => { await entering(invitedTo(await call('getMe', {}))); };
  return (
    <Tabs
      label={t('invitationTitle')}
      tabs={[
        { id: 'new', label: t('makeAccount'), content: <AccountForm options={options} token={{ invitationToken: token }} email={facts.email} action={t('makeAndJoin')} onSignedIn={made} /> },
        { id: 'known', label: t('haveAccount'), content: <div className="flex flex-col gap-4"><SignInForm options={options} next="/invitation" {...(facts.email !== null && { email: facts.email })} onSignedIn={onSignedIn} /></div> },
      ]}
    />
  );
}

function Invited({ facts, token }: { facts: Invitation; token: string }) {
  const t = useWords();
  const [other, setOther] = useState(false);
  const me = useAsk('getMe', {});
  const options = useAsk('getSignInOptions', {});
  const signedIn = async (): Promise<void> => {
    await arrive();
    setOther(false);
    await me.refetch();
  };
  return (
    <>
      <div>
        <p className="text-muted">{t('invitedTo')}</p>
        <p className="text-lg font-semibold leading-7" dir="auto">{facts.workspace}</p>
      </div>
      <Facts rows={[[t('roleIs'), t(`role_${facts.role}`)], [t('invitedUntil'), dateTime(facts.expiresAt)], ...(facts.email === null ? [] : [[t('onlyFor'), facts.email] as const])]} />
      {me.isPending ? <Skeleton className="h-56" /> : me.data && !other ? <Joining me={me.data} token={token} onOther={() => { setOther(true); }} />
        : <Loaded asked={options} skeleton={<Skeleton className="h-56" />}>{(ways) => <Accounts options={ways} token={token} facts={facts} onSignedIn={signedIn} />}</Loaded>}
    </>
  );
}

export function Component() {
  const t = useWords();
  const token = useLinkToken();
  const invitation = useAsk('lookAtInvitation', { body: { token: token ?? '' } }, { enabled: token !== null, staleMs: Number.POSITIVE_INFINITY });
  return (
    <Entrance title={t('invitationTitle')}>
      {token === null ? <AccessNote title={t('halfLink')} /> : <Loaded asked={invitation} skeleton={<Skeleton className="h-56" />}>{(facts) => <Invited facts={facts} token={token} />}</Loaded>}
    </Entrance>
  );
}
