/** Profiles through a real worker: stages run apart find what stages together find, from more than one decode. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runFiles } from '../../src/cli/entries/run-files.ts';
import { makeFilm } from '../support/made-media.ts';
import { needsCommand } from '../support/media.ts';

let work = '';
beforeAll(async () => { work = await mkdtemp(path.join(tmpdir(), 'aima-profiles-')); });
afterAll(() => rm(work, { recursive: true, force: true }));

test('a profile of one\'s own by its file: stages apart, parameters and all, change nothing about what is found', async (context) => {
  needsCommand(context, 'ffmpeg');
  const film = await makeFilm(path.join(work, 'film.mp4'), { seconds: 6, size: '160x120' });
  const profile = (stagesApart: boolean) => ({
    name: 'mine', stages: [{ name: 'late' }, { name: 'early' }], stagesApart,
    analyzers: [
      { name: 'cut_analysis', stage: 'early', parameters: { minConfidence: 0.5 } }, { name: 'visual_effects', stage: 'late' }, { name: 'color_analysis', stage: 'early' }, { name: 'audio_analysis' },
      { name: 'object_detection', on: false },
    ],
  });
  const found = [];
  for (const apart of [false, true]) {
    const file = path.join(work, `apart-${String(apart)}.json`);
    await writeFile(file, JSON.stringify(profile(apart)));
    const { media: [medium] } = await runFiles([film], { profile: file, data: path.join(work, `data-${String(apart)}`) });
    const { runs = [], observations = [] } = medium?.document ?? {};
    expect(runs.find(({ analyzer }) => analyzer === 'cut_analysis')?.parameters).toEqual({ minConfidence: 0.5 });
    found.push({ runs: runs.map(({ analyzer, status }) => [analyzer, status]), observations });
  }
  const [together, apart] = found;
  expect(together?.runs.map(([analyzer]) => analyzer)).toEqual(expect.arrayContaining(['cut_analysis', 'scene_segmentation', 'visual_effects', 'color_analysis', 'audio_analysis']));
  expect(together?.runs.every(([, status]) => status === 'done')).toBe(true);
  expect(together?.observations.length).toBeGreaterThan(0);
  expect(apart).toEqual(together);
});
