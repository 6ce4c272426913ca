/** All ways of signing in, for the page and for the dialog over a page. */
import type { components } from '@aima/contract/client';
import { useRef, useState } from 'react';
import { call } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { TextField } from '#ui/fields.tsx';
import { AccessNote, AccessProblem } from './access-problem.tsx';
import { CodeStep } from './code-step.tsx';
import { textOf } from './form-text.ts';
import { OtherWays } from './other-ways.tsx';
import { PasswordField } from './password-field.tsx';
import { useAttempt } from './use-attempt.ts';
import { useWords } from './words.ts';

export type SignInOptions = components['schemas']['SignInOptions'];

interface SignInFormProps {
  options: SignInOptions;
  /** Mail address that stands there already. */
  email?: string;
  /** Where a provider sends the browser afterwards. */
  next?: string;
  apart?: boolean;
  onSignedIn(): unknown;
}

interface PasswordStepProps extends Pick<SignInFormProps, 'email' | 'onSignedIn'> {
  directory: boolean;
  onCodeWanted(): void;
}

function PasswordStep({ directory, email = '', onSignedIn, onCodeWanted }: PasswordStepProps) {
  const t = useWords();
  const [byDirectory, setByDirectory] = useState(false);
  const password = useRef<HTMLInputElement>(null);
  const { busy, error, run, clear } = useAttempt();
  const send = (form: HTMLFormElement): Promise<void> => run(async () => {
    const [name, secret] = [textOf(form, 'name').trim(), textOf(form, 'password')];
    try {
      const { state } = byDirectory ? await call('signInWithDirectory', { body: { name, password: secret } }) : await call('signIn', { body: { email: name, password: secret } });
      if (state === 'second_factor') onCodeWanted();
      else await onSignedIn();
    } catch (failure) {
      password.current?.select();
      throw failure;
    }
  });
  const change = (): void => {
    setByDirectory(!byDirectory);
    clear();
  };
  return (
    <form className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); void send(event.currentTarget); }}>
      <TextField key={String(byDirectory)} label={t(byDirectory ? 'directoryName' : 'email')} name="name" defaultValue={byDirectory ? '' : email} autoComplete="username" inputMode={byDirectory ? 'text' : 'email'} maxLength={254} required autoFocus={email === ''} autoCapitalize="none" spellCheck={false} dir="auto" />
      <PasswordField ref={password} label={t('password')} name="password" autoComplete="current-password" maxLength={1000} autoFocus={email !== ''} />
      <AccessProblem error={error} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={busy} className="grow">{t('signIn')}</Button>
        {directory && <Button look="quiet" onClick={change}>{t(byDirectory ? 'useEmail' : 'useDirectory')}</Button>}
      </div>
    </form>
  );
}

export function SignInForm({ options, email, next = '/', apart = false, onSignedIn }: SignInFormProps) {
  const t = useWords();
  const [step, setStep] = useState<'password' | 'code' | 'too_late'>('password');
  if (step === 'code') return <CodeStep onSignedIn={onSignedIn} onBack={() => { setStep('password'); }} onTooLate={() => { setStep('too_late'); }} />;
  return (
    <>
      {step === 'too_late' && <AccessNote title={t('codeTooLate')} />}
      <PasswordStep directory={options.directory} {...(email !== undefined && { email })} onSignedIn={onSignedIn} onCodeWanted={() => { setStep('code'); }} />
      <OtherWays providers={options.providers} next={next} apart={apart} onSignedIn={onSignedIn} />
    </>
  );
}
