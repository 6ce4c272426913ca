/** The first minutes: what this machine can do, and a sample to look at. */
import { Sample, SampleState, SelfTest } from '@aima/contract';
import { getSample, makeSample, openSelfTest, type SampleParts, type SelfTestParts } from '../../first-steps/index.ts';
import { operation, type Operation } from '../operation.ts';

export interface FirstStepsParts {
  sample: SampleParts;
  selfTest: SelfTestParts;
}

export function firstStepsOperations({ sample, selfTest }: FirstStepsParts): Operation[] {
  const test = openSelfTest(selfTest);
  return [
    operation({
      id: 'runSelfTest', method: 'GET', path: '/system/self-test', tag: 'system', summary: 'What this machine can do, measured now', access: 'jobs:read', perMinute: 10, result: SelfTest,
      description: 'Takes some seconds; who asks again within a minute gets the same. Numbers are of this moment: a machine that works on something measures less.',
      handle: ({ language }) => test(language),
    }),
    operation({
      id: 'getSample', method: 'GET', path: '/sample', tag: 'jobs', summary: 'The sample of this workspace, if there is one', access: 'jobs:read', result: SampleState,
      handle: async ({ principal, language }) => {
        const found = await getSample(sample, principal, language);
        return found ? { sample: found } : {};
      },
    }),
    operation({
      id: 'makeSample', method: 'POST', path: '/sample', tag: 'jobs', summary: 'Make a film by AIMA itself and analyse it here, at no price', access: 'jobs:start', perMinute: 10, status: 201, result: Sample, errors: ['CONFLICT', 'STATE_FORBIDS', 'DISK_FULL'],
      description: 'Once for each workspace: where the sample is there already it is told, and nothing is changed. A deleted one is made anew.',
      handle: ({ principal, language, signal }) => makeSample(sample, principal, language, signal),
    }),
  ];
}
