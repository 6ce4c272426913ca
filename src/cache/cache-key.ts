/** What a result depends on, as one key: as long as nothing of it changes, the analyzer would find the same again. */
import { createHash } from 'node:crypto';
import type { AnalyzerChoice, Language, Tier } from '@aima/contract';
import { heardBy, withThoseRestedOn, type Analyzer, type JSONValue } from '@aima/sdk';
import { version } from '../kernel/version.ts';
import { findModel, locateModel, modelEntries } from '../models/store/index.ts';

export interface KeyRequest {
  analyzers: readonly Analyzer[];
  choices: readonly AnalyzerChoice[];
  tier: Tier;
  language: Language;
  modelsFolder: string;
}

/** Object keys in one order, so that equal parameters are equal text. */
function canonical(value: JSONValue): JSONValue {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, canonical(each)]));
}

/** Hashes of the files that the method would load; undefined where one is not a known entry that is here. */
async function modelHashes(analyzer: Analyzer, modelsFolder: string): Promise<string[] | undefined> {
  const hashes: string[] = [];
  for (const ref of Object.values(analyzer.models)) {
    // Whichever model of a role is here, and what a server serves, only the worker knows.
    if (ref.byRole === true || !modelEntries.some(({ id }) => id === ref.id)) return undefined;
    const entry = findModel(ref.id);
    const located = await locateModel(entry, modelsFolder).catch(() => undefined);
    // A model without files answers from a server: what is behind it is not ours to know.
    if (located === undefined || Object.keys(located.files).length === 0) return undefined;
    hashes.push(...Object.values(located.files).map(({ sha256 }) => sha256));
  }
  return hashes;
}

/**
 * A key for each analyzer that will run, those that others rest on included; left out where a result cannot be told
 * apart from another (models that only the worker can resolve). What an analyzer rests on and what
 * it hears is part of its key.
 */
export async function cacheKeys({ analyzers, choices, tier, language, modelsFolder }: KeyRequest): Promise<ReadonlyMap<string, string>> {
  const known = new Map(analyzers.map((analyzer) => [analyzer.name, analyzer]));
  const given = new Map(choices.map(({ name, parameters }) => [name, parameters]));
  const inTier = (name: string): Analyzer | undefined => (tier === 'full' ? known.get(name)?.full : undefined) ?? known.get(name);
  const running = withThoseRestedOn(given.keys(), (name) => inTier(name)?.reads);
  const keys = new Map<string, string>();
  const visit = async (name: string): Promise<string | undefined> => {
    const done = keys.get(name);
    const analyzer = inTier(name);
    if (done !== undefined || analyzer === undefined) return done;
    const upstream = await Promise.all(heardBy(analyzer.reads).filter((other) => running.has(other)).map(visit));
    const hashes = await modelHashes(analyzer, modelsFolder);
    if (hashes === undefined || upstream.includes(undefined)) return undefined;
    const facts = [version, name, analyzer.version, analyzer.tier, canonical(analyzer.parseParameters(given.get(name))), hashes, upstream, language];
    const key = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
    keys.set(name, key);
    return key;
  };
  for (const { name } of choices) await visit(name);
  return keys;
}
