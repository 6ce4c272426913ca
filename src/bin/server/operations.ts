/** Every operation and every other route of the server, over the rooms behind them. */
import type { Database } from '../../db/index.ts';
import { spoolBackup } from '../../backup/index.ts';
import type { ApiParts } from '../../http/api.ts';
import type { Authenticate } from '../../http/caller.ts';
import type { Operation } from '../../http/operation.ts';
import { pageRoutes } from '../../http/page/routes.ts';
import type { HostRule } from '../../http/request-origin.ts';
import type { ResponseTimes } from '../../http/response-times.ts';
import { accountAdministrationOperations } from '../../http/rest/account-administration.ts';
import { accountOperations } from '../../http/rest/account.ts';
import { apiKeyOperations } from '../../http/rest/api-keys.ts';
import { archiveOperations } from '../../http/rest/archive.ts';
import { auditOperations } from '../../http/rest/audit.ts';
import { backupOperations } from '../../http/rest/backup.ts';
import { singleSignOnCallback } from '../../http/rest/auth-callback.ts';
import { authOperations } from '../../http/rest/auth.ts';
import { correctionOperations } from '../../http/rest/corrections.ts';
import { estimateOperations } from '../../http/rest/estimate.ts';
import { firstStepsOperations } from '../../http/rest/first-steps.ts';
import { folderOperations } from '../../http/rest/folders.ts';
import { entryOperations, type UrlParts } from '../../http/rest/entries.ts';
import { heldOperations } from '../../http/rest/held.ts';
import { jobOperations } from '../../http/rest/jobs.ts';
import { machineOperations } from '../../http/rest/machines.ts';
import { mediaPictureOperations } from '../../http/rest/media-pictures.ts';
import { mediaStorageOperations } from '../../http/rest/media-storage.ts';
import { mediaOperations } from '../../http/rest/media.ts';
import { observationOperations } from '../../http/rest/observations.ts';
import { playbackOperations } from '../../http/rest/playback.ts';
import { profileOperations } from '../../http/rest/profiles.ts';
import { providerOperations } from '../../http/rest/providers.ts';
import { resultOperations } from '../../http/rest/results.ts';
import { settingsOperations } from '../../http/rest/settings.ts';
import { systemOperations } from '../../http/rest/system.ts';
import { tusRoutes } from '../../http/rest/uploads-tus.ts';
import { uploadOperations } from '../../http/rest/uploads.ts';
import { workspaceOperations } from '../../http/rest/workspaces.ts';
import { allOpenMachines, unusableProviders } from '../../jobs/index.ts';
import { allowPictures, type Library } from '../../library/index.ts';
import type { Shutdown } from '../../http/shutdown.ts';
import { eventSocket, ticketOperations } from '../../http/ws/events.ts';
import { createTickets } from '../../http/ws/tickets.ts';
import type { Foundation } from './foundation.ts';
import type { Reachability } from './reachability.ts';
import type { Rooms } from './rooms.ts';
import type { Work } from './work.ts';

export interface OperationParts {
  foundation: Foundation;
  rooms: Rooms;
  authenticate: Authenticate;
  hosts: HostRule;
  shutdown: Shutdown;
  reachability: Reachability;
  times: ResponseTimes;
  orchestrates: boolean;
  /** The data folder, with the measured speeds of this machine. */
  data: string;
  urls: UrlParts;
  /** What the installation was told, without secrets: it goes into backups. */
  configuration: unknown;
}

const libraryOperations = (library: Library): Operation[] => [
  ...uploadOperations(library), ...folderOperations(library), ...mediaOperations(library), ...mediaPictureOperations(library), ...playbackOperations(library), ...mediaStorageOperations(library),
];

const jobOperationsOver = ({ control, estimate, providers, machines }: Work, data: string): Operation[] => [
  ...jobOperations(control), ...archiveOperations(control), ...estimateOperations(estimate), ...profileOperations({ data }), ...providerOperations(providers), ...machineOperations(machines),
];

const resultOperationsOver = (database: Database, library: Library, { keyframes }: Work): Operation[] => [
  ...resultOperations(keyframes), ...observationOperations({ database }), ...correctionOperations({ database }),
  ...heldOperations({ database, allowPictures: (workspaceId, mediaId) => allowPictures(library, workspaceId, mediaId) }),
];

export function routesOf(parts: OperationParts): Pick<ApiParts, 'operations' | 'raw'> {
  const { foundation, rooms: { people, library, work, stillHolds }, data, urls, configuration, authenticate, hosts, shutdown, reachability, times, orchestrates } = parts;
  const { database, hub, driver, storageFolder: folder } = foundation;
  const tickets = createTickets(foundation.sessionSecret);
  const sockets = eventSocket({ subscribe: (...asked) => hub.subscribe(...asked), authenticate, stillHolds, tickets, hosts, shutdown });
  const system = systemOperations({
    database, times, reachable: reachability.now, stopping: () => shutdown.draining.aborted, orchestrator: orchestrates, watchers: sockets.open,
    machines: () => allOpenMachines({ database }), providers: () => unusableProviders(work.providers),
    storage: driver.kind === 's3' ? { kind: 's3' } : { kind: 'folder', folder },
  });
  return {
    operations: [
      ...system, ...settingsOperations({ database }), ...ticketOperations({ tickets }), ...auditOperations(database),
      ...backupOperations({ database, makeBackup: (options) => spoolBackup(database, data, { ...options, configuration }) }),
      ...authOperations(people), ...accountOperations(people), ...apiKeyOperations(people), ...workspaceOperations(people), ...accountAdministrationOperations(people),
      ...libraryOperations(library), ...jobOperationsOver(work, data), ...resultOperationsOver(database, library, work),
      ...entryOperations({ ...work.control, library, urls }),
      ...firstStepsOperations({ sample: { ...work.control, library, stock: work.stock }, selfTest: { data, local: work.local, stock: work.stock } }),
    ],
    raw: [sockets.routes, pageRoutes(), singleSignOnCallback(people), tusRoutes(library)],
  };
}
