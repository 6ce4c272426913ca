/** Libraries that would report what they do find no way to: nothing of theirs appears where they keep what they are about to send. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeFilm } from '../support/made-media.ts';
import { runCli } from '../support/cli.ts';
import { tempFolder } from '../support/temp-folder.ts';

test('an analysis with neural networks leaves no identifier of the machine, no queue of reports and no log of them', async () => {
  const work = tempFolder();
  const places = { HOME: path.join(work, 'home'), TMPDIR: path.join(work, 'tmp'), XDG_CACHE_HOME: path.join(work, 'home', '.cache') };
  for (const place of [places.HOME, places.TMPDIR]) mkdirSync(place);
  await makeFilm(path.join(work, 'film.mp4'), { seconds: 2, size: '320x240', silent: true });
  const ended = await runCli(['analyze', 'film.mp4', '--out', 'out', '--analyzers', 'face_detection'], { data: path.join(work, 'data'), cwd: work, env: places });
  expect(ended.code).toBe(0);
  expect(readdirSync(places.HOME, { recursive: true }).filter((name) => /microsoft|onnx|deviceid/i.test(String(name)))).toEqual([]);
  expect(readdirSync(places.TMPDIR)).toEqual([]);
});

test('every file that loads the library names what silences it first', () => {
  const root = path.resolve(import.meta.dirname, '../../src');
  const loading = readdirSync(root, { recursive: true }).map(String).filter((name) => name.endsWith('.ts') && /^import (?!type).* from 'onnxruntime-node';$/m.test(readFileSync(path.join(root, name), 'utf8')));
  expect(loading.length).toBeGreaterThan(2);
  for (const name of loading) expect(/import '[./]+no-telemetry\.ts';[\s\S]*from 'onnxruntime-node';/.test(readFileSync(path.join(root, name), 'utf8')), name).toBe(true);
});
