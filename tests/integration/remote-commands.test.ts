/** The commands over the API, as people type them: the real command line against the real server. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { AnalysisJob, ResultDocument } from '@aima/contract';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startCli, type CliEnd } from '../support/cli.ts';
import { makeFilm } from '../support/made-media.ts';
import { ADMIN, firstAdmin, session, startServerProgram, type ServerProgram, type Session } from '../support/server.ts';
import { tempFolder } from '../support/temp-folder.ts';

let server: ServerProgram;
let admin: Session;
beforeAll(async () => {
  server = await startServerProgram({ env: { AIMA_LOG_LEVEL: 'error' } });
  admin = await firstAdmin(server.url, server.welcomeLink ?? '');
});
afterAll(() => server.end());

interface Person { home: string; run(args: readonly string[], typed?: string): Promise<CliEnd> }

/** Somebody at a terminal of their own, with nothing kept yet. */
function person(): Person {
  const home = tempFolder();
  const env = { XDG_CONFIG_HOME: path.join(home, 'config'), AIMA_SERVER: '', HOME: home };
  return { home, run: (args, typed) => startCli(args, { data: path.join(home, 'data'), cwd: home, env, ...(typed === undefined ? {} : { input: Readable.from([typed]) }) }).end };
}

async function signedIn(): Promise<Person> {
  const somebody = person();
  expect(await somebody.run(['login', server.url, '--email', ADMIN.email], `${ADMIN.password}\n`)).toMatchObject({ code: 0 });
  return somebody;
}

const credentials = ({ home }: Person): string => path.join(home, 'config', 'aima', 'credentials.json');
const JobId = z.object({ job: z.object({ id: z.uuid() }) });

test('a login keeps a key and never the password, for its owner alone; a logout revokes it', async () => {
  const me = await signedIn();
  const kept = readFileSync(credentials(me), 'utf8');
  expect(kept).toContain('aima_');
  expect(kept).not.toContain(ADMIN.password);
  expect(statSync(credentials(me)).mode & 0o777).toBe(0o600);
  expect((await me.run(['whoami'])).stdout).toContain(ADMIN.email);
  const key = z.object({ servers: z.record(z.string(), z.object({ token: z.string() })) }).parse(JSON.parse(kept)).servers[server.url]?.token ?? '';
  expect((await me.run(['logout'])).code).toBe(0);
  expect((await fetch(`${server.url}/api/v1/me`, { headers: { authorization: `Bearer ${key}` } })).status).toBe(401);
  const after = await me.run(['whoami', '--server', server.url]);
  expect(after.code).toBe(1);
  expect(after.stderr).toContain('signed-in');
});

test('a wrong password is refused and keeps nothing; nobody at the terminal is told so', async () => {
  const me = person();
  const wrong = await me.run(['login', server.url, '--email', ADMIN.email], 'not the password\n');
  expect(wrong.code).toBe(1);
  expect(() => readFileSync(credentials(me))).toThrow(/ENOENT/);
  expect(await me.run(['login', server.url, '--email', ADMIN.email])).toMatchObject({ code: 2 });
});

test('a second factor is asked for, and a wrong one refused', async () => {
  const { token } = await admin.json(z.object({ token: z.string() }), 'POST', '/api/v1/workspace/invitations', { role: 'viewer' });
  const careful = { email: 'careful@example.com', name: 'Careful', password: 'a long enough password 8' };
  const made = await session(server.url, '').ask('POST', '/api/v1/auth/sign-up', { ...careful, invitationToken: token });
  const them = session(server.url, made.headers.getSetCookie().map((each) => each.split(';', 1)[0]).join('; '));
  const { uri, recoveryCodes } = await them.json(z.object({ uri: z.string(), recoveryCodes: z.array(z.string()) }), 'POST', '/api/v1/me/authenticator', { password: careful.password });
  expect((await them.ask('POST', '/api/v1/me/authenticator/confirm', { code: generateSync({ secret: new URL(uri).searchParams.get('secret') ?? '' }) })).status).toBeLessThan(300);
  const me = person();
  const login = ['login', server.url, '--email', careful.email];
  const wrong = await me.run(login, `${careful.password}\n000000\n`);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('second factor');
  expect(await me.run(login, `${careful.password}\n${recoveryCodes[0] ?? ''}\n`)).toMatchObject({ code: 0 });
});

