/** A library in a folder of its own over a given database, with a workspace and somebody who may do everything in it. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { Permission } from '@aima/contract';
import { sql } from 'drizzle-orm';
import type { Principal } from '../../src/auth/principal.ts';
import type { Database } from '../../src/db/index.ts';
import { closeLibrary, openLibrary, STANDARD_LIBRARY, type Library, type LibraryOptions, type LibraryParts } from '../../src/library/index.ts';
import { newKey, openLocalDriver, openUploads, type KeyRing } from '../../src/storage/index.ts';

export interface TestLibrary {
  library: Library;
  /** Everything that it stores lies below. */
  folder: string;
  failures: { code: string; about: string }[];
  /** A workspace and its owner. */
  member(): Promise<Principal>;
  /** Closes and opens it again over the same folder, as after a restart. */
  restart(): Promise<Library>;
}

export async function openTestLibrary(database: Database, folder: string, options: Partial<LibraryOptions> = {}, parts: Partial<LibraryParts> = {}): Promise<TestLibrary> {
  const keys = new Map<string, KeyRing>();
  const failures: TestLibrary['failures'] = [];
  const workspaceKeys = async (workspaceId: string): Promise<KeyRing> => {
    const ring = keys.get(workspaceId) ?? { current: newKey(), earlier: [] };
    keys.set(workspaceId, ring);
    return ring;
  };
  const open = async (): Promise<Library> => openLibrary({
    database, workspaceKeys, driver: await openLocalDriver(path.join(folder, 'media')), uploads: await openUploads(path.join(folder, 'uploads')),
    options: { ...STANDARD_LIBRARY, ...options }, onFailure: ({ code }, about) => { failures.push({ code, about }); }, ...parts,
  });
  const opened: TestLibrary = {
    library: await open(), folder, failures,
    async member() {
      const [workspaceId, userId] = [randomUUID(), randomUUID()];
      await database.transaction('everything', (tx) => tx.execute(sql`insert into workspace (id, name) values (${workspaceId}, 'test')`));
      return { kind: 'user', userId, actor: `user:${userId}`, workspaceId, workspaceRole: 'owner', accountRole: 'personal', permissions: new Set(Permission.options) };
    },
    async restart() {
      await closeLibrary(opened.library);
      opened.library = await open();
      return opened.library;
    },
  };
  return opened;
}
