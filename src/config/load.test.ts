import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig, type Environment, type Options } from './load.ts';
import { configText, shownValues } from './print.ts';
import { CONFIG_VALUES } from './values.ts';

let data: string;
beforeEach(() => { data = mkdtempSync(path.join(tmpdir(), 'aima-config-')); });
afterEach(() => { rmSync(data, { recursive: true }); });

const load = (env: Environment = {}, options: Options = {}): ReturnType<typeof loadConfig> => loadConfig({ AIMA_DATA: data, ...env }, options);
const file = (name: string, text: string): void => { writeFileSync(path.join(data, name), text); };
const complaint = (env: Environment = {}, options: Options = {}): string => {
  try {
    load(env, options);
  } catch (error) {
    return String(error);
  }
  return 'nothing';
};

test('what is said last counts: file, environment, option', () => {
  expect(load().config.server.port).toBe(8000);
  file('aima.config.json', '{"server":{"port":1,"host":"localhost"}}');
  expect(load().config.server).toMatchObject({ port: 1, host: 'localhost' });
  expect(load({ AIMA_PORT: '2' }).config.server.port).toBe(2);
  expect(load({ AIMA_PORT: '' }).config.server.port).toBe(1);
  const loaded = load({ AIMA_PORT: '2' }, { port: '3' });
  expect(loaded.config.server).toMatchObject({ port: 3, host: 'localhost' });
  expect(loaded.origins.get('server.port')).toEqual({ from: 'option', name: '--port' });
  expect(loaded.origins.get('server.host')).toEqual({ from: 'file', name: path.join(data, 'aima.config.json') });
});

test('YAML is read like JSON, and a file of another name when it is named', () => {
  file('aima.config.yaml', 'media:\n  importFolders: [/media/films]\n  retentionDays: 7\n');
  expect(load().config.media).toMatchObject({ importFolders: ['/media/films'], retentionDays: 7 });
  file('other.yaml', 'media: {retentionDays: 8}');
  expect(load({}, { config: path.join(data, 'other.yaml') }).config.media.retentionDays).toBe(8);
  expect(complaint({}, { config: path.join(data, 'missing.yaml') })).toContain('There is no configuration file');
});

test('each wrong value has a line with where it came from', () => {
  file('aima.config.json', '{"log":{"level":"loud"}}');
  const said = complaint({ AIMA_PORT: 'many', AIMA_INSECURE_HTTP: 'perhaps' });
  expect(said).toContain('3 values are wrong');
  expect(said).toMatch(/server\.port \(AIMA_PORT in the environment\): .*number.*, not "many"/);
  expect(said).toMatch(/server\.insecureHttp \(AIMA_INSECURE_HTTP in the environment\): .*, not "perhaps"/);
  expect(said).toContain(`log.level (${path.join(data, 'aima.config.json')})`);
});

test('a key that the file should not have is an error with a hint', () => {
  file('aima.config.json', '{"server":{"prot":1},"databse":{"url":"x"},"log":3}');
  const said = complaint();
  expect(said).toContain('server.prot in');
  expect(said).toContain('did you mean server.port?');
  expect(said).toContain('databse in');
  expect(said).toContain('log in');
});

test('files that are broken or two are told', () => {
  file('aima.config.json', '{"server":');
  expect(complaint()).toContain('is no JSON');
  file('aima.config.json', '[]');
  expect(complaint()).toContain('holds no groups of values');
  file('aima.config.yaml', '{}');
  expect(complaint()).toContain('two configuration files');
  mkdirSync(path.join(data, 'folder'));
  expect(complaint({}, { config: path.join(data, 'folder') })).toContain('cannot be read');
});

test('beyond loopback only encrypted, or by the explicit word', () => {
  expect(complaint({}, { host: '0.0.0.0' })).toContain('--insecure-http');
  expect(complaint({}, { host: '192.168.1.5', cert: '/a' })).toContain('belong together');
  for (const options of [{ 'insecure-http': true }, { cert: '/a', key: '/b' }, { 'behind-proxy': '10.0.0.1' }]) expect(load({}, { host: '0.0.0.0', ...options }).config.server.host).toBe('0.0.0.0');
  for (const host of ['127.0.0.1', 'localhost', '::1', '127.1.2.3']) expect(load({}, { host }).config.server.host).toBe(host);
});

