/** Why somebody was not let in, as far as the page can say it better than the server: a lock with the time here. */
import { ExclamationTriangleIcon } from '@heroicons/react/24/outline';
import { isApiError } from '#lib/api.ts';
import { dateTime } from '#lib/format.ts';
import { ProblemNote } from '#ui/notes.tsx';
import { useWords } from './words.ts';

export function AccessNote({ title, children }: { title: string; children?: string }) {
  return (
    <div role="alert" className="flex gap-3 rounded-md border border-danger/50 bg-danger/10 p-3">
      <ExclamationTriangleIcon className="size-5 shrink-0 text-danger-ink" aria-hidden />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-medium">{title}</p>
        {children !== undefined && <p>{children}</p>}
      </div>
    </div>
  );
}

/** @param fields of the form: what is said beside one of them is not said twice */
export function AccessProblem({ error, fields = [] }: { error: unknown; fields?: readonly string[] }) {
  const t = useWords();
  if (error === undefined) return null;
  if (!isApiError(error)) return <AccessNote title={error instanceof Error ? error.message : '?'} />;
  const until = error.details['lockedUntil'];
  if (error.code === 'SIGN_IN_LOCKED' && typeof until === 'string') return <AccessNote title={t('lockedUntil', { time: dateTime(until) })}>{t('lockedNext')}</AccessNote>;
  if (error.code === 'SIGN_IN_FAILED') return <AccessNote title={t('wrong')}>{t('wrongNext')}</AccessNote>;
  if (error.issues.length > 0 && error.issues.every(({ path }) => fields.some((name) => path === `/body/${name}`))) return null;
  return <ProblemNote error={error} />;
}

/** What the server says about one field. */
export function problemOf(error: unknown, field: string): string | undefined {
  return isApiError(error) ? error.issues.find(({ path }) => path === `/body/${field}`)?.message : undefined;
}
