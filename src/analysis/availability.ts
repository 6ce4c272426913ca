/** Which methods could run on this machine as it is: are their models here, or a server that serves them? */
import type { ModelServer } from '@aima/contract';
import type { Analyzer, ModelRef, ServedKind } from '@aima/sdk';
import { AppError } from '../kernel/app-error.ts';
import { findModel, locateModel, modelForRole, type WeightsEntry } from '../models/store/index.ts';

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
  /** Absent where none is set. */
  server?: ModelServer | undefined;
}

const SERVED = {
  timed_speech_to_text: { field: 'speechModel', variable: 'AIMA_OPENAI_SPEECH_MODEL' },
  text_generation: { field: 'textModel', variable: 'AIMA_OPENAI_TEXT_MODEL' },
  vision_language: { field: 'visionModel', variable: 'AIMA_OPENAI_VISION_MODEL' },
} as const satisfies Record<ServedKind, { field: keyof ModelServer; variable: string }>;

const isServed = (kind: string): kind is ServedKind => Object.hasOwn(SERVED, kind);

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
