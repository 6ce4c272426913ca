/** Which models are on this machine, and whether their bytes are the known ones. */
import { toAppError } from '../../kernel/app-error.ts';
import { modelEntries, modelState, readOwnEntries, verifyModel, type WeightsEntry } from '../../models/store/index.ts';
import type { Check } from './check.ts';
import type { DoctorTexts } from './texts.ts';

const inPackage = ({ files }: WeightsEntry): boolean => Object.values(files).every((file) => file.package !== undefined);

async function liteCheck(entries: readonly WeightsEntry[], modelsFolder: string, texts: DoctorTexts, signal: AbortSignal): Promise<Check> {
  const lite = entries.filter(inPackage);
  const bad: string[] = [];
  for (const entry of lite) if ((await verifyModel(entry, modelsFolder, signal)).some(({ problem }) => problem !== undefined)) bad.push(entry.id);
  return bad.length === 0 ? { id: 'lite_models', state: 'ok', text: texts.liteModels(lite.length) } : { id: 'lite_models', state: 'problem', text: texts.liteBroken(bad.join(', ')), next: texts.installAgain };
}

/** Each model of the full tier that is here is hashed; those that are not are no fault. */
async function fullChecks(entries: readonly WeightsEntry[], modelsFolder: string, texts: DoctorTexts, signal: AbortSignal): Promise<Check[]> {
  const full = entries.filter((entry) => !inPackage(entry));
  const states = await Promise.all(full.map(async (entry) => ({ entry, state: (await modelState(entry, modelsFolder)).state })));
  const here = states.filter(({ state }) => state !== 'missing');
  const checks: Check[] = [{ id: 'full_models', state: 'ok', text: texts.fullModels(here.map(({ entry }) => entry.id), full.length) }];
  for (const { entry, state } of here) {
    if (state === 'partial') {
      checks.push({ id: `model:${entry.id}`, state: 'warning', text: texts.partial(entry.id), next: `aima models pull ${entry.id}` });
    } else if ((await verifyModel(entry, modelsFolder, signal)).some(({ problem }) => problem !== undefined)) {
      checks.push({ id: `model:${entry.id}`, state: 'problem', text: texts.damaged(entry.id), next: `aima models pull ${entry.id}` });
    }
  }
  return checks;
}

export async function modelChecks(modelsFolder: string, env: Readonly<Record<string, string | undefined>>, texts: DoctorTexts, signal: AbortSignal): Promise<Check[]> {
  let own: readonly WeightsEntry[] = [];
  const checks: Check[] = [];
  try {
    own = (await readOwnEntries(env, modelsFolder)).entries;
    if (own.length > 0) checks.push({ id: 'own_models', state: 'ok', text: texts.ownModels(own.length) });
  } catch (error) {
    checks.push({ id: 'own_models', state: 'problem', text: toAppError(error).message, next: texts.correctEntry });
  }
  const entries = [...own, ...modelEntries];
  return [await liteCheck(entries, modelsFolder, texts, signal), ...await fullChecks(entries, modelsFolder, texts, signal), ...checks];
}
