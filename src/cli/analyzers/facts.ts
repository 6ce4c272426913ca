/** Everything that is known of each analyzer, in one list for the table, for JSON and for programs. */
import type { Language, Tier } from '@aima/contract';
import type { Analyzer, Reads } from '@aima/sdk';
import { availabilityOf, type Availability, type Stock } from '../../analysis/availability.ts';
import { costClass, type CostClass, type KnownSpeed, type Speeds } from '../../analysis/speeds.ts';
import { catalogue } from '../../analyzers/catalogue.ts';
import { profiles } from '../../analyzers/profiles.ts';
import { analyzerTextsOf } from './texts.ts';

export interface AnalyzerFacts {
  name: string;
  version: number;
  method: string;
  tier: Tier;
  models: string[];
  fullTierModels?: string[];
  reads: string[];
  /** Profiles in which it runs, and those that name it as off. */
  on: string[];
  off: string[];
  here: Availability;
  cost: CostClass;
  /** Absent where it was never measured. */
  speed?: KnownSpeed;
  reports: string;
  how: string;
  source: string;
  weak: string;
  parameters: Record<string, unknown>;
}

export function readsInWords(reads: Reads, language: Language): string[] {
  const { reads: words } = analyzerTextsOf(language);
  const list = (names: readonly string[] | undefined, say: (names: string) => string): string[] => (names && names.length > 0 ? [say(names.join(', '))] : []);
  return [
    ...(reads.everyFrame ? [words.everyFrame] : []), ...(reads.video ? [words.frameEach(reads.video.everyMs)] : []), ...(reads.audio ? [words.sound] : []), ...(reads.photo ? [words.photos] : []),
    ...list(reads.after, words.after), ...list(reads.afterAny, words.afterAny), ...list(reads.hears, words.hears),
  ];
}

const inProfiles = (name: string, on: boolean): string[] => profiles.filter(({ analyzers }) => analyzers.some((each) => each.name === name && (each.on !== false) === on)).map((profile) => profile.name);

export async function factsOf(analyzer: Analyzer, { stock, speeds, language }: { stock: Stock; speeds: Speeds; language: Language }): Promise<AnalyzerFacts> {
  const { name, version, method, tier, models, full, reads } = analyzer;
  const speed = speeds.of(name);
  const about = catalogue.get(name);
  return {
    name, version, method, tier, models: Object.values(models).map(({ id }) => id), ...(full ? { fullTierModels: Object.values(full.models).map(({ id }) => id) } : {}),
    reads: readsInWords(reads, language), on: inProfiles(name, true), off: inProfiles(name, false), here: await availabilityOf(analyzer, stock),
    cost: speed ? costClass(speed.timesRealTime) : tier === 'full' ? 'heavy' : 'medium', ...(speed ? { speed } : {}),
    reports: about?.reports[language] ?? '', how: about?.method[language] ?? '', source: about?.source ?? '', weak: about?.weak[language] ?? '',
    parameters: analyzer.parseParameters(undefined),
  };
}
