/** The embedded database: what every database does, and what belongs to a folder that one process keeps. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../src/db/index.ts';
import { databaseCases } from '../support/database-cases.ts';
import { tempFolder } from '../support/temp-folder.ts';

const work = mkdtempSync(path.join(tmpdir(), 'aima-test-'));
const folder = path.join(work, 'data', 'db');
let database: Database;

beforeAll(async () => { database = await openDatabase({ folder }); });
afterAll(async () => {
  await database.close();
  rmSync(work, { recursive: true, force: true });
});

describe('embedded', () => {
  databaseCases(() => database, (queryLimitMs) => openDatabase({ folder: path.join(tempFolder(), 'db'), queryLimitMs }));

  test('its folders are readable by their owner alone', () => {
    expect(statSync(path.dirname(folder)).mode & 0o777).toBe(0o700);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  test('a second opener is told who holds the folder', async () => {
    await expect(openDatabase({ folder })).rejects.toMatchObject({ code: 'DATABASE_LOCKED', details: { pid: process.pid } });
  });

  test('a folder that is no database, or one of another version, is refused and left alone', async () => {
    const other = path.join(tempFolder(), 'db');
    mkdirSync(other);
    writeFileSync(path.join(other, 'photo.jpg'), 'x');
    await expect(openDatabase({ folder: other })).rejects.toMatchObject({ code: 'DATABASE_INCOMPATIBLE' });
    writeFileSync(path.join(other, 'PG_VERSION'), '17\n');
    await expect(openDatabase({ folder: other })).rejects.toThrow('PostgreSQL 17');
  });
});
