/** Every model that AIMA knows. */
import { AppError } from '../kernel/app-error.ts';
import type { ModelEntry, WeightsEntry } from './model-entry.ts';
import { bodyModels } from './registry/bodies.ts';
import { explicitnessModels } from './registry/explicitness.ts';
import { faceModels } from './registry/faces.ts';
import { featureModels } from './registry/features.ts';
import { fullTierModels } from './registry/full-tier.ts';
import { objectModels } from './registry/objects.ts';
import { speechModels } from './registry/speech.ts';
import { textModels } from './registry/text.ts';

export const modelEntries: readonly ModelEntry[] = [...textModels, ...speechModels, ...objectModels, ...faceModels, ...bodyModels, ...explicitnessModels, ...featureModels, ...fullTierModels];

/** @throws AppError MODEL_UNSUPPORTED for an id that no entry has */
export function findModel(id: string): ModelEntry;
export function findModel<E extends WeightsEntry>(id: string, entries: readonly E[]): E;
export function findModel(id: string, entries: readonly WeightsEntry[] = modelEntries): WeightsEntry {
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new AppError('MODEL_UNSUPPORTED', `There is no model '${id}'.`, { model: id });
  return entry;
}