test('S3 is configured as a whole', () => {
  expect(complaint({ S3_BUCKET: 'media' })).toContain('S3_ACCESS_KEY_ID');
  expect(complaint({ S3_ACCESS_KEY_ID: 'a' })).toContain('S3_BUCKET');
  expect(load({ S3_BUCKET: 'media', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b', S3_PATH_STYLE: 'no' }).config.storage.s3).toMatchObject({ bucket: 'media', pathStyle: false });
});

test('a variable that is probably misspelt is told', () => {
  expect(load({ AIMA_PROT: '1' }).warnings).toEqual(['AIMA_PROT in the environment means nothing to AIMA; did you mean AIMA_PORT?']);
});

const SECRETS = {
  DATABASE_URL: 'postgres://somebody:hunter2secret@db.example:5432/aima?password=hunter2secret', S3_BUCKET: 'media', S3_ACCESS_KEY_ID: 'hunter2secret', S3_SECRET_ACCESS_KEY: 'hunter2secret', AIMA_MASTER_KEY: 'hunter2secret',
  AIMA_SECRET: 'hunter2secret-hunter2secret-hunter2secret', AIMA_OIDC: '[{"clientSecret":"hunter2secret"}]', AIMA_LDAP: '{"bindPassword":"hunter2secret"}', AIMA_HUB_TOKEN: 'hunter2secret', AIMA_OPENAI_API_KEY: 'hunter2secret',
  VASTAI_API_KEY: 'hunter2secret', RUNPOD_API_KEY: 'hunter2secret',
};

test('no secret is printed, whatever it is and wherever it stands', () => {
  const secret = CONFIG_VALUES.filter((value) => value.secret);
  // Whoever adds a secret adds it here.
  expect(secret.map((value) => value.env?.[0]).sort()).toEqual(Object.keys(SECRETS).filter((name) => name !== 'S3_BUCKET').sort());
  const loaded = load(SECRETS);
  expect(configText(loaded)).not.toContain('hunter2');
  expect(JSON.stringify(shownValues(loaded))).not.toContain('hunter2');
  expect(shownValues(loaded).find((value) => value.path === 'database.url')?.value).toBe('postgres://somebody:(secret)@db.example:5432/aima');
  expect(complaint({ ...SECRETS, DATABASE_URL: 'mysql://a:hunter2secret@b', AIMA_SECRET: 'hunter2', AIMA_LDAP: 'hunter2' })).not.toContain('hunter2');
});

test('every variable, option and place is named once', () => {
  for (const names of [CONFIG_VALUES.flatMap((value) => value.env ?? []), CONFIG_VALUES.flatMap((value) => value.option ?? []), CONFIG_VALUES.map((value) => value.path)]) expect(new Set(names).size).toBe(names.length);
});

test('keys of providers come by any of their names and are never shown; limits of money are', () => {
  const loaded = load({ VAST_AI_API_KEY: 'vast-secret', RUNPOD_API_KEY: 'rpa-secret', AIMA_USD_PER_DAY: '12.5', RUNPOD_API_URL: 'http://127.0.0.1:9/' });
  expect(loaded.config.machines).toMatchObject({ vastaiKey: 'vast-secret', runpodKey: 'rpa-secret', runpodUrl: 'http://127.0.0.1:9', limits: { usdPerDay: 12.5, attempts: 3 }, choice: { leastLoad: 0.7, mostLoad: 0.9 }, most: 5 });
  expect(load({ VASTAI_API_KEY: 'a', VAST_AI_API_KEY: 'b' }).config.machines.vastaiKey).toBe('a');
  expect(configText(loaded)).toContain('machines.limits.usdPerDay');
  expect(configText(loaded)).not.toMatch(/vast-secret|rpa-secret/);
  expect(complaint({ AIMA_LEAST_LOAD: '0.95' })).toContain('machines.choice.leastLoad (0.95) lies above');
});
