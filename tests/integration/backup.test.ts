/** Backups on both kinds of database, and from one to the other. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { recordAudit, verifyAllChains } from '../../src/audit/index.ts';
import { backupDatabase, restoreDatabase, spoolBackup, type BackupOptions } from '../../src/backup/index.ts';
import { rowsOf } from '../../src/db/database.ts';
import { backupTables, insertObservations, listObservations, openDatabase, type Database } from '../../src/db/index.ts';
import { publish } from '../../src/events/index.ts';
import { openConfiguredDriver, type StorageSettings } from '../../src/storage/index.ts';
import { tryPostgres } from '../support/both-databases.ts';
import { observationIn, storeJob, type StoredJob } from '../support/stored-results.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { thorough } from '../support/thorough.ts';

const started = await tryPostgres();
if (typeof started === 'string') console.log(`PostgreSQL is left out: ${started}`);

interface Place { folder: string; url?: string }

/** An empty embedded database, made once and copied: making one takes seconds. */
const work = mkdtempSync(path.join(tmpdir(), 'aima-test-'));
const fresh = path.join(work, 'db');
beforeAll(async () => { await (await openDatabase({ folder: fresh })).close(); });
let folders = 0;
const newFolder = (): Place => {
  const folder = path.join(work, String(++folders), 'db');
  cpSync(fresh, folder, { recursive: true });
  return { folder };
};

const kinds: { kind: string; place: () => Promise<Place> }[] = [
  { kind: 'embedded', place: () => Promise.resolve(newFolder()) },
  ...(typeof started === 'string' ? [] : [{ kind: 'PostgreSQL', place: async (): Promise<Place> => ({ folder: '/nowhere', url: await started.newDatabase() }) }]),
];

