/** Dialogs, and the one that asks before something is done. */
import { Suspense, useEffect, useState, type ReactNode } from 'react';
import { feel } from '#lib/haptics.ts';
import { latePart } from '#lib/late-part.ts';
import { Button } from './button.tsx';
import type { DialogProps } from './dialog-panel.tsx';
import { ProblemNote } from './notes.tsx';
import { useWords } from './words.ts';

// What keeps the focus inside and the rest of the page quiet is as large as a page: it comes with the first dialog.
const Panel = latePart(async () => (await import('./dialog-panel.tsx')).DialogPanel);

/** What keeps the focus learns where it came from by watching, and the first dialog brings it: too late for its own. */
function useWayBack(open: boolean): void {
  useEffect(() => {
    const from = document.activeElement;
    if (!open || !(from instanceof HTMLElement)) return undefined;
    return () => { requestAnimationFrame(() => { if (document.activeElement === document.body) from.focus(); }); };
  }, [open]);
}

export function Dialog(props: DialogProps) {
  const [opened, setOpened] = useState(props.open);
  useWayBack(props.open);
  if (props.open && !opened) setOpened(true);
  return opened && <Suspense><Panel {...props} /></Suspense>;
}

export interface ConfirmProps {
  open: boolean;
  onClose(): void;
  title: string;
  children: ReactNode;
  /** Says what will be done: never only 'OK'. */
  action: string;
  danger?: boolean;
  disabled?: boolean;
  /** Closes when it resolves; what it throws stands in the dialog. */
  onConfirm(): Promise<unknown>;
}

export function Confirm({ open, onClose, title, children, action, danger = false, disabled = false, onConfirm }: ConfirmProps) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const close = (): void => {
    setError(undefined);
    onClose();
  };
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      feel();
      onClose();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open} onClose={close} title={title}
      footer={<>
        <Button onClick={close} autoFocus={danger}>{t('cancel')}</Button>
        <Button look={danger ? 'danger' : 'primary'} busy={busy} disabled={disabled} onClick={() => { void confirm(); }}>{action}</Button>
      </>}
    >
      <div className="flex flex-col gap-3">
        {children}
        {error !== undefined && <ProblemNote error={error} />}
      </div>
    </Dialog>
  );
}
