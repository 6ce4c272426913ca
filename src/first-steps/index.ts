/** The room's door: what AIMA does for whoever begins. */
export { openSelfTest, type SelfTestParts } from './self-test.ts';
export { getSample, makeSample, type SampleParts } from './sample.ts';
