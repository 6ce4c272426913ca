/** ONNX networks made from other formats: converted once, kept in the models folder. */
import { AppError } from '../kernel/app-error.ts';
import type { Conversion, ModelEntry } from './model-entry.ts';

export async function convertedNetwork(entry: ModelEntry, _conversion: Conversion, _modelsFolder: string): Promise<Uint8Array> {
  throw new AppError('MODEL_UNSUPPORTED', `The model ${entry.id} cannot be converted yet.`, { model: entry.id });
}