async function withDatabase<T>(place: Place, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(place);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

const WRAPPED = 'k1.wrapped.key.of.a.medium';

/** Two workspaces with results, odd values, events and logs; sessions that must not come back. */
async function fillPlace(place: Place): Promise<StoredJob> {
  return withDatabase(place, async (database) => {
    const [job, other] = [await storeJob(database), await storeJob(database)];
    for (const { workspaceId, jobId, ...rest } of [job, other]) {
      const found = Array.from({ length: 150 }, (_, i) => observationIn({ workspaceId, jobId, ...rest }, i, { text: `Grüße "${i}" \\ \n\t😀 \u0001\u2028`, confidence: 0.1 + 0.2, attributes: { big: 12345678901234.5, list: [1, null, { deep: '</tag>' }] }, basedOn: ['a,b', '{"c"}'], box: { x: 0.1, y: 0, w: 0.30000000000000004, h: 1 } }));
      await database.transaction({ workspaceId }, async (tx) => {
        await insertObservations(tx, jobId, found);
        await tx.execute(sql`update media set wrapped_key = ${WRAPPED}`);
        await recordAudit(tx, { workspaceId, actor: 'user:1', action: 'media.stored', objectType: 'media', objectId: rest.mediaId, details: { sizeBytes: 1, odd: '"\\ü\u0001' } });
        await publish(tx, workspaceId, { kind: 'media.changed', body: { mediaId: rest.mediaId, state: 'stored' } });
      });
    }
    await database.transaction('everything', async (tx) => {
      await recordAudit(tx, { workspaceId: null, actor: 'system', action: 'account.created', objectType: 'account', objectId: '1' });
      const [account] = await rowsOf(tx, sql`insert into account (name, email) values ('A', 'a@example.org') returning id::text as id`, z.object({ id: z.string() }));
      await tx.execute(sql`insert into account_session (user_id, token, expires_at) values (${account?.id}::uuid, 'token-of-a-session', now() + interval '1 day')`);
    });
    return job;
  });
}

/** Every table's rows as text in an order of their own; `restored` leaves out what a restore adds or changes. */
const contentOf = (place: Place): Promise<Record<string, string[]>> => withDatabase(place, (database) => database.read('everything', async (tx) => {
  await tx.execute(sql`set local timezone = 'UTC'`);
  const tables: Record<string, string[]> = {};
  for (const { table, columns } of await backupTables(tx)) {
    const rows = await rowsOf(tx, sql`select row_to_json(r)::text as line from (select ${sql.join(columns.map((column) => sql.identifier(column)), sql`, `)} from ${sql.identifier(table)}) r`, z.object({ line: z.string() }));
    tables[table] = rows.map(({ line }) => line).filter((line) => !line.includes('installation.restored')).toSorted();
  }
  delete tables['audit_head']; // goes on with the restore's own entry
  return tables;
}));

const save = async (place: Place, options: BackupOptions = {}): Promise<string> => {
  const file = path.join(tempFolder(), 'all.backup');
  await backupDatabase(place, file, options);
  return file;
};

/** Names of tables: their rows are too many to be shown. */
const differing = (a: Record<string, string[]>, b: Record<string, string[]>): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((table) => JSON.stringify(a[table]) !== JSON.stringify(b[table]));

/** In a process of its own. */
function restoring(place: Place, file: string): { child: ChildProcess; ended: Promise<{ restored: boolean }> } {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../support/restore-process.ts', import.meta.url)), JSON.stringify(place), file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (text: Buffer) => { said += text.toString(); });
  return { child, ended: once(child, 'close').then(() => ({ restored: said.includes('restored') })) };
}

describe.each(kinds)('from $kind', ({ place }) => {
  let from: Place;
  let job: StoredJob;
  beforeAll(async () => {
    from = await place();
    job = await fillPlace(from);
  });

  test.each(kinds)('to $kind: every row is there as it was, chains are whole, numbers go on', async ({ place: target }) => {
    const file = await save(from, { mediaKeys: true, configuration: { port: 8000 } });
    const to = await target();
    const report = await restoreDatabase(to, file, undefined);
    expect(report).toMatchObject({ migrations: [], mediaWithoutKeys: 0, auditFaults: 0 });
    const [before, after] = [await contentOf(from), await contentOf(to)];
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const table of Object.keys(before)) expect(after[table], table).toEqual(before[table]);
    expect(before['observation']?.length).toBe(300);
    await withDatabase(to, async (database) => {
      for (const chain of await verifyAllChains(database)) expect(chain).toMatchObject({ whole: true });
      await database.transaction(job, (tx) => insertObservations(tx, job.jobId, [observationIn(job, 701, { startMs: 90_000_000, endMs: 90_000_000 })]));
      const { observations } = await database.read(job, (tx) => listObservations(tx, { jobId: job.jobId, fromMs: 80_000_000, limit: 5 }));
      expect(observations).toHaveLength(1);
      await database.transaction(job, (tx) => publish(tx, job.workspaceId, { kind: 'job.changed', body: { jobId: job.jobId, state: 'idle' } }));
      // Both walls stand.
      expect(await database.read({ workspaceId: job.workspaceId }, (tx) => rowsOf(tx, sql`select 1 from media`, z.object({})))).toHaveLength(1);
      await expect(database.transaction('everything', (tx) => tx.execute(sql`delete from audit_entry`))).rejects.toMatchObject({ cause: { code: '42501' } });
      await expect(database.transaction(job, (tx) => tx.execute(sql`insert into job_media (job_id, media_id, position) values (${job.jobId}, 'nothing', 3)`))).rejects.toMatchObject({ cause: { code: '23503' } });
    });
  });

  test('without their keys media count as wiped; sessions never come back', async () => {
    const file = await save(from);
    const text = gunzipSync(readFileSync(file)).toString('latin1');
    expect(text).not.toContain(WRAPPED);
    expect(text).not.toContain('token-of-a-session');
    const to = await place();
    expect(await restoreDatabase(to, file, undefined)).toMatchObject({ mediaWithoutKeys: 2 });
    await withDatabase(to, (database) => database.read('everything', async (tx) => {
      expect(await rowsOf(tx, sql`select distinct state, wipe_reason as reason, wrapped_key as key from media`, z.object({ state: z.string(), reason: z.string(), key: z.null() }))).toEqual([{ state: 'wiped', reason: 'restored_without_media', key: null }]);
      expect(await rowsOf(tx, sql`select 1 from account_session`, z.object({}))).toEqual([]);
    }));
  });

  test('a target that is used is left alone, unless it is to be replaced', async () => {
    const file = await save(from, { mediaKeys: true });
    const to = await place();
    const theirs = await fillPlace(to);
    const before = await contentOf(to);
    await expect(restoreDatabase(to, file, undefined)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await contentOf(to)).toEqual(before);
    await restoreDatabase(to, file, undefined, { replace: true });
    expect((await contentOf(to))['job']).toEqual((await contentOf(from))['job']);
    expect(JSON.stringify(await contentOf(to))).not.toContain(theirs.jobId);
  });

  test('a restore that is killed on its way leaves what was there; the next one does it all', { timeout: 300_000 }, async () => {
    const file = await save(from, { mediaKeys: true });
    const to = await place();
    const began = performance.now();
    expect((await restoring(to, file).ended).restored).toBe(true);
    const takesMs = performance.now() - began;
    const after = await contentOf(to);
    expect(after['job']).toEqual((await contentOf(from))['job']);
    for (const share of thorough ? [0.6, 0.85] : [0.7]) {
      const target = await place();
      await fillPlace(target);
      const found = await contentOf(target);
      const { child, ended } = restoring(target, file);
      const timer = setTimeout(() => { child.kill('SIGKILL'); }, share * takesMs);
      const { restored } = await ended;
      clearTimeout(timer);
      const left = await contentOf(target);
      expect(restored || differing(left, after).length === 0 ? differing(left, after) : differing(left, found)).toEqual([]);
      expect((await restoring(target, file).ended).restored).toBe(true);
      expect(differing(await contentOf(target), after)).toEqual([]);
    }
  });

  test('a backup that is cut, changed or of somebody else changes nothing', async () => {
    const file = await save(from);
    const whole = readFileSync(file);
    const to = await place();
    await withDatabase(to, (database) => storeJob(database));
    const before = await contentOf(to);
    const plain = gunzipSync(whole);
    const sized = (name: string): Buffer => Buffer.from(plain.toString('latin1').replace(name, name === 'Gr' ? 'gr' : `${name.slice(0, -1)}x`), 'latin1');
    const broken: [string, Buffer][] = [
      ['empty', Buffer.alloc(0)], ['noise', Buffer.from('no backup at all')], ['half of the gzip', whole.subarray(0, whole.length >> 1)], ['half of the tar', gzipSync(plain.subarray(0, plain.length >> 1))],
      ['one letter of a row', gzipSync(sized('Gr'))], ['another migration', gzipSync(sized('0001-library-and-results.sql'))],
    ];
    for (const [what, bytes] of broken) {
      writeFileSync(file, bytes);
      await expect(restoreDatabase(to, file, undefined, { replace: true }), what).rejects.toMatchObject({ code: expect.stringMatching(/^(STORED_FILE_DAMAGED|DATABASE_INCOMPATIBLE)$/) as string });
    }
    expect(await contentOf(to)).toEqual(before);
  });

  test('what is written while a backup runs is in it wholly or not at all', async () => {
    await withDatabase(from, async (database) => {
      const backup = spoolBackup(database, tempFolder(), {});
      const writing = Array.from({ length: 10 }, (_, n) => database.transaction(job, async (tx) => {
        await tx.execute(sql`insert into job (name, profile) values (${`twin ${n}`}, 'lite')`);
        await tx.execute(sql`select pg_sleep(0.01)`);
        await tx.execute(sql`insert into job (name, profile) values (${`twin ${n}`}, 'lite')`);
      }));
      await Promise.all(writing);
      const { stream, sizeBytes } = await backup;
      const bytes = Buffer.concat(await stream.toArray() as Buffer[]);
      expect(bytes.length).toBe(sizeBytes);
      const twins = gunzipSync(bytes).toString('utf8').match(/"name":"twin \d"/g) ?? [];
      expect(twins.length % 2).toBe(0);
    });
  });
});

