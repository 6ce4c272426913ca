/**
 * The room's door: rows of findings, and what people say about them. docs/decisions/0013-results.md.
 *
 *   storing   storeRun (once the run has ended), storedRuns, reusableRuns
 *   pictures  storeKeyframes, listKeyframes, readKeyframe; removeHeldPictures after storeRun told of new holds, sweepHeldPictures
 *   reading   mediumDocument, jobDocument, observationLines: streams that are never whole in memory
 *             listJobObservations, observationDetails, resultFacets, listResults; deleteResults
 *             searchObservations, searchFacets: all jobs of a workspace; activityOfJob: when most was found
 *   people    correct, undoCorrection, redoCorrection, listCorrections
 *   held      listHeldShots, releaseShot, countHeldShots
 */
export { reusableRuns, storedRuns } from '../db/index.ts';
export { correct, type ResultParts } from './correct.ts';
export { jobDocument, mediumDocument, observationLines } from './documents.ts';
export { deleteResults } from './delete-results.ts';
export { countHeldShots, listHeldShots, releaseShot, type HeldParts } from './held-shots.ts';
export { jobKeyframes, listKeyframes, readKeyframe, removeHeldPictures, storeKeyframes, sweepHeldPictures, type HeldPictureParts, type Keyframe, type KeyframeParts } from './keyframes.ts';
export { publishRating, RATING_ANALYZER } from './rating.ts';
export { listJobObservations, listResults, observationDetails, resultFacets } from './read-results.ts';
export { activityOfJob, searchFacets, searchObservations } from './search-results.ts';
export { storeRun } from './store-run.ts';
export { listCorrections, redoCorrection, undoCorrection } from './take-back.ts';
