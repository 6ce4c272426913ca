/** The rooms of features, opened over the foundation, and the operations through which they are asked. */
import type { FastifyBaseLogger } from 'fastify';
import { authenticate, openPeople, readAuthSettings, workspaceKeys, type People, type Principal } from '../../auth/index.ts';
import type { ServerConfig } from '../../config/index.ts';
import { deleteExpiredSignIns, stillHolds, sweepKeys, type Database } from '../../db/index.ts';
import { sweepEvents } from '../../events/index.ts';
import { demandJobOpen, joinJob, testAllProviders } from '../../jobs/index.ts';
import { closeLibrary, openLibrary, resumeLibrary, STANDARD_LIBRARY, sweepLibrary, type Library } from '../../library/index.ts';
import type { Authenticate } from '../../http/caller.ts';
import type { Foundation } from './foundation.ts';
import { namedFolders } from './named-folders.ts';
import type { Sweep } from './sweeps.ts';
import { openWork, type Work } from './work.ts';

const MINUTE = 60_000;

export interface Rooms {
  people: People;
  library: Library;
  work: Work;
  authenticate: Authenticate;
  stillHolds(principal: Principal): Promise<boolean>;
  sweeps: Sweep[];
  /** Goes on with what a stop or a crash interrupted. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

const holdsStill = (database: Database) => ({ actor, userId, workspaceId, workspaceRole, accountRole, sessionId }: Principal): Promise<boolean> => {
  const keyId = /^api_key:(.+)$/.exec(actor)?.[1];
  return database.read('everything', (tx) => stillHolds(tx, { userId, workspaceId, workspaceRole, accountRole, ...(keyId === undefined ? {} : { keyId }), ...(sessionId === undefined ? {} : { sessionId }) }));
};

function libraryOf({ database, masterKeys, driver, uploads }: Foundation, { media }: ServerConfig, log: FastifyBaseLogger): Library {
  return openLibrary({
    database, driver, uploads,
    workspaceKeys: (workspaceId) => database.read({ workspaceId }, (tx) => workspaceKeys(tx, masterKeys, workspaceId)),
    options: {
      ...STANDARD_LIBRARY, maxFileBytes: media.largestUploadBytes, retentionDays: media.retentionDays,
      importFolders: namedFolders(media.importFolders),
    },
    demandJob: demandJobOpen,
    joinJob: (tx, joined) => joinJob(tx, joined),
    onFailure: (error, about) => { log.error({ err: error, about }, 'work behind the scenes failed'); },
  });
}

/**
 * @param base how this server is reached
 * @throws AppError CONFIG_INVALID, MODEL_ENTRY_INVALID
 */
export async function openRooms(foundation: Foundation, config: ServerConfig, base: string, log: FastifyBaseLogger): Promise<Rooms> {
  const { database, masterKeys } = foundation;
  const { server, signIn } = config;
  const settings = readAuthSettings({ publicUrl: server.publicUrl ?? base, secret: foundation.sessionSecret, sessionDays: signIn.sessionDays, oidc: signIn.oidc, ldap: signIn.ldap });
  const people = openPeople({ database, masterKeys, settings });
  const library = libraryOf(foundation, config, log);
  const work = await openWork(foundation, library, config, log);
  return {
    people, library, work,
    authenticate: (headers, asked) => authenticate(people, headers, asked),
    stillHolds: holdsStill(database),
    sweeps: [
      ...work.sweeps,
      { name: 'library', everyMs: 5 * MINUTE, work: (signal) => sweepLibrary(library, { orphans: true, signal }) },
      { name: 'events', everyMs: 10 * MINUTE, work: (signal) => sweepEvents(database, { signal }) },
      { name: 'sign-ins', everyMs: 60 * MINUTE, work: () => database.transaction('everything', (tx) => deleteExpiredSignIns(tx)) },
      { name: 'idempotency-keys', everyMs: 60 * MINUTE, work: () => database.transaction('everything', (tx) => sweepKeys(tx)) },
      { name: 'vacuum', everyMs: 12 * 60 * MINUTE, work: () => database.vacuum() },
    ],
    async resume() {
      await resumeLibrary(library);
      // Found now, not when a machine has to be ended. Nobody waits for providers.
      void testAllProviders(work.providers).then((problems) => { for (const problem of problems) log.warn({ provider: problem }, 'a provider of machines cannot be used as it should'); }, (error: unknown) => { log.warn({ err: error }, 'the providers of machines could not be tested'); });
    },
    close: () => closeLibrary(library),
  };
}

