/** Which methods could run on this machine as it is: are their models here, or a server that serves them? */
import type { ModelRef, Analyzer, ServedKind } from '@aima/sdk';
import { AppError } from '../../kernel/app-error.ts';
import { findModel, locateModel, modelEntries, modelForRole, readOwnEntries, type WeightsEntry } from '../../models/store/index.ts';
import { workerSettings, type WorkerSettings } from '../worker-settings.ts';
import type { AnalyzerTexts } from './texts.ts';

/** What is missing, by a stable word and its object. */
export interface Missing {
  what: 'model' | 'role' | 'server';
  name: string;
}

export interface Availability {
  /** Undefined where there is no method of that tier; an empty list where it is ready. */
  lite?: Missing[];
  full?: Missing[];
}

export interface Stock {
  entries: readonly WeightsEntry[];
  modelsFolder: string;
  server: WorkerSettings['modelServer'];
}

const SERVED = {
  timed_speech_to_text: { field: 'speechModel', variable: 'AIMA_OPENAI_SPEECH_MODEL' },
  text_generation: { field: 'textModel', variable: 'AIMA_OPENAI_TEXT_MODEL' },
  vision_language: { field: 'visionModel', variable: 'AIMA_OPENAI_VISION_MODEL' },
} as const satisfies Record<ServedKind, { field: keyof NonNullable<Stock['server']>; variable: string }>;

const isServed = (kind: string): kind is ServedKind => Object.hasOwn(SERVED, kind);

/** @throws AppError USAGE, MODEL_ENTRY_INVALID where the environment is wrong */
export async function readStock(env: Readonly<Record<string, string | undefined>>, modelsFolder: string): Promise<Stock> {
  const [own, settings] = await Promise.all([readOwnEntries(env, modelsFolder), workerSettings(env, modelsFolder)]);
  return { entries: [...own.entries, ...modelEntries], modelsFolder, server: settings.modelServer };
}

async function missingOf(ref: ModelRef, { entries, modelsFolder, server }: Stock): Promise<Missing | undefined> {
  if (isServed(ref.kind)) {
    const { field, variable } = SERVED[ref.kind];
    if (server === undefined) return { what: 'server', name: 'AIMA_OPENAI_BASE_URL' };
    return server[field] === undefined ? { what: 'server', name: variable } : undefined;
  }
  try {
    if (ref.byRole) await modelForRole(ref.id, entries, modelsFolder);
    else await locateModel(findModel(ref.id, entries), modelsFolder);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { model } = error.details;
    return typeof model === 'string' ? { what: 'model', name: model } : { what: 'role', name: ref.id };
  }
}

async function missingModels({ models }: Pick<Analyzer, 'models'>, stock: Stock): Promise<Missing[]> {
  const needed = Object.values(models).filter(({ optional }) => optional !== true);
  const found = (await Promise.all(needed.map((ref) => missingOf(ref, stock)))).filter((each) => each !== undefined);
  return found.filter(({ name }, i) => found.findIndex((other) => other.name === name) === i);
}

export async function availabilityOf(analyzer: Analyzer, stock: Stock): Promise<Availability> {
  const own = await missingModels(analyzer, stock);
  if (analyzer.tier === 'full') return { full: own };
  return { lite: own, ...(analyzer.full ? { full: await missingModels(analyzer.full, stock) } : {}) };
}

export function missingInWords({ what, name }: Missing, texts: AnalyzerTexts): string {
  switch (what) {
    case 'model': return texts.missingModel(name);
    case 'role': return texts.missingRole(name);
    case 'server': return texts.missingServer(name);
  }
}
