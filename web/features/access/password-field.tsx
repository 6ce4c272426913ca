/** A password that can be looked at while it is typed. */
import { EyeIcon, EyeSlashIcon } from '@heroicons/react/24/outline';
import { useState, type InputHTMLAttributes, type Ref } from 'react';
import { IconButton } from '#ui/button.tsx';
import { TextField } from '#ui/fields.tsx';
import { useWords } from './words.ts';

type Input = Pick<InputHTMLAttributes<HTMLInputElement>, 'name' | 'autoComplete' | 'minLength' | 'maxLength' | 'autoFocus'>;

export function PasswordField({ label, hint, problem, ref, ...input }: Input & { label: string; hint?: string; problem?: string | undefined; ref?: Ref<HTMLInputElement> }) {
  const t = useWords();
  const [shown, setShown] = useState(false);
  return (
    <div className="flex items-start gap-2">
      <TextField {...input} {...(ref && { ref })} {...(hint !== undefined && { hint })} label={label} problem={problem} type={shown ? 'text' : 'password'} required spellCheck={false} autoCapitalize="none" className="min-w-0 grow" />
      <IconButton look="plain" className="mt-6" label={t(shown ? 'hidePassword' : 'showPassword')} aria-pressed={shown} icon={shown ? EyeSlashIcon : EyeIcon} onClick={() => { setShown(!shown); }} />
    </div>
  );
}
