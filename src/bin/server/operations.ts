/** Every operation and every other route of the server, over the rooms behind them. */
import type { ApiParts } from '../../http/api.ts';
import type { Authenticate } from '../../http/caller.ts';
import { pageRoutes } from '../../http/page/routes.ts';
import type { HostRule } from '../../http/request-origin.ts';
import type { ResponseTimes } from '../../http/response-times.ts';
import { accountAdministrationOperations } from '../../http/rest/account-administration.ts';
import { accountOperations } from '../../http/rest/account.ts';
import { apiKeyOperations } from '../../http/rest/api-keys.ts';
import { singleSignOnCallback } from '../../http/rest/auth-callback.ts';
import { authOperations } from '../../http/rest/auth.ts';
import { settingsOperations } from '../../http/rest/settings.ts';
import { systemOperations } from '../../http/rest/system.ts';
import { workspaceOperations } from '../../http/rest/workspaces.ts';
import type { Shutdown } from '../../http/shutdown.ts';
import { eventSocket, ticketOperations } from '../../http/ws/events.ts';
import { createTickets } from '../../http/ws/tickets.ts';
import type { Foundation } from './foundation.ts';
import type { Reachability } from './reachability.ts';
import type { Rooms } from './rooms.ts';

export interface OperationParts {
  foundation: Foundation;
  rooms: Rooms;
  authenticate: Authenticate;
  hosts: HostRule;
  shutdown: Shutdown;
  reachability: Reachability;
  times: ResponseTimes;
  orchestrates: boolean;
}

export function routesOf(parts: OperationParts): Pick<ApiParts, 'operations' | 'raw'> {
  const { foundation, rooms: { people, stillHolds }, authenticate, hosts, shutdown, reachability, times, orchestrates } = parts;
  const { database, hub, driver, storageFolder: folder } = foundation;
  const tickets = createTickets(foundation.sessionSecret);
  const sockets = eventSocket({ subscribe: (...asked) => hub.subscribe(...asked), authenticate, stillHolds, tickets, hosts, shutdown });
  const system = systemOperations({
    database, times, reachable: reachability.now, stopping: () => shutdown.draining.aborted, orchestrator: orchestrates, watchers: sockets.open,
    storage: driver.kind === 's3' ? { kind: 's3' } : { kind: 'folder', folder },
  });
  return {
    operations: [
      ...system, ...settingsOperations({ database }), ...ticketOperations({ tickets }),
      ...authOperations(people), ...accountOperations(people), ...apiKeyOperations(people), ...workspaceOperations(people), ...accountAdministrationOperations(people),
    ],
    raw: [sockets.routes, pageRoutes, singleSignOnCallback(people)],
  };
}
