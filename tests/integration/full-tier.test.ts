/** The full tier end to end: the user's own entries, a local hub, the real command line, real weights on real media. */
import { expect, test } from 'vitest';
import { findModel } from '../../src/models/store/index.ts';
import { fullTier } from '../support/full-tier.ts';
import { needsMedia } from '../support/media.ts';
import { corruptModel, testModelEntries } from '../support/test-models.ts';

const entry = (id: string) => findModel(id, testModelEntries);

test('depth: people stand in front, the floor comes nearer downwards', async (context) => {
  const film = needsMedia(context, 'people-walking.mp4');
  const photo = needsMedia(context, 'faces/single-1.jpg');
  const { analyse } = await fullTier(context, [entry('test-tcmonodepth')]);
  const walking = await analyse(film, 'depth_estimation');
  expect(walking.runs).toMatchObject([{ status: 'done', tier: 'full', models: [{ id: 'test-tcmonodepth', sha256: entry('test-tcmonodepth').files['model']?.sha256 }] }]);
  expect(walking.observations.length).toBeGreaterThan(0);
  for (const { attributes } of walking.observations) {
    const [upper = 1, , lower = 0] = attributes?.['nearnessDown'] as number[]; // three numbers by the analyzer's schema
    expect(lower).toBeGreaterThan(upper);
  }
  const portrait = (await analyse(photo, 'depth_estimation')).observations[0];
  expect(portrait).toMatchObject({ label: 'depth', startMs: 0, endMs: 0, sentence: expect.stringContaining('no metres') as string });
  expect(portrait?.attributes?.['foregroundShare']).toBeGreaterThan(0.1);
});

test('without the models, full names the command; lite says what needs the full tier', async (context) => {
  const photo = needsMedia(context, 'faces/single-1.jpg');
  const { analyse, aima } = await fullTier(context, [entry('test-tcmonodepth'), entry('test-yolox-nano')], []);
  const { runs } = await analyse(photo, 'depth_estimation,object_detection');
  expect(runs.find(({ analyzer }) => analyzer === 'depth_estimation')).toMatchObject({ status: 'not_run', reason: 'needs_full_tier', message: expect.stringContaining('aima models pull test-tcmonodepth') as string });
  expect(runs.find(({ analyzer }) => analyzer === 'object_detection')).toMatchObject({ status: 'done', tier: 'lite', reason: 'lite_instead_of_full', message: expect.stringContaining('aima models pull test-yolox-nano') as string });
  const lite = await aima('analyze', photo, '--analyzers', 'depth_estimation', '--json', '--quiet');
  expect(JSON.parse(lite.stdout)).toMatchObject({ runs: [{ status: 'not_run', reason: 'needs_full_tier' }] });
});

test('a damaged file is refused by its hash, and by the runtime where the hash is its own', async (context) => {
  const photo = needsMedia(context, 'faces/single-1.jpg');
  const posing = { ...corruptModel, role: 'depth-estimator' as const };
  const wrongHash = { ...posing, id: 'test-other-hash', files: { model: { ...entry('test-tcmonodepth').files['model'], path: 'model.int8.onnx', hub: corruptModel.files['model']?.hub, sha256: '0'.repeat(64), sizeBytes: 1_540_034 } } };
  const refused = await fullTier(context, [wrongHash as typeof posing], []);
  const pull = await refused.aima('models', 'pull', 'test-other-hash');
  expect(pull.code).toBe(1);
  expect(pull.stderr).toContain('SHA-256');
  const loaded = await fullTier(context, [posing]);
  const { stdout, code } = await loaded.aima('analyze', photo, '--tier', 'full', '--analyzers', 'depth_estimation', '--json');
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({ runs: [{ status: 'failed', reason: 'MODEL_CORRUPT', message: expect.stringContaining('test-corrupt') as string }] });
});

test('own entries are listed with all others, and a wrong one is named', async (context) => {
  const { aima, data } = await fullTier(context, [entry('test-yunet'), entry('test-tinyllamas')]);
  const { stdout } = await aima('models', 'list', '--tier', 'full');
  expect(stdout).toMatch(/^test-yunet +full +here/m);
  expect(stdout).toMatch(/^test-tinyllamas +full +here/m);
  expect(stdout).toMatch(/^yunet-2026may +full +not here/m);
  expect((await aima('models', 'verify')).code).toBe(0);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(`${data}/own-models.json`, JSON.stringify([{ id: 'x', licence: 'MIT' }]));
  const wrong = await aima('models', 'list');
  expect(wrong.code).not.toBe(0);
  expect(wrong.stderr).toContain('own-models.json');
});
