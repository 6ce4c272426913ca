/** What was typed and not saved is not lost by a wrong click: leaving asks first. */
import { useEffect, useId } from 'react';
import { useBlocker } from 'react-router';
import { create } from 'zustand';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { useWords } from './words.ts';

const useUnsavedForms = create<{ forms: ReadonlySet<string> }>(() => ({ forms: new Set() }));

function mark(id: string, unsaved: boolean): void {
  useUnsavedForms.setState(({ forms }) => (forms.has(id) === unsaved ? { forms } : { forms: unsaved ? forms.union(new Set([id])) : forms.difference(new Set([id])) }));
}

/** Says of a form whether it holds something that is not saved. */
export function useUnsaved(unsaved: boolean): void {
  const id = useId();
  useEffect(() => {
    mark(id, unsaved);
    return () => { mark(id, false); };
  }, [id, unsaved]);
}

/** Once on a page, since the router asks one only. */
export function UnsavedGuard() {
  const t = useWords();
  const unsaved = useUnsavedForms(({ forms }) => forms.size > 0);
  const blocker = useBlocker(({ currentLocation, nextLocation }) => unsaved && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (!unsaved) return undefined;
    const ask = (event: BeforeUnloadEvent): void => { event.preventDefault(); };
    addEventListener('beforeunload', ask);
    return () => { removeEventListener('beforeunload', ask); };
  }, [unsaved]);
  const stay = (): void => { if (blocker.state === 'blocked') blocker.reset(); };
  const leave = (): void => { if (blocker.state === 'blocked') blocker.proceed(); };
  return (
    <Dialog open={blocker.state === 'blocked'} onClose={stay} title={t('unsaved')} footer={<><Button look="danger" onClick={leave}>{t('leave')}</Button><Button look="primary" autoFocus onClick={stay}>{t('stay')}</Button></>}>
      <p>{t('unsavedText')}</p>
    </Dialog>
  );
}
