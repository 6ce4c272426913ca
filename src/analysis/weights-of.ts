/** Which weights may stand behind the models that an analyzer names, and under which licences. */
import { modelEntries, type WeightsEntry } from '../models/store/index.ts';

export type WeightsFacts = Pick<WeightsEntry, 'id' | 'task' | 'tier' | 'licence'>;

/** @param models ids, and roles of the full tier, which any of several entries can fill */
export function weightsOf(models: readonly string[]): WeightsFacts[] {
  const named = new Set(models);
  return modelEntries.filter(({ id, role }) => named.has(id) || (role !== undefined && named.has(role))).map(({ id, task, tier, licence }) => ({ id, task, tier, licence }));
}
