/** What people carry elsewhere: a link, a key. */
import { CheckIcon, ClipboardDocumentIcon } from '@heroicons/react/24/outline';
import { useId, useState } from 'react';
import { Button } from './button.tsx';
import { toast } from './toasts.tsx';
import { useWords } from './words.ts';

/** The clipboard is closed to pages that came without encryption; whoever sees the text can still mark it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    const done = await copyText(text);
    setCopied(done);
    toast(t(done ? 'copied' : 'notCopied'), { tone: done ? 'success' : 'danger' });
  };
  return <Button icon={copied ? CheckIcon : ClipboardDocumentIcon} onClick={() => { void copy(); }}>{label ?? t('copy')}</Button>;
}

/** A text that can be marked as a whole, with its button. */
export function CopyField({ label, text, hint }: { label: string; text: string; hint?: string }) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">{label}</label>
      <div className="flex flex-wrap items-stretch gap-2">
        <input id={id} readOnly value={text} onFocus={(event) => { event.currentTarget.select(); }} {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })} className="min-w-0 grow rounded-md border border-edge bg-canvas px-3 py-2 font-mono text-sm text-ink" />
        <CopyButton text={text} />
      </div>
      {hint !== undefined && <p id={`${id}-hint`} className="text-xs text-muted">{hint}</p>}
    </div>
  );
}
