/** Accounts of other services that sign in here, too. */
import { LinkIcon } from '@heroicons/react/24/outline';
import { useAct, useAsk } from '#lib/api.ts';
import { Button } from '#ui/button.tsx';
import { ProblemNote } from '#ui/notes.tsx';
import { Card } from '#ui/surface.tsx';
import { useWords } from './words.ts';

/** Absent where the installation has none. */
export function SingleSignOn() {
  const t = useWords();
  const options = useAsk('getSignInOptions', {}, { staleMs: 600_000 }).data;
  const link = useAct('linkProvider');
  if (!options || (options.providers.length === 0 && !options.directory)) return null;
  return (
    <Card title={t('singleSignOn')}>
      {options.providers.length > 0 && <p className="text-muted">{t('singleSignOnText')}</p>}
      <ul className="flex flex-col gap-3 py-2">
        {options.providers.map(({ id, name }) => (
          <li key={id} className="flex flex-wrap items-center gap-3">
            <Button icon={LinkIcon} busy={link.isPending} onClick={() => { link.mutate({ path: { provider: id }, body: { next: '/settings/sign-in' } }, { onSuccess: ({ url }) => { location.assign(url); } }); }}>{t('link', { name })}</Button>
            <span className="text-muted">{t('linkText', { name })}</span>
          </li>
        ))}
      </ul>
      {link.error && <ProblemNote error={link.error} />}
      {options.directory && <p className="text-muted">{t('directory')}</p>}
    </Card>
  );
}
