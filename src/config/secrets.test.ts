import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from './load.ts';
import type { ServerConfig } from './schema.ts';
import { makeFolders, secretsFolder, sessionSecret } from './secrets.ts';

let parent: string;
let data: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'aima-secrets-'));
  data = path.join(parent, 'new', 'data');
});
afterEach(() => { rmSync(parent, { recursive: true }); });

const config = (env: Record<string, string> = {}): ServerConfig => loadConfig({ AIMA_DATA: data, ...env }).config;
const modeOf = (place: string): number => statSync(place).mode & 0o777;

test('the folders and the secret are made once, for their owner alone', () => {
  makeFolders(data);
  const secret = sessionSecret(config());
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect([data, secretsFolder(data), path.join(secretsFolder(data), 'session.secret')].map(modeOf)).toEqual([0o700, 0o700, 0o600]);
  makeFolders(data);
  expect(sessionSecret(config())).toBe(secret);
  expect(sessionSecret(config({ AIMA_SECRET: 'x'.repeat(40) }))).toBe('x'.repeat(40));
});

test('modes that let others read are reported', () => {
  makeFolders(data);
  sessionSecret(config());
  const file = path.join(secretsFolder(data), 'session.secret');
  chmodSync(file, 0o640);
  expect(() => sessionSecret(config())).toThrow(`${file} can be read by others: chmod 600 it.`);
  chmodSync(secretsFolder(data), 0o755);
  expect(() => { makeFolders(data); }).toThrow('chmod 700');
});

test('a secret that was cut off is no secret', () => {
  makeFolders(data);
  writeFileSync(path.join(secretsFolder(data), 'session.secret'), '', { mode: 0o600 });
  expect(() => sessionSecret(config())).toThrow('holds no secret');
});
