/**
 * The room's door: rows of findings, and what people say about them. docs/decisions/0013-results.md.
 *
 *   storing   storeRun (once the run has ended), storedRuns, reusableRuns
 *   pictures  storeKeyframes, listKeyframes, readKeyframe, removeKeyframesOf, removeAllKeyframes (part of a wipe)
 */
export { reusableRuns, storedRuns, type FinishedRun, type ReusableFilter } from '../db/index.ts';
export { listKeyframes, readKeyframe, removeAllKeyframes, removeKeyframesOf, storeKeyframes, type Keyframe, type KeyframeParts } from './keyframes.ts';
export { storeRun, type StoredRun, type StoreRunRequest } from './store-run.ts';
