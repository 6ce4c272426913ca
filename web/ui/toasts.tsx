/** Short notices that go by themselves, read aloud; what must not be missed stands on the page instead. */
import { XMarkIcon } from '@heroicons/react/24/outline';
import { create } from 'zustand';
import { isApiError } from '#lib/api.ts';
import { Button, IconButton } from './button.tsx';
import { classes } from './class-names.ts';
import { useWords } from './words.ts';

export interface Toast {
  id: number;
  text: string;
  tone: 'info' | 'success' | 'danger';
  /** Such as undo. */
  action?: { label: string; run(): void };
}

const SHOWN_MS = 7_000;

const useToasts = create<{ toasts: readonly Toast[] }>(() => ({ toasts: [] }));
let made = 0;

const drop = (id: number): void => { useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((each) => each.id !== id) })); };

export function toast(text: string, { tone = 'info', action }: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  made += 1;
  const id = made;
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-3), { id, text, tone, ...(action && { action }) }] }));
  setTimeout(() => { drop(id); }, SHOWN_MS);
}

/** For changes whose place on the page is gone when they fail. */
export const toastProblem = (error: unknown): void => { toast(isApiError(error) ? `${error.message} ${error.next}` : String(error), { tone: 'danger' }); };

export function Toasts() {
  const t = useWords();
  const toasts = useToasts((state) => state.toasts);
  return (
    <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-0 bottom-20 z-40 flex flex-col items-center gap-2 px-4 md:bottom-6">
      {toasts.map(({ id, text, tone, action }) => (
        <div key={id} className={classes('pointer-events-auto flex max-w-xl items-center gap-2 rounded-md border bg-raised px-3 py-2 text-ink shadow-lg', tone === 'danger' ? 'border-danger' : tone === 'success' ? 'border-success' : 'border-edge')}>
          <span>{text}</span>
          {action && <Button look="quiet" onClick={() => { drop(id); action.run(); }}>{action.label}</Button>}
          <IconButton label={t('dismiss')} icon={XMarkIcon} onClick={() => { drop(id); }} />
        </div>
      ))}
    </div>
  );
}
