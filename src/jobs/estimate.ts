/** What a job will take, from what analyses took on this machine; where nothing was measured, it says so. */
import { availableParallelism } from 'node:os';
import type { AnalyzerEstimate, Estimate, EstimateRange, Language, MediumEstimate, WantedSettings } from '@aima/contract';
import { withThoseRestedOn, type Reads } from '@aima/sdk';
import type { Stock } from '../analysis/availability.ts';
import { readMeasuredTimes, samplesOf, type MeasuredTimes } from '../analysis/measured-times.ts';
import { readSpeeds, type Speeds } from '../analysis/speeds.ts';
import { analyzers } from '../analyzers/index.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { jobMedia, storedMedia, type Database } from '../db/index.ts';
import type { Provider } from '../gpu/provider.ts';
import { AppError } from '../kernel/app-error.ts';
import { findJob } from './manage.ts';
import { missingModels } from './missing-models.ts';
import { planOf, type JobPlan } from './plan.ts';
import { settingsOf } from './standards.ts';

export interface EstimateParts {
  database: Database;
  providers: readonly Provider[];
  data: string;
  /** What this machine has of models, read anew each time. */
  stock?(): Promise<Stock>;
}

interface ToEstimate { id: string; kind?: string | undefined; durationMs: number }

/** One measurement says little of its spread, several say it themselves. */
const SURE_FROM = 3;
const ONE_SAMPLE: EstimateRange = { low: 0.7, likely: 1, high: 1.5 };
const SEVERAL: EstimateRange = { low: 1, likely: 1, high: 1.1 };
/** Another machine may be twice as fast or three times as slow. */
const ELSEWHERE: EstimateRange = { low: 0.5, likely: 1, high: 3 };
/** A worker's start, its wipe and its end, in seconds. */
const MACHINE: EstimateRange = { low: 2, likely: 5, high: 25 };

