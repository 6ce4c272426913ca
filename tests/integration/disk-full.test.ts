/** No space is left on the disk of the data folder: nothing that was confirmed is lost, and all goes on once there is space. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Health, Problem } from '@aima/contract';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { makeJob, readJob } from '../support/job-by-hand.ts';
import { markedFilms } from '../support/marked-media.ts';
import { problemsAtRest } from '../support/server-at-rest.ts';
import { openInstallation } from '../support/server-kill.ts';
import { mediumOf, sendFile } from '../support/steady-client.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DISK = '400m';
const LEFT_BYTES = 3 * 2 ** 20;
const FILM_BYTES = 12 * 2 ** 20;
const PIECE_BYTES = 2 ** 20;
/** More rows than the pages that the tables have already can take. */
const TRIES = 100;
const TUS = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' };

/** A disk of its own, or why there can be none. */
function smallDisk(folder: string): string | undefined {
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    return `a disk of its own cannot be mounted here: ${String(error).split('\n', 1)[0]}`;
  }
  onTestFinished(() => { execFileSync('umount', ['-l', folder]); });
  return undefined;
}

const freeBytes = (folder: string): number => { const { bavail, bsize } = statfsSync(folder); return bavail * bsize; };

test('a full disk refuses uploads and keeps what it has; with space again the same upload goes on', async (context) => {
  const folder = tempFolder();
  const disk = path.join(folder, 'disk');
  const why = smallDisk(disk);
  if (why !== undefined) return context.skip(why);
  const installation = await openInstallation(path.join(disk, 'aima'));
  onTestFinished(() => installation.server().kill());
  const { client } = installation;
  const film = await markedFilms(folder, 1);
  const mediaId = await mediumOf(client, await sendFile(client, { name: 'before.mp4', content: film(1, 50_000), pieceBytes: 50_000 }));
  const jobId = await makeJob(client, 'before', [mediaId]);

  const ballast = path.join(disk, 'ballast');
  writeFileSync(ballast, Buffer.alloc(Math.max(0, freeBytes(disk) - LEFT_BYTES)));
  const content = film(2, FILM_BYTES);
  const created = await client.ask('POST', '/api/v1/uploads', { headers: { 'tus-resumable': '1.0.0', 'upload-length': String(content.length), 'upload-metadata': `filename ${btoa('large.mp4')}` } });
  const place = new URL(created.headers.get('location') ?? '', 'http://nowhere').pathname;
  let kept = 0;
  let refusal = '';
  for (let sent = 0; sent < content.length && refusal === ''; sent += PIECE_BYTES) {
    const answer = await client.once('PATCH', place, { bytes: content.subarray(kept, kept + PIECE_BYTES), headers: { ...TUS, 'upload-offset': String(kept) } });
    if (answer.status === 204) kept = Number(answer.headers.get('upload-offset'));
    else {
      expect(answer.status, answer.text).toBe(507);
      refusal = Problem.parse(JSON.parse(answer.text)).code;
    }
  }
  expect(refusal).toBe('DISK_FULL');
  expect(kept).toBeLessThan(content.length);

  // The last bytes too: what the database cannot write it must not confirm.
  writeFileSync(path.join(disk, 'more'), Buffer.alloc(Math.max(0, freeBytes(disk))));
  const told: string[] = [];
  for (let number = 0; number < TRIES; number++) {
    const answer = await client.once('POST', '/api/v1/jobs', { body: { name: `full ${number}`, metadata: { notes: 'n'.repeat(9_000) } } });
    if (answer.status === 201) told.push(z.object({ id: z.string() }).parse(JSON.parse(answer.text)).id);
    else expect([503, 507], answer.text).toContain(answer.status);
  }
  expect(told.length).toBeLessThan(TRIES);
  const health = Health.parse(JSON.parse((await client.once('GET', '/health')).text));
  expect(['ok', 'degraded']).toContain(health.status);

  rmSync(path.join(disk, 'more'));
  rmSync(ballast);
  await expect.poll(async () => Health.parse(JSON.parse((await client.once('GET', '/health')).text)).status, { timeout: 30_000 }).toBe('ok');
  for (const id of [jobId, ...told]) expect((await readJob(client, id)).id).toBe(id);
  const offset = Number((await client.ask('HEAD', place, { headers: { 'tus-resumable': '1.0.0' } })).headers.get('upload-offset'));
  expect(offset).toBeGreaterThanOrEqual(kept);
  expect((await client.ask('PATCH', place, { bytes: content.subarray(offset), headers: { ...TUS, 'upload-offset': String(offset) } })).status).toBe(204);
  await mediumOf(client, place.slice(place.lastIndexOf('/') + 1));
  expect(await installation.stop()).toBe(0);
  expect(await problemsAtRest(installation.data, undefined)).toEqual([]);
}, 300_000);
