/** A dialog that is open: full screen on phones, focus kept inside, Escape closes. Loaded with the first one. */
import { Dialog as HeadlessDialog, DialogBackdrop, DialogPanel as HeadlessPanel, DialogTitle } from '@headlessui/react';
import { XMarkIcon } from '@heroicons/react/24/outline';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { classes } from './class-names.ts';
import { useWords } from './words.ts';

export interface DialogProps {
  open: boolean;
  onClose(): void;
  title: string;
  children: ReactNode;
  /** Buttons, the primary one last. */
  footer?: ReactNode;
  size?: 'normal' | 'large';
}

export function DialogPanel({ open, onClose, title, children, footer, size = 'normal' }: DialogProps) {
  const t = useWords();
  return (
    <HeadlessDialog open={open} onClose={onClose} className="relative z-50">
      <DialogBackdrop className="fixed inset-0 bg-black/50" />
      <div className="fixed inset-0 flex items-stretch justify-center sm:items-center sm:p-4">
        <HeadlessPanel className={classes('flex max-h-full w-full flex-col bg-surface text-ink sm:max-h-[90vh] sm:rounded-md sm:border sm:border-line sm:shadow-xl', size === 'large' ? 'sm:max-w-4xl' : 'sm:max-w-lg')}>
          <div className="flex items-center justify-between gap-2 border-b border-line px-4 py-3">
            <DialogTitle className="text-base font-semibold">{title}</DialogTitle>
            <IconButton label={t('close')} icon={XMarkIcon} onClick={onClose} />
          </div>
          <div className="min-h-0 grow overflow-y-auto p-4 sm:grow-0">{children}</div>
          {footer !== undefined && <div className="flex flex-wrap justify-end gap-2 border-t border-line px-4 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">{footer}</div>}
        </HeadlessPanel>
      </div>
    </HeadlessDialog>
  );
}
