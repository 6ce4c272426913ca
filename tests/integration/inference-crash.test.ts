/** A crash under the analysers, seen from the command: the run goes on, and the document says what happened. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ResultDocument } from '@aima/contract';
import { childrenRunning, startCli } from '../support/cli.ts';
import { makeFilm } from '../support/made-media.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('kill -9 of the inference process: every run is done, and the medium carries a warning', async () => {
  const work = tempFolder();
  await makeFilm(path.join(work, 'film.mp4'), { seconds: 40, size: '320x240', silent: true });
  const cli = startCli(['analyze', 'film.mp4', '--out', 'out', '--analyzers', 'face_detection,object_detection'], { data: path.join(work, 'data'), cwd: work });
  await cli.says(/film\.mp4 {2}analysing/);
  let inference: number[] = [];
  for (let i = 0; i < 100 && inference.length === 0; i++) {
    inference = await childrenRunning(cli.pid, 'inference-process');
    await sleep(50);
  }
  await sleep(500);
  for (const pid of inference) process.kill(pid, 'SIGKILL');
  const end = await cli.end;
  expect(inference.length).toBeGreaterThan(0);
  expect(end.code).toBe(0);
  const document = ResultDocument.parse(JSON.parse(await readFile(path.join(work, 'out', 'film.mp4.aima.json'), 'utf8')));
  // What they rest on runs with them.
  expect(document.runs.map(({ analyzer }) => analyzer)).toEqual(expect.arrayContaining(['face_detection', 'object_detection']));
  expect(document.runs.filter(({ status }) => status !== 'done')).toEqual([]);
  expect(document.media[0]?.warnings?.join(' ')).toMatch(/process/i);
});