describe('with media', () => {
  const settings = (data: string): StorageSettings => ({ data, storage: { s3: { region: 'auto', prefix: '', pathStyle: true } } });
  const keys = ['media/w/f1', 'pictures/w/f1/small', 'media/w/empty'];
  /** More than the tar's buffers hold, and what no compression makes smaller. */
  const bytesOf = (key: string): Buffer => Buffer.alloc(key.endsWith('empty') ? 0 : 3_000_000, createHash('sha512').update(key).digest());
  const stored = async (data: string): Promise<Record<string, string>> => {
    const driver = await openConfiguredDriver(settings(data));
    const found: Record<string, string> = {};
    for await (const { key } of driver.list('')) found[key] = createHash('sha256').update(Buffer.concat(await Array.fromAsync(driver.read(key)))).digest('hex');
    driver.close();
    return found;
  };

  test.each(kinds)('all of it goes to $kind in one file: every stored byte as it was, keys too', async ({ place: target }) => {
    const from = newFolder();
    await fillPlace(from);
    const data = path.join(tempFolder(), 'data');
    const driver = await openConfiguredDriver(settings(data));
    for (const key of keys) await driver.write(key, (async function* () { yield bytesOf(key); })());
    driver.close();
    const file = path.join(tempFolder(), 'all.backup');
    expect(await backupDatabase(from, file, { mediaOf: settings(data), passphrase: 'a long passphrase' })).toMatchObject({ objects: keys.length });
    const there = path.join(tempFolder(), 'there');
    const to = await target();
    expect(await restoreDatabase(to, file, 'a long passphrase', { storage: settings(there) })).toMatchObject({ objects: keys.length, mediaWithoutKeys: 0 });
    expect(await stored(there)).toEqual(await stored(data));
    expect(Object.keys(await stored(there)).toSorted()).toEqual(keys.toSorted());
    expect(await contentOf(to)).toEqual(await contentOf(from));
    // Without a place for them nothing is taken.
    await expect(restoreDatabase(await target(), file, 'a long passphrase')).rejects.toMatchObject({ code: 'STORAGE_REFUSED' });
  });

  test('a file that is cut in the middle of a medium leaves neither rows nor bytes', async () => {
    const from = newFolder();
    await fillPlace(from);
    const data = path.join(tempFolder(), 'data');
    const driver = await openConfiguredDriver(settings(data));
    for (const key of keys) await driver.write(key, (async function* () { yield bytesOf(key); })());
    driver.close();
    const file = path.join(tempFolder(), 'all.backup');
    await backupDatabase(from, file, { mediaOf: settings(data) });
    writeFileSync(file, readFileSync(file).subarray(0, statSync(file).size - 1_000_000));
    const [to, there] = [newFolder(), path.join(tempFolder(), 'there')];
    const before = await contentOf(to);
    await expect(restoreDatabase(to, file, undefined, { storage: settings(there) })).rejects.toMatchObject({ code: 'STORED_FILE_DAMAGED' });
    expect([await contentOf(to), await stored(there)]).toEqual([before, {}]);
  });
});

