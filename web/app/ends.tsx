/** Where a way ends: an address of nothing, a page that broke. */
import { ExclamationTriangleIcon, MapIcon } from '@heroicons/react/24/outline';
import { useRouteError } from 'react-router';
import { Button, ButtonLink } from '#ui/button.tsx';
import { Empty } from '#ui/notes.tsx';
import { Page } from '#ui/surface.tsx';
import { useWords } from './words.ts';

export function NotFound() {
  const t = useWords();
  return <Page title={t('notFound')}><Empty icon={MapIcon} title={t('notFound')} action={<ButtonLink look="primary" to="/">{t('home')}</ButtonLink>}>{t('notFoundText')}</Empty></Page>;
}

export function Broken() {
  const t = useWords();
  const error = useRouteError();
  return (
    <Page title={t('broken')}>
      <Empty icon={ExclamationTriangleIcon} title={t('broken')} action={<Button look="primary" onClick={() => { location.reload(); }}>{t('reload')}</Button>}>
        {t('brokenText')}
        <p className="mt-2 font-mono text-xs">{error instanceof Error ? error.message : String(error)}</p>
      </Empty>
    </Page>
  );
}
