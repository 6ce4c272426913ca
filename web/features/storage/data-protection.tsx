/** What is protected, how long it is kept, and the log of it as a file. */
import { ArrowDownTrayIcon } from '@heroicons/react/24/outline';
import type { components } from '@aima/contract/client';
import { useMe } from '#lib/me.ts';
import { ButtonLink } from '#ui/button.tsx';
import { Card } from '#ui/surface.tsx';
import { useWords } from './words.ts';

const AUDIT = '/api/v1/audit/export';

export function DataProtection({ settings }: { settings: components['schemas']['LibrarySettings'] | undefined }) {
  const t = useWords();
  const may = new Set<string>(useMe()?.permissions);
  const facts: readonly (readonly [string, string])[] = [
    [t('encrypted'), t('encryptedText')], [t('erasing'), t('erasingText')], [t('rows'), t('rowsText')],
    ...(settings ? [[t('keeping'), t('keepingText', { count: settings.retentionDays })], [t('places'), t(settings.readPlaces ? 'places_on' : 'places_off')]] as const : []),
  ];
  return (
    <Card title={t('protection')} actions={may.has('workspace:manage') && <ButtonLink to="/settings/privacy">{t('change')}</ButtonLink>}>
      <dl className="flex flex-col gap-3">{facts.map(([name, text]) => <div key={name}><dt className="font-medium">{name}</dt><dd className="text-muted">{text}</dd></div>)}</dl>
      {may.has('audit:read') && (
        <ul className="mt-4 flex flex-wrap gap-x-4 gap-y-2">
          {([[`${AUDIT}?about=storage`, 'aima-storage-audit.ndjson', t('auditExport')], [AUDIT, 'aima-audit.ndjson', t('auditAll')]] as const).map(([href, name, title]) => <li key={href}><a download={name} href={href} className="touch inline-flex items-center gap-2 text-link underline"><ArrowDownTrayIcon className="size-5 shrink-0" aria-hidden />{title}</a></li>)}
        </ul>
      )}
    </Card>
  );
}
