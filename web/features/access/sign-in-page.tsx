import { useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useAsk } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Skeleton } from '#ui/surface.tsx';
import { AccessNote } from './access-problem.tsx';
import { AccountForm } from './account-form.tsx';
import { Entrance } from './entrance.tsx';
import { nextPath } from './next-path.ts';
import { SignInForm, type SignInOptions } from './sign-in-form.tsx';
import { refusalOf } from './sign-in-refusals.ts';
import { arrive, announceSignIn } from './signed-in.ts';
import { useWords } from './words.ts';

const LOOK_MS = 4_000;

/** Nobody can sign in yet, and the page cannot help but say where the link is. */
function NobodyYet() {
  const t = useWords();
  return (
    <div className="flex flex-col gap-2">
      <h2>{t('firstTitle')}</h2>
      <p>{t('firstText', { command: 'docker logs' })}</p>
      <p role="status" className="text-muted">{t('firstWaiting')}</p>
    </div>
  );
}

function Ways({ options, next }: { options: SignInOptions; next: string }) {
  const t = useWords();
  const go = useNavigate();
  const [fresh, setFresh] = useState(false);
  const signedIn = async (): Promise<void> => {
    await arrive();
    await go(next, { replace: true });
  };
  if (options.needsAdministrator) return <NobodyYet />;
  if (fresh) return <><AccountForm options={options} token={{}} action={t('makeAccount')} onSignedIn={signedIn} /><Button look="quiet" onClick={() => { setFresh(false); }}>{t('haveAccount')}</Button></>;
  return (
    <>
      <SignInForm options={options} next={next} onSignedIn={signedIn} />
      {options.registration === 'open' && <p className="flex flex-wrap items-center gap-2">{t('noAccountYet')}<Button onClick={() => { setFresh(true); }}>{t('makeAccount')}</Button></p>}
    </>
  );
}

function SignedInWindow() {
  const t = useWords();
  useEffect(() => {
    announceSignIn();
    window.close();
  }, []);
  return <Entrance title={t('done')}><p>{t('doneText')}</p><Button look="primary" onClick={() => { window.close(); }}>{t('closeWindow')}</Button></Entrance>;
}

export function Component() {
  const t = useWords();
  const go = useNavigate();
  const [search] = useSearchParams();
  const refused = search.get('error');
  const next = nextPath(search.get('next'), location.origin);
  const me = useAsk('getMe', {});
  const options = useAsk('getSignInOptions', {}, { enabled: me.isError, everyMs: LOOK_MS });
  const isSignedIn = me.data !== undefined && !me.isError;
  const apart = search.has('window');
  useEffect(() => { if (isSignedIn && !apart && refused === null) void arrive().then(() => go(next, { replace: true })); }, [isSignedIn, apart, refused, go, next]);
  if (isSignedIn && apart) return <SignedInWindow />;
  const why = refused === null ? undefined : refusalOf(refused);
  return (
    <Entrance title={t('signIn')}>
      {why && <AccessNote title={t(`refused_${why.why}`, { code: why.code })} />}
      {isSignedIn ? <Button onClick={() => { void go(next); }}>{t('dashboard')}</Button> : <Loaded asked={options} skeleton={<Skeleton className="h-56" />}>{(ways) => <Ways options={ways} next={next} />}</Loaded>}
    </Entrance>
  );
}
