/** The first minutes: the account that administrates, how the page looks, what this machine can do, a sample. */
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { useAsk } from '#lib/api.ts';
import { Loaded } from '#ui/notes.tsx';
import { Skeleton } from '#ui/surface.tsx';
import { AccessNote } from './access-problem.tsx';
import { AccountForm } from './account-form.tsx';
import { Entrance } from './entrance.tsx';
import { forgetToken, useLinkToken } from './link-token.ts';
import { LooksChoice } from './looks-choice.tsx';
import { SignInAgain } from './sign-in-again.tsx';
import { arrive } from './signed-in.ts';
import { WelcomeSteps } from './welcome-steps.tsx';
import { useWelcomeWords } from './welcome-words.ts';

function FirstAccount({ token }: { token: string }) {
  const t = useWelcomeWords();
  const go = useNavigate();
  const options = useAsk('getSignInOptions', {});
  const made = async (): Promise<void> => {
    forgetToken();
    await arrive();
    // Language and colours were chosen beside the account.
    await go('/welcome?step=machine', { replace: true });
  };
  return (
    <Entrance title={t('firstAccount')}>
      <LooksChoice />
      <p className="text-muted">{t('firstAccountText')}</p>
      <Loaded asked={options} skeleton={<Skeleton className="h-56" />}>{(ways) => <AccountForm options={ways} token={{ welcomeToken: token }} action={t('makeFirst')} onSignedIn={made} />}</Loaded>
    </Entrance>
  );
}

/** Once somebody administrates, only people who are signed in have something to do here. */
function WithoutLink() {
  const t = useWelcomeWords();
  const options = useAsk('getSignInOptions', {});
  if (options.data?.needsAdministrator === false) return <Navigate replace to="/sign-in?next=/welcome" />;
  return <Entrance title={t('firstAccount')}><Loaded asked={options} skeleton={<Skeleton className="h-24" />}>{() => <AccessNote title={t('halfLink')}>{t('halfLinkNext')}</AccessNote>}</Loaded></Entrance>;
}

export function Component() {
  const t = useWelcomeWords();
  const token = useLinkToken();
  // Whoever has just signed up comes here by another address.
  useSearchParams();
  const me = useAsk('getMe', {}, { staleMs: 60_000 });
  if (me.isPending) return <Entrance title={t('firstAccount')}><Skeleton className="h-56" /></Entrance>;
  if (me.data) return <><WelcomeSteps /><SignInAgain /></>;
  if (token === null) return <WithoutLink />;
  return <FirstAccount token={token} />;
}
