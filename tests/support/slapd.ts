/**
 * A real OpenLDAP server on loopback: Debian's slapd, installed or unpacked into a cache folder (nothing is installed, no
 * root needed), with a directory of its own for each test file. Needs a Debian or Ubuntu with apt-get, and openssl.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'ldapts';
import { findProgram } from '../../scripts/launch/programs.mjs';

const run = promisify(execFile);

const CACHE = path.join(process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache'), 'aima');
const ROOT = path.join(CACHE, 'slapd');
const LIMIT_MS = 120_000;

export const BASE_DN = 'dc=example,dc=test';
export const ADMIN_DN = `cn=admin,${BASE_DN}`;
const ADMIN_PASSWORD = 'the-directory-of-tests';

/** Why a real directory cannot be had here; undefined if it can. */
export function whyNoSlapd(): string | undefined {
  if (process.platform !== 'linux') return 'a directory for tests needs Linux';
  if (!findProgram(['openssl'], process.env)) return 'openssl is not installed';
  if (existsSync(ROOT) || existsSync('/usr/sbin/slapd') || findProgram(['apt-get'], process.env)) return undefined;
  return 'slapd is not installed, and there is no apt-get to fetch it';
}

/** The packages of slapd that this machine lacks, unpacked into the cache folder. @returns its root, `/` where it is installed */
async function ensureSlapd(): Promise<string> {
  if (existsSync('/usr/sbin/slapd')) return '/';
  if (existsSync(ROOT)) return ROOT;
  const unfinished = `${ROOT}.${process.pid}.unfinished`;
  const downloads = `${unfinished}.packages`;
  mkdirSync(downloads, { recursive: true });
  try {
    const { stdout } = await run('apt-get', ['install', '--simulate', '--no-install-recommends', 'slapd'], { timeout: LIMIT_MS });
    const names = [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name ?? '');
    await run('apt-get', ['download', ...names], { cwd: downloads, timeout: LIMIT_MS });
    for (const file of readdirSync(downloads)) await run('dpkg-deb', ['--extract', path.join(downloads, file), unfinished], { timeout: LIMIT_MS });
    if (!existsSync(ROOT)) renameSync(unfinished, ROOT);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    rmSync(downloads, { recursive: true, force: true });
  }
  return ROOT;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => { if (address !== null && typeof address === 'object') resolve(address.port); });
    });
  });

async function makeCertificate(folder: string): Promise<string> {
  const file = path.join(folder, 'cert.pem');
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', path.join(folder, 'key.pem'), '-out', file], { timeout: LIMIT_MS });
  return readFileSync(file, 'utf8');
}

function configuration(root: string, folder: string): string {
  const schema = (name: string): string => `include ${path.join(root, 'etc/ldap/schema', `${name}.schema`)}`;
  return [
    ...['core', 'cosine', 'inetorgperson'].map(schema),
    `modulepath ${path.join(root, 'usr/lib/ldap')}`, 'moduleload back_mdb', `pidfile ${folder}/slapd.pid`,
    `TLSCertificateFile ${folder}/cert.pem`, `TLSCertificateKeyFile ${folder}/key.pem`,
    'database mdb', 'maxsize 16777216', `suffix "${BASE_DN}"`, `rootdn "${ADMIN_DN}"`, `rootpw ${ADMIN_PASSWORD}`, `directory ${folder}/db`, '',
  ].join('\n');
}

export interface Slapd {
  /** ldap://127.0.0.1:PORT, for StartTLS too. */
  url: string;
  /** ldaps://127.0.0.1:PORT */
  secureUrl: string;
  /** What it shows of itself, to be trusted (PEM). */
  certificate: string;
  adminPassword: string;
  /** Puts an entry into the directory. */
  add(dn: string, attributes: Record<string, string | string[]>): Promise<void>;
  stop(): Promise<void>;
}

/** slapd ends with our pipe, however we end. */
const KEPT = '"$0" "$@" < /dev/null & pid=$!; cat > /dev/null; kill -9 $pid';

export async function startSlapd(): Promise<Slapd> {
  const root = await ensureSlapd();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'aima-test-'));
  mkdirSync(path.join(folder, 'db'));
  const certificate = await makeCertificate(folder);
  writeFileSync(path.join(folder, 'slapd.conf'), configuration(root, folder));
  const url = `ldap://127.0.0.1:${await freePort()}`;
  const secureUrl = `ldaps://127.0.0.1:${await freePort()}`;
  const libraries = root === '/' ? {} : { LD_LIBRARY_PATH: readdirSync(path.join(root, 'usr/lib')).map((name) => path.join(root, 'usr/lib', name)).join(':') };
  const child = spawn('sh', ['-c', KEPT, path.join(root, 'usr/sbin/slapd'), '-f', path.join(folder, 'slapd.conf'), '-h', `${url}/ ${secureUrl}/`, '-d', '0'], { stdio: ['pipe', 'ignore', 'inherit'], env: { ...process.env, ...libraries } });
  const adminPassword = ADMIN_PASSWORD;

  async function asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ url, timeout: 5000, connectTimeout: 5000 });
    try {
      await client.bind(ADMIN_DN, adminPassword);
      return await work(client);
    } finally {
      await client.unbind().catch(() => undefined);
    }
  }
  const add: Slapd['add'] = (dn, attributes) => asAdmin((client) => client.add(dn, attributes));
  const stop = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });
    child.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (let left = 50; ; left--) {
      try {
        await add(BASE_DN, { objectClass: ['top', 'dcObject', 'organization'], o: 'Example', dc: 'example' });
        break;
      } catch (error) {
        if (left <= 0) throw error;
        await sleep(200);
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, secureUrl, certificate, adminPassword, add, stop };
}
