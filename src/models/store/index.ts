/**
 * The model store: weights that are fetched, not installed. Entries of the registry name a hub repository at a
 * commit, or an address; the store loads them resumably, verifies every byte, keeps versions and can go back.
 * Nothing here loads a network or needs ONNX Runtime, so the command line may use this door.
 */
export type { WeightsEntry } from '../model-entry.ts';
export { findModel, modelEntries } from '../registry.ts';
export { readOwnEntries } from '../own-entries.ts';
export { recordConsent } from './consents.ts';
export { sourcePath } from '../package-files.ts';
export { sha256OfFile } from './file-hash.ts';
export { addressOf, hubFrom, type Hub } from './hub.ts';
export { importFolder, type ImportOutcome } from './import-folder.ts';
export { rollBack } from './install.ts';
export { modelState, removeModel, verifyModel, type ModelState } from './model-state.ts';
export { locateModel, modelForRole } from './locate-model.ts';
export { pullModel, type PullOutcome } from './pull.ts';
export { storedModels } from './store-layout.ts';
export { type Network } from './network.ts';