const scaled = ({ low, likely, high }: EstimateRange, by: EstimateRange): EstimateRange => ({ low: low * by.low, likely: likely * by.likely, high: high * by.high });
const times = (range: EstimateRange, factor: number): EstimateRange => scaled(range, { low: factor, likely: factor, high: factor });
const plus = (a: EstimateRange, b: EstimateRange): EstimateRange => ({ low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high });
const NOTHING: EstimateRange = { low: 0, likely: 0, high: 0 };
const sum = (ranges: readonly EstimateRange[]): EstimateRange => ranges.reduce(plus, NOTHING);
const rounded = ({ low, likely, high }: EstimateRange, digits = 2): EstimateRange => {
  const round = (value: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
  return { low: round(low), likely: round(likely), high: round(high) };
};

/** @returns undefined for an empty list */
export function spread(samples: readonly number[]): EstimateRange | undefined {
  const sorted = [...samples].sort((a, b) => a - b);
  const [low, likely, high] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (low === undefined || likely === undefined || high === undefined) return undefined;
  return scaled({ low, likely, high }, sorted.length < SURE_FROM ? ONE_SAMPLE : SEVERAL);
}

function estimateAnalyzer(analyzer: string, { kind, durationMs }: ToEstimate, tier: JobPlan['tier'], measured: MeasuredTimes, speeds: Speeds): AnalyzerEstimate {
  const isPhoto = kind === 'image';
  const here = spread(samplesOf(measured, analyzer, tier, isPhoto));
  if (here) return { analyzer, basis: 'here', seconds: rounded(isPhoto ? here : times(here, durationMs / 1000)) };
  const reference = speeds.reference.analyzers[analyzer];
  if (isPhoto || reference?.tier !== tier) return { analyzer, basis: 'unknown' };
  return { analyzer, basis: 'reference', seconds: rounded(times(ELSEWHERE, reference.timesRealTime * durationMs / 1000)) };
}

const usesMedium = (reads: Reads, kind: string | undefined): boolean => {
  if (kind === 'image') return reads.photo !== undefined || (reads.after ?? reads.afterAny ?? []).length > 0;
  if (kind === 'audio') return reads.video === undefined && reads.everyFrame !== true;
  return true;
};

/** Those chosen and those they rest on. */
function running({ choices, tier }: JobPlan): { name: string; tier: JobPlan['tier']; reads: Reads }[] {
  const byName = new Map(analyzers.map((analyzer) => [analyzer.name, analyzer]));
  const inTier = (name: string) => (tier === 'full' ? byName.get(name)?.full : undefined) ?? byName.get(name);
  return [...withThoseRestedOn(choices.map(({ name }) => name), (name) => inTier(name)?.reads)].flatMap((name) => {
    const analyzer = inTier(name);
    return analyzer ? [{ name, tier: analyzer.tier, reads: analyzer.reads }] : [];
  });
}

/** Own times run side by side: at best on all cores, at worst one after the other. */
const clockShare = ({ clockShare: samples }: MeasuredTimes): EstimateRange => {
  const cores = availableParallelism();
  return spread(samples) ?? { low: 1 / cores, likely: Math.min(1, 1.4 / cores), high: 1 };
};

export async function estimateOf(parts: Omit<EstimateParts, 'database'>, plan: JobPlan, media: readonly ToEstimate[], language: Language = 'en'): Promise<Estimate> {
  const [measured, speeds, offers, warnings] = await Promise.all([
    readMeasuredTimes(parts.data), readSpeeds(parts.data), Promise.all(parts.providers.map((provider) => provider.offers())), parts.stock === undefined ? [] : parts.stock().then((stock) => missingModels(plan, stock, language)),
  ]);
  const members = running(plan);
  const told = media.map((medium): MediumEstimate => {
    const each = members.filter(({ reads }) => usesMedium(reads, medium.kind)).map(({ name, tier }) => estimateAnalyzer(name, medium, tier, measured, speeds));
    return { mediaId: medium.id, analyzers: each, seconds: rounded(scaled(sum(each.flatMap(({ seconds }) => seconds ?? [])), clockShare(measured))) };
  });
  const seconds = rounded(media.length === 0 ? NOTHING : plus(MACHINE, sum(told.map((each) => each.seconds))));
  const unknown = [...new Set(told.flatMap((each) => each.analyzers.filter(({ basis }) => basis === 'unknown').map(({ analyzer }) => analyzer)))];
  return {
    seconds, unknown, media: told, warnings,
    offers: offers.flat().map(({ id, provider, description, usdPerHour }) => ({ id, provider, description, usdPerHour, usd: rounded(times(seconds, usdPerHour / 3600), 4) })),
  };
}

/** Of a job as it is. @throws AppError FORBIDDEN, NOT_FOUND */
export async function estimateJob(parts: EstimateParts, principal: Principal, id: string, language: Language = 'en'): Promise<Estimate> {
  requirePermission(principal, 'jobs:read');
  const { settings, media } = await parts.database.read({ workspaceId: principal.workspaceId }, async (tx) => ({ settings: (await findJob(tx, id)).settings, media: await jobMedia(tx, id) }));
  return estimateOf(parts, planOf(settings), media.map(({ mediaId, facts }) => ({ id: mediaId, kind: facts.kind, durationMs: facts.durationMs ?? 0 })), language);
}

/** Of media that are in no job yet. @throws AppError FORBIDDEN, NOT_FOUND, INVALID_MESSAGE */
export async function estimateMedia(parts: EstimateParts, principal: Principal, mediaIds: readonly string[], wanted: WantedSettings, language: Language = 'en'): Promise<Estimate> {
  requirePermission(principal, 'jobs:read');
  const { workspaceId } = principal;
  const { plan, media } = await parts.database.transaction({ workspaceId }, async (tx) => ({ plan: planOf(await settingsOf(tx, workspaceId, wanted)), media: await storedMedia(tx, mediaIds) }));
  const missing = mediaIds.find((wanted) => !media.some(({ id }) => id === wanted));
  if (missing !== undefined) throw new AppError('NOT_FOUND', 'There is no such medium, or it was wiped.', { mediaId: missing });
  return estimateOf(parts, plan, media, language);
}
