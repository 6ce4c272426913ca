import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { tempFolder } from '../../tests/support/temp-folder.ts';
import { keyId, newKey, unwrapKey, wrapKey } from './key-wrapping.ts';
import { addMasterKey, dropEarlierMasterKeys, openMasterKeys, parseMasterKeys } from './master-keys.ts';

const WORKSPACE = { kind: 'workspace', workspaceId: 'w-1' } as const;
const unavailable = expect.objectContaining({ code: 'KEY_UNAVAILABLE' }) as unknown; // vitest types its matchers as any

test('the first start makes one key that only its owner can read; the next finds it', async () => {
  const file = path.join(tempFolder(), 'keys', 'master.key');
  const first = await openMasterKeys(file, undefined, { mayMake: true });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  expect(keyId((await openMasterKeys(file, '', { mayMake: false })).current)).toBe(keyId(first.current));
  expect(readdirSync(path.dirname(file))).toEqual(['master.key']);
});

test('of starts at the same time all use one key', async () => {
  for (let round = 0; round < 20; round++) {
    const file = path.join(tempFolder(), 'master.key');
    const start = async (waitMs: number): Promise<string> => {
      await sleep(waitMs);
      return keyId((await openMasterKeys(file, undefined, { mayMake: true })).current);
    };
    expect(new Set(await Promise.all([0, 0, 1, 1, 2, 2, 3, 4].map(start))).size).toBe(1);
    expect(readdirSync(path.dirname(file))).toEqual(['master.key']);
  }
});

test('a missing key is not made where it must exist, and nothing is written', async () => {
  const folder = tempFolder();
  await expect(openMasterKeys(path.join(folder, 'master.key'), undefined, { mayMake: false })).rejects.toEqual(unavailable);
  expect(readdirSync(folder)).toEqual([]);
});

test('a key that others can read, a link and a broken file are refused without telling what is in them', async () => {
  const folder = tempFolder();
  const file = path.join(folder, 'master.key');
  await openMasterKeys(file, undefined, { mayMake: true });
  symlinkSync(file, path.join(folder, 'link.key'));
  await expect(openMasterKeys(path.join(folder, 'link.key'), undefined, { mayMake: true })).rejects.toEqual(unavailable);
  chmodSync(file, 0o640);
  await expect(openMasterKeys(file, undefined, { mayMake: true })).rejects.toEqual(unavailable);
  const secret = Buffer.alloc(20, 5).toString('base64');
  writeFileSync(path.join(folder, 'short.key'), secret, { mode: 0o600 });
  const error: unknown = await openMasterKeys(path.join(folder, 'short.key'), undefined, { mayMake: true }).catch((thrown: unknown) => thrown);
  expect(error).toEqual(unavailable);
  expect(String(error)).not.toContain(secret);
  mkdirSync(path.join(folder, 'empty'));
  writeFileSync(path.join(folder, 'empty', 'master.key'), '# nothing\n', { mode: 0o600 });
  await expect(openMasterKeys(path.join(folder, 'empty', 'master.key'), undefined, { mayMake: true })).rejects.toEqual(unavailable);
});

test('the environment stands above the file, and no file is made for it', async () => {
  const folder = tempFolder();
  const given = `${Buffer.alloc(32, 1).toString('base64')}, ${Buffer.alloc(32, 2).toString('base64')}`;
  const ring = await openMasterKeys(path.join(folder, 'master.key'), given, { mayMake: true });
  expect(ring.current.export()).toEqual(Buffer.alloc(32, 1));
  expect(ring.earlier.map((key) => key.export())).toEqual([Buffer.alloc(32, 2)]);
  expect(readdirSync(folder)).toEqual([]);
  expect(() => parseMasterKeys(`${given} ${given}`, 'a test')).toThrow('twice');
});

test('a new master key opens what the earlier one wrapped, until that is dropped', async () => {
  const file = path.join(tempFolder(), 'master.key');
  const first = await openMasterKeys(file, undefined, { mayMake: true });
  const wrapped = wrapKey(first, newKey(), WORKSPACE);
  const ring = await addMasterKey(file);
  expect(keyId(ring.current)).not.toBe(keyId(first.current));
  expect(unwrapKey(await openMasterKeys(file, undefined, { mayMake: false }), wrapped, WORKSPACE).type).toBe('secret');
  await dropEarlierMasterKeys(file);
  const left = await openMasterKeys(file, undefined, { mayMake: false });
  expect(keyId(left.current)).toBe(keyId(ring.current));
  expect(() => unwrapKey(left, wrapped, WORKSPACE)).toThrow(keyId(first.current));
  expect(readFileSync(file, 'utf8')).not.toContain(first.current.export().toString('base64'));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
