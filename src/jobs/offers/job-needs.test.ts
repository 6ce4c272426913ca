import { JobSettings, type ServedModel } from '@aima/contract';
import { expect, test } from 'vitest';
import { modelEntries } from '../../models/store/index.ts';
import { planMembers } from '../plan-members.ts';
import { planOf } from '../plan.ts';
import { jobNeeds, resultBytes } from './job-needs.ts';

const served: ServedModel = { uses: ['vision', 'speech'], repository: 'a/b', revision: '0'.repeat(40), gpuMemoryGb: 19, sizeGb: 17 };
const needs = (names: string[], tier: 'lite' | 'full', sizeBytes = 1e9, serving: ServedModel | undefined = served) =>
  jobNeeds({ tier, served: serving, members: planMembers(planOf(JobSettings.parse({ tier, analyzers: names.map((name) => ({ name })) }))), media: [{ sizeBytes }], entries: modelEntries });

test('what is lite needs no GPU; media and models need a disk', () => {
  expect(needs(['cut_analysis'], 'lite')).toMatchObject({ gpuMemoryGb: 0, gpuMemoryFor: [], mediaBytes: 1e9 });
  expect(needs(['object_detection'], 'lite').weightBytes).toBeGreaterThan(1e6);
  expect(needs(['cut_analysis'], 'lite', 100e9).diskGb - needs(['cut_analysis'], 'lite', 1e9).diskGb).toBeGreaterThanOrEqual(99);
});

test('what has a method of the full tier alone needs nothing in the lite one, where it does not run', () => {
  expect(needs(['blip2'], 'lite')).toMatchObject({ gpuMemoryGb: 0, gpuMemoryFor: [] });
  expect(needs(['blip2'], 'lite').weightBytes).toBeLessThan(1e9);
  expect(needs(['blip2'], 'full').gpuMemoryFor).toContain('vision');
});

test('a model that a machine serves has its memory and its room on the disk, where the job asks for it', () => {
  const with_ = needs(['speech_transcription', 'blip2'], 'full'), without = jobNeeds({ tier: 'full', members: planMembers(planOf(JobSettings.parse({ tier: 'full', analyzers: [{ name: 'blip2' }] }))), media: [], entries: modelEntries });
  expect(with_.gpuMemoryFor).toEqual(expect.arrayContaining(['vision', 'speech']));
  expect(with_.gpuMemoryGb).toBeGreaterThanOrEqual(19 / 0.8);
  expect(without.gpuMemoryFor).not.toContain('vision');
  expect(with_.diskGb).toBeGreaterThan(without.diskGb + 30);
});

test('Whisper has its 8 GB (GPU-31)', () => {
  expect(needs(['speech_transcription'], 'full', 0, { ...served, uses: ['speech'], gpuMemoryGb: 3 }).gpuMemoryGb).toBeGreaterThanOrEqual(8);
});

test('CLIP has its 6 GB (GPU-30)', () => {
  const [entry] = modelEntries;
  if (!entry) throw new Error('There are no models.');
  const clip = { ...entry, id: 'clip', tier: 'full' as const, role: 'image-embedder' as const, memoryMiB: 900 };
  const members = planMembers(planOf(JobSettings.parse({ tier: 'full', analyzers: [{ name: 'image_embedding' }] })));
  expect(jobNeeds({ tier: 'full', members, media: [], entries: [clip] })).toMatchObject({ gpuMemoryFor: ['clip'] });
  expect(jobNeeds({ tier: 'full', members, media: [], entries: [clip] }).gpuMemoryGb).toBeGreaterThanOrEqual(6);
});

test('results are small', () => {
  expect(resultBytes(needs(['cut_analysis'], 'lite'))).toBeLessThan(0.1e9);
});
