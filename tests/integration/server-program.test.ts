/** The server as people start and stop it: the real program, its folder, its port, its signals. */
import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Health } from '@aima/contract';
import { runCli } from '../support/cli.ts';
import { emptyDatabase } from '../support/empty-database.ts';
import { ADMIN, firstAdmin, freePort, signIn, startServerProgram, type ServerProgram } from '../support/server.ts';
import { tempFolder } from '../support/temp-folder.ts';

async function start(options: Parameters<typeof startServerProgram>[0] = {}): Promise<ServerProgram> {
  const server = await startServerProgram(options);
  onTestFinished(async () => {
    if (server.child.exitCode === null) await server.end('SIGKILL');
  });
  return server;
}

/** With a database in which nothing is yet; stays until the test ends. */
async function emptyFolder(): Promise<string> {
  const data = tempFolder();
  await emptyDatabase(path.join(data, 'database'));
  return data;
}

/** What it says and how it ends, where it must not start. */
const refused = (data: string, args: readonly string[] = [], env: Record<string, string> = {}): ReturnType<typeof runCli> => runCli(['serve', ...args], { data, env });

const healthOf = async (url: string): Promise<Health> => Health.parse(await (await fetch(`${url}/health`)).json());

/** A request whose body has begun and not ended. */
async function slowRequest(url: string): Promise<{ socket: Socket; finish(): void; answer: Promise<string> }> {
  const { hostname, port, host } = new URL(url);
  const body = JSON.stringify({ email: ADMIN.email, password: ADMIN.password });
  const socket = connect(Number(port), hostname);
  let said = '';
  socket.setEncoding('utf8').on('data', (text: string) => { said += text; });
  socket.on('error', () => undefined);
  const answer = new Promise<string>((resolve) => { socket.once('close', () => { resolve(said); }); });
  await new Promise<void>((resolve) => { socket.once('connect', resolve); });
  socket.write(`POST /api/v1/auth/sign-in HTTP/1.1\r\nhost: ${host}\r\norigin: ${url}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body.slice(0, 10)}`);
  // The server has its head once it answers others that came behind it.
  await healthOf(url);
  return { socket, answer, finish: () => { socket.write(body.slice(10)); } };
}

test('a first start makes its folders and secrets for their owner alone, and a link that works once', async () => {
  const data = path.join(tempFolder(), 'new');
  const server = await start({ data });
  expect(await healthOf(server.url)).toMatchObject({ status: 'ok', database: 'ok', storage: 'ok', orchestrator: 'running' });
  const mode = (place: string): number => statSync(path.join(data, place)).mode & 0o777;
  expect(['.', 'secrets', 'database'].map(mode)).toEqual([0o700, 0o700, 0o700]);
  expect(['secrets/session.secret', 'secrets/master.key'].map(mode)).toEqual([0o600, 0o600]);
  const link = server.welcomeLink ?? '';
  await firstAdmin(server.url, link);
  await expect(firstAdmin(server.url, link)).rejects.toThrow(/LINK_INVALID|CONFLICT/);
  expect(server.output()).not.toContain(ADMIN.password);
  expect(await server.end()).toBe(0);
  expect(server.output()).toContain('Stopped.');

  const again = await start({ data });
  expect(again.welcomeLink).toBeUndefined();
  expect((await signIn(again.url)).cookie).not.toBe('');
  expect(await again.end('SIGINT')).toBe(0);
});

test('a request that runs is finished before the server stops; new ones are not begun', async () => {
  const server = await start();
  await firstAdmin(server.url, server.welcomeLink ?? '');
  const slow = await slowRequest(server.url);
  const ended = server.end();
  await expect.poll(() => server.output()).toContain('Stopping');
  await expect.poll(() => fetch(`${server.url}/health`).then(() => 'answered', () => 'refused')).toBe('refused');
  slow.finish();
  expect(await slow.answer).toContain('HTTP/1.1 200');
  expect(await ended).toBe(0);
});

test('who keeps a request open does not keep the server from stopping', async () => {
  const server = await start({ env: { AIMA_STOP_SECONDS: '1' } });
  await slowRequest(server.url);
  expect(await server.end()).toBe(0);
  expect(server.output()).toContain('Stopped.');
});

test('a second signal ends at once', async () => {
  const server = await start();
  await slowRequest(server.url);
  const ended = server.end();
  await expect.poll(() => server.output()).toContain('Stopping');
  // The same one within a second is an echo of the first.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  server.child.kill('SIGTERM');
  expect(await ended).toBe(130);
});

