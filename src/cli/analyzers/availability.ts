/** What keeps a method from running here, in words; and what this machine has. */
import type { Missing, Stock } from '../../analysis/availability.ts';
import { modelEntries, readOwnEntries } from '../../models/store/index.ts';
import { workerSettings } from '../worker-settings.ts';
import type { AnalyzerTexts } from './texts.ts';

/** @throws AppError USAGE, MODEL_ENTRY_INVALID where the environment is wrong */
export async function readStock(env: Readonly<Record<string, string | undefined>>, modelsFolder: string): Promise<Stock> {
  const [own, settings] = await Promise.all([readOwnEntries(env, modelsFolder), workerSettings(env, modelsFolder)]);
  return { entries: [...own.entries, ...modelEntries], modelsFolder, server: settings.modelServer };
}

export function missingInWords({ what, name }: Missing, texts: AnalyzerTexts): string {
  switch (what) {
    case 'model': return texts.missingModel(name);
    case 'role': return texts.missingRole(name);
    case 'server': return texts.missingServer(name);
  }
}
