/** A new account: the first one, by invitation, or freely where that is open. */
import { call } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { TextField } from '#ui/fields.tsx';
import { AccessProblem, problemOf } from './access-problem.tsx';
import { textOf } from './form-text.ts';
import { PasswordField } from './password-field.tsx';
import type { SignInOptions } from './sign-in-form.tsx';
import { keepPreferences } from './signed-in.ts';
import { useAttempt } from './use-attempt.ts';
import { useWords } from './words.ts';

interface AccountFormProps {
  options: SignInOptions;
  token: { welcomeToken?: string; invitationToken?: string };
  /** The only mail address that the invitation is for. */
  email?: string | null;
  action: string;
  onSignedIn(): unknown;
}

const FIELDS = ['name', 'email', 'password'] as const;

export function AccountForm({ options: { passwordLength }, token, email = null, action, onSignedIn }: AccountFormProps) {
  const t = useWords();
  const { busy, error, run } = useAttempt();
  const send = (form: HTMLFormElement): Promise<void> => run(async () => {
    await call('signUp', { body: { name: textOf(form, 'name').trim(), email: textOf(form, 'email').trim(), password: textOf(form, 'password'), ...token } });
    await keepPreferences();
    await onSignedIn();
  });
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); void send(event.currentTarget); }}>
      <TextField label={t('name')} name="name" autoComplete="name" maxLength={100} required dir="auto" problem={problemOf(error, 'name')} />
      <TextField label={t('email')} name="email" type="email" autoComplete="username" maxLength={254} required readOnly={email !== null} defaultValue={email ?? ''} problem={problemOf(error, 'email')} />
      <PasswordField label={t('password')} name="password" autoComplete="new-password" minLength={passwordLength} maxLength={128} hint={t('passwordRule', { n: passwordLength })} problem={problemOf(error, 'password')} />
      <AccessProblem error={error} fields={FIELDS} />
      <Button type="submit" look="primary" busy={busy}>{action}</Button>
    </form>
  );
}
