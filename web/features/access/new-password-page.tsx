import { useState } from 'react';
import { call, useAsk } from '#lib/api.ts';
import { Button, ButtonLink } from '#ui/button.tsx';
import { Loaded } from '#ui/notes.tsx';
import { Skeleton } from '#ui/surface.tsx';
import { AccessNote, AccessProblem, problemOf } from './access-problem.tsx';
import { Entrance } from './entrance.tsx';
import { textOf } from './form-text.ts';
import { forgetToken, useLinkToken } from './link-token.ts';
import { PasswordField } from './password-field.tsx';
import { useAttempt } from './use-attempt.ts';
import { useWords } from './words.ts';

function NewPassword({ token, passwordLength, onSet }: { token: string; passwordLength: number; onSet(): void }) {
  const t = useWords();
  const { busy, error, run } = useAttempt();
  const send = (form: HTMLFormElement): Promise<void> => run(async () => {
    await call('setNewPassword', { body: { token, password: textOf(form, 'password') } });
    forgetToken();
    onSet();
  });
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); void send(event.currentTarget); }}>
      <p className="text-muted">{t('newPasswordText')}</p>
      <PasswordField label={t('newPassword')} name="password" autoComplete="new-password" minLength={passwordLength} maxLength={128} hint={t('passwordRule', { n: passwordLength })} problem={problemOf(error, 'password')} autoFocus />
      <AccessProblem error={error} fields={['password']} />
      <Button type="submit" look="primary" busy={busy}>{t('setPassword')}</Button>
    </form>
  );
}

export function Component() {
  const t = useWords();
  const token = useLinkToken();
  const [isSet, setIsSet] = useState(false);
  const options = useAsk('getSignInOptions', {}, { enabled: token !== null });
  return (
    <Entrance title={t('newPasswordTitle')}>
      {token === null ? <AccessNote title={t('halfLink')} /> : isSet ? (
        <>
          <p role="status">{t('passwordSet')}</p>
          <ButtonLink look="primary" to="/sign-in" autoFocus>{t('signIn')}</ButtonLink>
        </>
      ) : <Loaded asked={options} skeleton={<Skeleton className="h-40" />}>{({ passwordLength }) => <NewPassword token={token} passwordLength={passwordLength} onSet={() => { setIsSet(true); }} />}</Loaded>}
    </Entrance>
  );
}
