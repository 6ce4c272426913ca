/** What is said where nothing else can be shown: nothing there yet, it failed, it is being loaded. */
import { ExclamationTriangleIcon, LockClosedIcon } from '@heroicons/react/24/outline';
import type { ReactNode } from 'react';
import { isApiError } from '#lib/api.ts';
import { Button, type Icon } from './button.tsx';
import { Skeleton } from './surface.tsx';
import { useWords } from './words.ts';

export function Empty({ icon: Icon, title, children, action }: { icon: Icon; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-md border border-dashed border-edge px-6 py-10 text-center">
      <Icon className="size-10 text-muted" aria-hidden />
      <h2>{title}</h2>
      {children !== undefined && <div className="max-w-prose text-muted">{children}</div>}
      {action !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

/** What happened, what was kept, what to do now: the server's own words, in the chosen language. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useWords();
  const known = isApiError(error) ? error : undefined;
  const forbidden = known?.code === 'FORBIDDEN';
  const Icon = forbidden ? LockClosedIcon : ExclamationTriangleIcon;
  return (
    <div role="alert" className="flex gap-3 rounded-md border border-danger/50 bg-danger/10 p-3">
      <Icon className="size-5 shrink-0 text-danger-ink" aria-hidden />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-medium">{forbidden ? t('noRight') : known?.status === 0 ? t('unreachable') : known?.message ?? t('failed')}</p>
        {!known && error instanceof Error && <p>{error.message}</p>}
        {known && <p>{forbidden ? t('noRightText') : known.next}</p>}
        {known?.issues.map(({ path, message }) => <p key={path} className="text-muted">{path}: {message}</p>)}
        {known?.instance !== undefined && <p className="text-xs text-muted">{t('reference', { id: known.instance })}</p>}
        {onRetry && <div><Button onClick={onRetry}>{t('retry')}</Button></div>}
      </div>
    </div>
  );
}

/** In place of what is being loaded: its outline to see, a word to hear. */
export function Waiting({ className, children }: { className?: string; children: ReactNode }) {
  const t = useWords();
  return <div aria-busy className={className}><span className="sr-only">{t('loading')}</span>{children}</div>;
}

interface Asked<T> { data: T | undefined; error: unknown; isPending: boolean; refetch(): unknown }

/** Skeleton, error, or what came. Data that is there stays on the page when reading it anew fails. */
export function Loaded<T>({ asked, skeleton, children }: { asked: Asked<T>; skeleton?: ReactNode; children: (data: T) => ReactNode }) {
  const { data, error, isPending } = asked;
  if (data !== undefined) return <>{error !== null && error !== undefined && <ProblemNote error={error} onRetry={() => { void asked.refetch(); }} />}{children(data)}</>;
  if (isPending && !error) return <Waiting>{skeleton ?? <Skeleton />}</Waiting>;
  return <ProblemNote error={error} onRetry={() => { void asked.refetch(); }} />;
}
