import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configFolder, readCredentials, writeCredentials } from './credentials.ts';

let home = '';
let env: Record<string, string> = {};
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'aima-home-'));
  env = { XDG_CONFIG_HOME: home };
});
afterEach(() => rm(home, { recursive: true, force: true }));

const file = (): string => path.join(configFolder(env), 'credentials.json');
const modeOf = async (name: string): Promise<string> => ((await stat(name)).mode & 0o777).toString(8);
const KNOWN = { current: 'http://127.0.0.1:8000', servers: { 'http://127.0.0.1:8000': { token: 'aima_x', keyId: 'k1', email: 'a@example.org' } } };

test('what was written is read, by its owner alone', async () => {
  expect(await readCredentials(env)).toEqual({ servers: {} });
  await writeCredentials(env, KNOWN);
  expect(await readCredentials(env)).toEqual(KNOWN);
  expect(await modeOf(file())).toBe('600');
  expect(await modeOf(configFolder(env))).toBe('700');
  await writeCredentials(env, { servers: {} });
  expect(await readdir(configFolder(env))).toEqual(['credentials.json']);
});

test('a file that others may read is closed again', async () => {
  await writeCredentials(env, KNOWN);
  await chmod(file(), 0o644);
  expect(await readCredentials(env)).toEqual(KNOWN);
  expect(await modeOf(file())).toBe('600');
});

test.each(['{', '{"servers":{"a":{"token":1}}}'])('%s is named as no file of ours', async (text) => {
  await writeCredentials(env, KNOWN);
  await writeFile(file(), text);
  await expect(readCredentials(env)).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
});
