import { expect, test } from 'vitest';
import { editsOf, NEW_SERVED, NEW_STEP, planTexts, wrongInPlan, type Edits } from './plan-texts.ts';

const edits: Edits = {
  image: 'docker.io/library/debian:13', weights: 'pull', vllmVersion: '0.11.2', skip: ['driver', 'cuda'],
  served: { uses: ['vision', 'text'], repository: 'org/name', revision: 'a'.repeat(40), gpuMemoryGb: 18.5, sizeGb: 16 },
  steps: [{ id: 'htop', after: 'tools', what: 'htop', command: 'apt-get install -y htop', limitSeconds: 120 }, { id: 'ffmpeg', what: 'Another ffmpeg', check: 'ffmpeg -version' }],
};

test('there and back it is the same', () => {
  expect(editsOf(planTexts(edits))).toEqual(edits);
  expect(editsOf(planTexts({}))).toEqual({});
  expect(wrongInPlan(planTexts(edits))).toEqual([]);
  expect(wrongInPlan(planTexts({}))).toEqual([]);
});

test('each field that is no value is named', () => {
  const texts = planTexts({});
  expect(wrongInPlan({ ...texts, image: 'a b', vllmVersion: 'newest', skip: 'Driver', served: NEW_SERVED })).toEqual(['image', 'vllmVersion', 'served.repository', 'served.revision', 'served.gpuMemoryGb', 'served.sizeGb', 'skip']);
  expect(wrongInPlan({ ...texts, served: { ...NEW_SERVED, uses: [], repository: 'a/b', revision: 'f'.repeat(40), gpuMemoryGb: '0', sizeGb: '1,5' } })).toEqual(['served.uses', 'served.gpuMemoryGb']);
  expect(wrongInPlan({ ...texts, steps: [{ ...NEW_STEP, limitSeconds: '7201' }, { ...NEW_STEP, id: 'a', what: 'x', after: '-' }, { ...NEW_STEP, id: 'a', what: 'x' }] }))
    .toEqual(['steps.0.id', 'steps.0.what', 'steps.0.limitSeconds', 'steps.1.id', 'steps.1.after', 'steps.2.id']);
  expect(wrongInPlan({ ...texts, skip: Array.from({ length: 21 }, (_, i) => `s${i}`).join(',') })).toEqual(['skip']);
});
