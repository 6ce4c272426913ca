/**
 * The room's door: rows of findings, and what people say about them. docs/decisions/0013-results.md.
 *
 *   storing   storeRun (once the run has ended), storedRuns, reusableRuns
 *   pictures  storeKeyframes, listKeyframes, readKeyframe; removeHeldPictures after storeRun told of new holds, sweepHeldPictures
 *   people    correct, undoCorrection, redoCorrection, listCorrections
 */
export { reusableRuns, storedRuns, type FinishedRun, type ReusableFilter } from '../db/index.ts';
export { correct, type ResultParts } from './correct.ts';
export { listKeyframes, readKeyframe, removeHeldPictures, storeKeyframes, sweepHeldPictures, type HeldPictureParts, type Keyframe, type KeyframeParts } from './keyframes.ts';
export { storeRun, type StoredRun, type StoreRunRequest } from './store-run.ts';
export { listCorrections, redoCorrection, undoCorrection, type CorrectionQuery } from './take-back.ts';
