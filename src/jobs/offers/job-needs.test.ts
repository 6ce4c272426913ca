import { JobSettings } from '@aima/contract';
import { expect, test } from 'vitest';
import { modelEntries } from '../../models/store/index.ts';
import { planMembers } from '../plan-members.ts';
import { planOf } from '../plan.ts';
import { jobNeeds, resultBytes } from './job-needs.ts';

const needs = (names: string[], tier: 'lite' | 'full', sizeBytes = 1e9) => jobNeeds(planMembers(planOf(JobSettings.parse({ tier, analyzers: names.map((name) => ({ name })) }))), [{ sizeBytes }], modelEntries);

test('what is lite needs no GPU; media and models need a disk', () => {
  expect(needs(['cut_analysis'], 'lite')).toMatchObject({ gpuMemoryGb: 0, gpuMemoryFor: [], mediaBytes: 1e9 });
  expect(needs(['object_detection'], 'lite').weightBytes).toBeGreaterThan(1e6);
  expect(needs(['cut_analysis'], 'lite', 100e9).diskGb - needs(['cut_analysis'], 'lite', 1e9).diskGb).toBeGreaterThanOrEqual(99);
});

test('Whisper needs 8 GB (GPU-31), CLIP 6 GB (GPU-30), and both together the sum', () => {
  const speech = needs(['speech_transcription'], 'full');
  expect(speech.gpuMemoryFor).toContain('timed_speech_to_text');
  expect(speech.gpuMemoryGb).toBeGreaterThanOrEqual(8);
  const pictures = needs(['image_embedding'], 'full');
  expect(pictures.gpuMemoryFor).toContain('image-embedder');
  expect(pictures.gpuMemoryGb).toBeGreaterThanOrEqual(6);
  const both = needs(['speech_transcription', 'image_embedding'], 'full');
  expect(both.gpuMemoryGb).toBeGreaterThanOrEqual(14);
  expect(both.gpuMemoryFor).toEqual([...new Set([...speech.gpuMemoryFor, ...pictures.gpuMemoryFor])].sort());
});

test('results are small', () => {
  expect(resultBytes(needs(['cut_analysis'], 'lite'))).toBeLessThan(0.1e9);
});
