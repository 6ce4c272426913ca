/** The whole installation as one file, while the server runs. */
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { recordAudit } from '../../audit/index.ts';
import type { Database } from '../../db/index.ts';
import { operation, type Operation } from '../operation.ts';

export interface BackupParts {
  database: Database;
  makeBackup(options: { mediaKeys: boolean; signal: AbortSignal }): Promise<{ sizeBytes: number; stream: Readable }>;
}

export const backupOperations = ({ database, makeBackup }: BackupParts): Operation[] => [
  operation({
    id: 'makeBackup', method: 'GET', path: '/system/backup', tag: 'system', summary: 'Everything but media bytes, as it is at this moment: a gzipped tar for `aima restore`', access: 'system:manage', streams: 'application/gzip', perMinute: 6,
    description: 'All workspaces, accounts, results, logs and settings; no sessions. Not encrypted: `aima backup --passphrase-file` does that before it touches a disk.',
    query: z.object({ mediaKeys: z.enum(['true', 'false']).default('false').describe('Takes the wrapped keys of media along: media can be opened after a restore, and a medium that is wiped later can be opened by whoever has backup, master key and bytes') }),
    errors: ['DISK_FULL'],
    async handle({ principal, query, reply, signal }) {
      const mediaKeys = query.mediaKeys === 'true';
      await database.transaction('everything', (tx) => recordAudit(tx, { workspaceId: null, actor: principal.actor, action: 'backup.made', objectType: 'backup', objectId: new Date().toISOString(), details: { mediaKeys } }));
      const { sizeBytes, stream } = await makeBackup({ mediaKeys, signal });
      void reply.header('content-length', sizeBytes).header('content-disposition', 'attachment; filename="aima.backup"').header('cache-control', 'no-store');
      return stream;
    },
  }),
];
