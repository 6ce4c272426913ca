/** Storage: what is used, what will be deleted and when, what was, and how all of it is protected. */
import { useAsk } from '#lib/api.ts';
import { Loaded } from '#ui/notes.tsx';
import { Page, Skeleton } from '#ui/surface.tsx';
import { DataProtection } from './data-protection.tsx';
import { Hints } from './hints.tsx';
import { PlannedDeletions } from './planned-deletions.tsx';
import { StorageLog } from './storage-log.tsx';
import { TemporaryFiles } from './temporary-files.tsx';
import { UseBars } from './use-bars.tsx';
import { useWords } from './words.ts';

/** No event tells how full the disk is. */
const STATUS_MS = 5_000;

export function Component() {
  const t = useWords();
  const status = useAsk('getStorageStatus', {}, { everyMs: STATUS_MS });
  const settings = useAsk('getLibrarySettings', {}).data;
  return (
    <Page title={t('title')}>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <Loaded asked={status} skeleton={<Skeleton className="h-96" />}>{(known) => <UseBars status={known} />}</Loaded>
          <PlannedDeletions retentionDays={settings?.retentionDays} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {status.data && <Hints status={status.data} retentionDays={settings?.retentionDays} />}
          <TemporaryFiles />
          <DataProtection settings={settings} />
        </div>
      </div>
      <StorageLog />
    </Page>
  );
}