test('under a passphrase nothing can be read, and another passphrase opens nothing', async () => {
  const from = newFolder();
  await fillPlace(from);
  const file = await save(from, { passphrase: 'correct horse battery staple' });
  expect(readFileSync(file).subarray(0, 8).toString()).toBe('AIMABKUP');
  const to = newFolder();
  await expect(restoreDatabase(to, file, undefined)).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
  await expect(restoreDatabase(to, file, 'wrong')).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
  const { size } = statSync(file);
  const flipped = readFileSync(file);
  flipped[size >> 1] = (flipped[size >> 1] ?? 0) ^ 1;
  writeFileSync(file, flipped);
  await expect(restoreDatabase(to, file, 'correct horse battery staple')).rejects.toMatchObject({ code: 'STORED_FILE_DAMAGED' });
  flipped[size >> 1] = (flipped[size >> 1] ?? 0) ^ 1;
  writeFileSync(file, flipped);
  await restoreDatabase(to, file, 'correct horse battery staple');
  expect((await contentOf(to))['job']).toEqual((await contentOf(from))['job']);
});

test('a backup appears whole, for its owner alone, and replaces nothing', async () => {
  const from = newFolder();
  await fillPlace(from);
  const file = await save(from);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await expect(backupDatabase(from, file, {})).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(backupDatabase({ folder: path.join(tempFolder(), 'none') }, path.join(tempFolder(), 'x'), {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const folder = tempFolder();
  const database = await openDatabase(from);
  await expect(backupDatabase(from, path.join(folder, 'x'), {})).rejects.toMatchObject({ code: 'DATABASE_LOCKED' });
  await database.close();
  expect(readdirSync(folder)).toEqual([]);
});

afterAll(async () => {
  rmSync(work, { recursive: true, force: true });
  if (typeof started !== 'string') await started.stop();
});
