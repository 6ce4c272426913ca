import { sql } from '../../src/db/drizzle.ts';
import type { Database } from '../../src/db/index.ts';

/**
 * Rows as they would be of media like each one that is stored, all uploaded within the last day (older ones would be deleted one
 * after the other). Their pictures are those of the one that is there; their bytes are nowhere.
 */
export async function insertManyMedia(database: Database, count: number): Promise<void> {
  await database.transaction('everything', (tx) => tx.execute(sql`
    insert into media select (jsonb_populate_record(m, jsonb_build_object('id', 'm-' || lpad(to_hex(n), 16, '0'), 'sha256', md5(n::text) || md5('x' || n),
      'storage_key', 'bench/' || n, 'name', 'medium ' || n, 'created_at', m.created_at - n * interval '1 second'))).*
    from media m, generate_series(1, ${count}) as n where m.state = 'stored'`));
  await database.transaction('everything', (tx) => tx.execute(sql`analyze`));
}
