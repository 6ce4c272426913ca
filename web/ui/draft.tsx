/** Forms over something that the server has: only what was changed is sent, and nobody's change is overwritten unseen. */
import { useState, type ReactNode, type SubmitEvent } from 'react';
import { changedFields, changesOf } from '#lib/form-diff.ts';
import { Button } from './button.tsx';
import { ProblemNote } from './notes.tsx';
import { toast } from './toasts.tsx';
import { useUnsaved } from './unsaved.tsx';
import { useWords } from './words.ts';

export interface Draft<T extends object> {
  /** What stands in the fields. */
  value: T;
  set(part: Partial<T>): void;
  changes: Partial<T>;
  dirty: boolean;
  discard(): void;
  /** What the server had when the first field was touched. */
  begun: T;
  /** What somebody else changed since then. */
  theirs: (keyof T & string)[];
  /** Goes on from what the server has now, with everything that was typed. */
  accept(): void;
}

/** @param base what the server has; it may be read anew while somebody types */
export function useDraft<T extends object>(base: T): Draft<T> {
  const [{ begun, typed }, setState] = useState<{ begun: T | undefined; typed: Partial<T> }>({ begun: undefined, typed: {} });
  const changes = changesOf(base, typed);
  const dirty = Object.keys(changes).length > 0;
  useUnsaved(dirty);
  return {
    value: { ...base, ...typed }, changes, dirty, begun: begun ?? base,
    set: (part) => { setState((before) => ({ begun: before.begun ?? base, typed: { ...before.typed, ...part } })); },
    discard: () => { setState({ begun: undefined, typed: {} }); },
    theirs: dirty && begun ? changedFields(begun, base) : [],
    accept: () => { setState((before) => ({ begun: base, typed: before.typed })); },
  };
}

interface SaveFormProps {
  dirty: boolean;
  onSave(): Promise<unknown>;
  onDiscard?(): void;
  /** Instead of 'Save'. */
  action?: string;
  /** Saving is not possible yet; what is missing stands at its field. */
  invalid?: boolean;
  label?: string;
  children: ReactNode;
}

/** What a refused save said stands above its button until the next attempt. */
export function SaveForm({ dirty, onSave, onDiscard, action, invalid = false, label, children }: SaveFormProps) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const save = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await onSave();
      toast(t('saved'), { tone: 'success' });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (dirty && !invalid && !busy) void save();
  };
  return (
    <form aria-label={label} className="flex flex-col gap-4" onSubmit={submit}>
      {children}
      {error !== undefined && <ProblemNote error={error} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" busy={busy} disabled={!dirty || invalid}>{action ?? t('save')}</Button>
        {onDiscard && dirty && <Button disabled={busy} onClick={onDiscard}>{t('discard')}</Button>}
      </div>
    </form>
  );
}

/** Somebody else saved while this form was open. */
export function ConflictNote({ fields, onAccept, onDiscard }: { fields: readonly { name: string; theirs: string }[]; onAccept(): void; onDiscard(): void }) {
  const t = useWords();
  if (fields.length === 0) return null;
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-md border border-warning bg-warning/10 p-3">
      <p className="font-medium">{t('conflict')}</p>
      <ul className="list-disc pl-5">{fields.map(({ name, theirs }) => <li key={name}>{t('conflictField', { name, value: theirs })}</li>)}</ul>
      <div className="flex flex-wrap gap-2"><Button onClick={onAccept}>{t('keepMine')}</Button><Button onClick={onDiscard}>{t('takeTheirs')}</Button></div>
    </div>
  );
}
