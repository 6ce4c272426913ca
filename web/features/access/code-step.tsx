/** The second step of a sign-in: the code of an authenticator, or a recovery code. */
import { call, isApiError } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { TextField } from '#ui/fields.tsx';
import { AccessProblem } from './access-problem.tsx';
import { textOf } from './form-text.ts';
import { useAttempt } from './use-attempt.ts';
import { useWords } from './words.ts';

interface CodeStepProps {
  onSignedIn(): unknown;
  onBack(): void;
  /** The password has to be given again. */
  onTooLate(): void;
}

const kindOf = (code: string): 'totp' | 'recovery' => (/^\d{6}$/.test(code) ? 'totp' : 'recovery');

export function CodeStep({ onSignedIn, onBack, onTooLate }: CodeStepProps) {
  const t = useWords();
  const { busy, error, run } = useAttempt();
  const send = (form: HTMLFormElement): Promise<void> => run(async () => {
    // Authenticators show their code in two halves.
    const code = textOf(form, 'code').replaceAll(/\s/g, '');
    try {
      await call('signInWithCode', { body: { kind: kindOf(code), code } });
      await onSignedIn();
    } catch (failure) {
      if (isApiError(failure) && failure.code === 'SIGN_IN_REQUIRED') {
        onTooLate();
        return;
      }
      form.querySelector('input')?.select();
      throw failure;
    }
  });
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); void send(event.currentTarget); }}>
      <h2>{t('codeTitle')}</h2>
      <p className="text-muted">{t('codeText')}</p>
      <TextField label={t('code')} name="code" autoComplete="one-time-code" maxLength={64} minLength={4} required autoFocus spellCheck={false} autoCapitalize="none" />
      <AccessProblem error={error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={busy}>{t('continue')}</Button>
        <Button look="quiet" onClick={onBack}>{t('back')}</Button>
      </div>
    </form>
  );
}