test('a key that somebody brings is good as it is, from a line too', async () => {
  const { key } = await admin.json(z.object({ key: z.string() }), 'POST', '/api/v1/api-keys', { name: 'brought', scopes: ['jobs:read'] });
  const me = person();
  expect(await me.run(['login', server.url, '--token', '-'], `${key}\n`)).toMatchObject({ code: 0 });
  expect((await me.run(['jobs', '--json'])).stdout).toContain('"jobs"');
  const refused = await me.run(['cancel', crypto.randomUUID()]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('jobs:write');
  expect(await me.run(['keys', 'make', 'x', '--scope', 'jobs:rule'])).toMatchObject({ code: 2 });
});

test('from the file to the archive: uploaded, started, watched, read, confirmed', { timeout: 300_000 }, async () => {
  const me = await signedIn();
  mkdirSync(path.join(me.home, 'trip'));
  const film = await makeFilm(path.join(me.home, 'trip', 'film.mp4'), { seconds: 2 });
  writeFileSync(path.join(me.home, 'trip', 'broken.mp4'), 'no film at all');

  const sent = await me.run(['upload', 'trip', '--job', 'The trip', '--names', 'Ada, Bo', '--context', 'By the sea', '--json']);
  expect(sent.code).toBe(4);
  expect(JSON.parse(sent.stdout)).toMatchObject({ files: [{ file: 'broken.mp4', outcome: 'refused' }, { file: 'film.mp4', outcome: 'sent' }] });
  const { job: { id } } = JobId.parse(JSON.parse(sent.stdout));
  expect(JSON.parse((await me.run(['upload', film, '--json'])).stdout)).toMatchObject({ files: [{ outcome: 'known' }] });
  expect((await me.run(['jobs', '--state', 'ready'])).stdout).toContain('The trip');
  expect(JSON.parse((await me.run(['job', id, '--json'])).stdout)).toMatchObject({ metadata: { knownNames: ['Ada', 'Bo'], context: 'By the sea', notes: '' } });
  expect((await me.run(['job', id])).stdout).toMatch(/The trip[^]*Ada, Bo\n +By the sea\n/);

  const declined = await me.run(['start', id], 'n\n');
  expect(declined).toMatchObject({ code: 130 });
  expect(declined.stderr).toMatch(/this-machine[^]*Not started/);
  const left = startCli(['start', id, '--yes', '--watch'], { data: path.join(me.home, 'data'), cwd: me.home, env: { XDG_CONFIG_HOME: path.join(me.home, 'config') } });
  await left.says(/analysing|queued/);
  left.child.kill('SIGINT');
  const end = await left.end;
  expect(end.code).toBe(130);
  expect(end.stderr).toContain('goes on without you');

  const watched = await me.run(['watch', id, '--json']);
  expect(watched.code, watched.stderr).toBe(0);
  expect(AnalysisJob.parse(JSON.parse(watched.stdout)).state).toBe('awaiting_review');
  const document = await me.run(['results', id, '--json']);
  expect(ResultDocument.parse(JSON.parse(document.stdout)).media[0]?.fileName).toBe('film.mp4');
  expect((await me.run(['results', id])).stdout).toMatch(/film\.mp4 .*done/);
  expect(JSON.parse((await me.run(['results', id, '--observations', '--limit', '2', '--json'])).stdout)).toHaveProperty('observations');

  const kept = await me.run(['confirm', id], 'another name\n');
  expect(kept.stderr).toMatch(/wipes 1 medium[^]*nothing was changed/);
  expect((await me.run(['confirm', id], 'The trip\n')).code).toBe(0);
  expect((await me.run(['archive', '--text', 'trip'])).stdout).toContain(id);
});

test('a server that is not there, and one that is none, are named as that', async () => {
  const me = person();
  const gone = await me.run(['whoami', '--server', 'http://127.0.0.1:9']);
  expect(gone).toMatchObject({ code: 1 });
  expect(gone.stderr).toMatch(/127\.0\.0\.1:9 cannot be reached.*npm start/);
  expect(await me.run(['whoami', '--server', 'ftp://x'])).toMatchObject({ code: 2 });
  expect(await me.run(['watch'])).toMatchObject({ code: 2 });
});
