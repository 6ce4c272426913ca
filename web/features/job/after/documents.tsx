/** Documents of the job as files. */
import { ArrowDownTrayIcon } from '@heroicons/react/24/outline';
import { Card } from '#ui/surface.tsx';
import { useMe } from '#lib/me.ts';
import type { Job, JobMedium } from '../running/run-cells.ts';
import { useWords } from './words.ts';

/** As the command line names them. */
const ENDING = '.aima.json';
const MOST = 50;

/** No file system knows these. */
const fileName = (name: string): string => [...name].map((sign) => ('\\/:*?"<>|'.includes(sign) || (sign.codePointAt(0) ?? 0) < 32 ? '_' : sign)).join('').slice(0, 150);

function File({ href, name, children }: { href: string; name: string; children: string }) {
  return <li><a className="touch inline-flex items-center gap-2 text-link underline" href={href} download={name}><ArrowDownTrayIcon className="size-5 shrink-0" aria-hidden /><span dir="auto">{children}</span></a></li>;
}

export function Documents({ job, media }: { job: Job; media: readonly JobMedium[] }) {
  const t = useWords();
  if (useMe()?.permissions.includes('results:read') !== true) return null;
  const base = `/api/v1/jobs/${job.id}`;
  return (
    <Card title={t('documents')}>
      <p className="mb-2 text-muted">{t('documentsText')}</p>
      <ul className="flex flex-col gap-1">
        <File href={`${base}/document`} name={`${fileName(job.name)}${ENDING}`}>{t('ofJob')}</File>
        <File href={`${base}/observations.ndjson`} name={`${fileName(job.name)}.ndjson`}>{t('lines')}</File>
        {media.slice(0, MOST).map(({ mediaId, fileName: name }) => <File key={mediaId} href={`${base}/media/${encodeURIComponent(mediaId)}/document`} name={`${fileName(name)}${ENDING}`}>{`${t('ofMedium')} · ${name}`}</File>)}
      </ul>
      {job.mediaCount > MOST && <p className="mt-2 text-muted">{t('documentsMore')}</p>}
    </Card>
  );
}