test('a port that is taken is told, with who has it where that is AIMA', async () => {
  const server = await start();
  const port = new URL(server.url).port;
  const second = await refused(tempFolder(), ['--port', port]);
  expect(second.code).toBe(2);
  expect(second.stderr).toContain(`Port ${port} of 127.0.0.1 is taken by an AIMA that runs already: ${server.url}`);
  const folder = await refused(server.data, ['--port', String(await freePort())]);
  expect(folder.code).toBe(1);
  expect(folder.stderr).toMatch(/is in use by process \d+/);
  expect(await server.end()).toBe(0);
});

test('a port that another program has is told as that', async () => {
  const other = createServer((socket) => { socket.end('hello'); });
  await new Promise<void>((resolve) => { other.listen(0, '127.0.0.1', resolve); });
  onTestFinished(() => { other.close(); });
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  expect((await refused(tempFolder(), ['--port', port])).stderr).toContain('is taken by another program');
});

test('beyond this machine it starts with the explicit word alone', async () => {
  const data = tempFolder();
  const without = await refused(data, ['--host', '0.0.0.0']);
  expect(without.code).toBe(2);
  expect(without.stderr).toContain('--insecure-http');
  expect(existsSync(path.join(data, 'database'))).toBe(false);
  const server = await start({ data, args: ['--host', '0.0.0.0', '--insecure-http'] });
  expect((await healthOf(server.url)).status).toBe('ok');
  expect(await server.end()).toBe(0);
});

test('what it was told wrongly is named, with where it came from', async () => {
  const data = tempFolder();
  for (const [args, env, said] of [
    [['--port', 'many'], {}, /server\.port \(--port\)/],
    [[], { DATABASE_URL: 'mysql://a:secretword@b/c' }, /database\.url \(DATABASE_URL in the environment\)/],
    [['--prot', '1'], {}, /--prot/],
  ] as const) {
    const end = await refused(data, args, env);
    expect(end.code).toBe(2);
    expect(end.stderr).toMatch(said);
    expect(end.stderr).not.toContain('secretword');
  }
  const away = await refused(data, ['--port', String(await freePort())], { DATABASE_URL: `postgres://a:secretword@127.0.0.1:${String(await freePort())}/c` });
  expect(away.code).toBe(1);
  expect(away.stderr).toContain('The database cannot be reached');
  expect(away.stderr).not.toContain('secretword');
});

test('a secret that others can read keeps it from starting', async () => {
  const server = await start({ data: await emptyFolder() });
  expect(await server.end()).toBe(0);
  chmodSync(path.join(server.data, 'secrets', 'session.secret'), 0o644);
  const end = await refused(server.data, ['--port', String(await freePort())]);
  expect(end.stderr).toContain('can be read by others: chmod 600 it');
});

test('a master key that is gone is not replaced by a new one', async () => {
  const server = await start({ data: await emptyFolder() });
  await firstAdmin(server.url, server.welcomeLink ?? '');
  expect(await server.end()).toBe(0);
  writeFileSync(path.join(server.data, 'secrets', 'master.key'), '');
  expect((await refused(server.data, ['--port', String(await freePort())])).stderr).toContain('There is no key in');
  const other = await refused(server.data, ['--port', String(await freePort())], { AIMA_MASTER_KEY: 'too short' });
  expect(other.stderr).toContain('32 bytes in base64');
});

test('aima config shows every value with where it comes from, and checks', async () => {
  const data = tempFolder();
  const shown = await runCli(['config', '--port', '9000'], { data, env: { AIMA_SECRET: 'x'.repeat(40) } });
  expect(shown.code).toBe(0);
  expect(shown.stdout).toMatch(/^server\.port +9000 +--port$/m);
  expect(shown.stdout).toMatch(/^signIn\.secret +\(secret\) +AIMA_SECRET$/m);
  expect(shown.stdout).not.toContain('xxxx');
  const values: unknown = JSON.parse((await runCli(['config', '--json'], { data })).stdout);
  expect(values).toMatchObject({ values: { 'server.host': { value: '127.0.0.1', source: 'default' } } });
  expect(await runCli(['config', '--check'], { data })).toMatchObject({ code: 0, stdout: '' });
  const wrong = await runCli(['config', '--check'], { data, env: { AIMA_PORT: '99999' } });
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('AIMA_PORT');
});
