/** What a job will take, from what analyses took on this machine; where nothing was measured, it says so. */
import type { Estimate, Language, MediumEstimate, OfferFilter, ServedModel, WantedSettings } from '@aima/contract';
import type { Reads } from '@aima/sdk';
import type { Stock } from '../analysis/availability.ts';
import { readMeasuredTimes } from '../analysis/measured-times.ts';
import { readSpeeds } from '../analysis/speeds.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { jobMedia, storedMedia, type Database, type MachineMeasureRow } from '../db/index.ts';
import type { OfferQuery, Provider } from '../gpu/provider.ts';
import { AppError } from '../kernel/app-error.ts';
import { modelEntries } from '../models/store/index.ts';
import { NOTHING, rounded, scaled, sum } from './estimate-range.ts';
import { findJob } from './manage.ts';
import { missingModels } from './missing-models.ts';
import { jobNeeds } from './offers/job-needs.ts';
import { openMarket, type Market, type ProviderOffers } from './offers/market.ts';
import { LOCAL_SECONDS } from './offers/offer-cost.ts';
import { offerRules, STANDARD_POLICY, type MachinePolicy } from './offers/offer-policy.ts';
import { rankOffers, type Ranking } from './offers/rank-offers.ts';
import { planMembers } from './plan-members.ts';
import { planOf, type JobPlan } from './plan.ts';
import { costLimitOf, settingsOf } from './standards.ts';
import { analyzerHere, clockShare } from './time-here.ts';

/** What is known of machines beside this one; what is absent is as in an installation that was just made. */
export interface OfferParts {
  market?: Market;
  policy?: MachinePolicy;
  measures?(): Promise<readonly MachineMeasureRow[]>;
  /** Physical machines that failed within the last hour, as `PROVIDER:ID`. */
  failedLately?(): Promise<ReadonlySet<string>>;
  /** The model that machines of this installation serve. */
  served?(): Promise<ServedModel | undefined>;
}

export interface EstimateParts extends OfferParts {
  database: Database;
  providers: readonly Provider[];
  data: string;
  /** What this machine has of models, read anew each time. */
  stock?(): Promise<Stock>;
}

interface ToEstimate { id: string; kind?: string | undefined; durationMs: number; sizeBytes?: number }

export interface EstimateWish {
  language?: Language | undefined;
  filter?: OfferFilter | undefined;
  /** USD of the job. */
  limitUsd?: number | undefined;
  /** Prices as they are now, not a moment ago. */
  fresh?: boolean;
}

const MOST_LISTED = 200;

const usesMedium = (reads: Reads, kind: string | undefined): boolean => {
  if (kind === 'image') return reads.photo !== undefined || (reads.after ?? reads.afterAny ?? []).length > 0;
  if (kind === 'audio') return reads.video === undefined && reads.everyFrame !== true;
  return true;
};

/** Providers that have no machine with so much memory tell those that they have, so that each can be left out with its reason. */
async function offersOrWhyNone(market: Market, wanted: OfferQuery, fresh: boolean): Promise<ProviderOffers[]> {
  const answers = await market.offers(wanted, { fresh });
  if (wanted.gpuMemoryGb === 0 || answers.some(({ remote, offers }) => remote && offers.length > 0)) return answers;
  return market.offers({ ...wanted, gpuMemoryGb: 0 }, { fresh });
}

async function rankingOf(parts: Omit<EstimateParts, 'database'>, plan: JobPlan, media: readonly ToEstimate[], told: readonly MediumEstimate[], wish: EstimateWish): Promise<Ranking & { needs: NonNullable<Estimate['needs']> }> {
  const { language = 'en', filter = {}, limitUsd = Number.POSITIVE_INFINITY, fresh = false } = wish;
  const { policy = STANDARD_POLICY, market = openMarket(parts.providers) } = parts;
  const needs = jobNeeds({ tier: plan.tier, members: planMembers(plan), media, entries: (await parts.stock?.())?.entries ?? modelEntries, served: await parts.served?.() });
  const rules = offerRules(policy, filter, limitUsd, await parts.failedLately?.() ?? new Set());
  const wanted = { gpuMemoryGb: needs.gpuMemoryGb, diskGb: needs.diskGb, interruptible: rules.interruptible };
  const [answers, measures] = await Promise.all([offersOrWhyNone(market, wanted, fresh), parts.measures?.() ?? []]);
  const { choice } = policy;
  return {
    needs,
    ...rankOffers({
      market: answers, needs, measures, rules, language, nowMs: Date.now(), hourIsWorthUsd: choice.hourIsWorthUsd,
      work: { seconds: sum(told.map(({ seconds }) => seconds)), ofMedia: told.map(({ seconds }) => seconds.likely) },
      scaling: { most: Math.min(policy.most, filter.machines ?? policy.most), leastLoad: choice.leastLoad, mostLoad: choice.mostLoad },
    }),
  };
}

/** The same with the offers themselves, for whoever starts on one. */
export async function estimateWithOffers(parts: Omit<EstimateParts, 'database'>, plan: JobPlan, media: readonly ToEstimate[], wish: EstimateWish = {}): Promise<{ estimate: Estimate; ranking: Ranking }> {
  const [measured, speeds, warnings] = await Promise.all([
    readMeasuredTimes(parts.data), readSpeeds(parts.data), parts.stock === undefined ? [] : parts.stock().then((stock) => missingModels(plan, stock, wish.language ?? 'en')),
  ]);
  const members = planMembers(plan);
  const told = media.map((medium): MediumEstimate => {
    const each = members.filter(({ reads }) => usesMedium(reads, medium.kind)).map(({ name, tier }) => analyzerHere(name, medium, tier, measured, speeds));
    return { mediaId: medium.id, analyzers: each, seconds: rounded(scaled(sum(each.flatMap(({ seconds }) => seconds ?? [])), clockShare(measured))) };
  });
  const unknown = [...new Set(told.flatMap((each) => each.analyzers.filter(({ basis }) => basis === 'unknown').map(({ analyzer }) => analyzer)))];
  const { needs, ...ranking } = await rankingOf(parts, plan, media, told, wish);
  const estimate: Estimate = {
    seconds: rounded(media.length === 0 ? NOTHING : sum([LOCAL_SECONDS, ...told.map((each) => each.seconds)])), unknown, media: told, warnings, needs,
    offers: ranking.offers.slice(0, MOST_LISTED).map((each) => each.told), leftOut: ranking.leftOut.slice(0, MOST_LISTED), leftOutCount: ranking.leftOut.length, providers: ranking.providers,
  };
  return { estimate, ranking };
}

export const estimateOf = async (parts: Omit<EstimateParts, 'database'>, plan: JobPlan, media: readonly ToEstimate[], wish: EstimateWish = {}): Promise<Estimate> =>
  (await estimateWithOffers(parts, plan, media, wish)).estimate;

/** Of a job as it is. @throws AppError FORBIDDEN, NOT_FOUND */
export async function estimateJob(parts: EstimateParts, principal: Principal, id: string, { language, filter }: Pick<EstimateWish, 'language' | 'filter'> = {}): Promise<Estimate> {
  requirePermission(principal, 'jobs:read');
  const { workspaceId } = principal;
  const { settings, media, limitUsd } = await parts.database.read({ workspaceId }, async (tx) => ({
    settings: (await findJob(tx, id)).settings, media: await jobMedia(tx, id), limitUsd: await costLimitOf(tx, workspaceId, filter?.costLimitUsd),
  }));
  return estimateOf(parts, planOf(settings), media.map(mediumToEstimate), { language, filter, limitUsd });
}

export const mediumToEstimate = ({ mediaId, facts, sizeBytes }: { mediaId: string; facts: { kind?: string | undefined; durationMs?: number | undefined }; sizeBytes: number }): ToEstimate =>
  ({ id: mediaId, kind: facts.kind, durationMs: facts.durationMs ?? 0, sizeBytes });

/** Of media that are in no job yet. @throws AppError FORBIDDEN, NOT_FOUND, INVALID_MESSAGE */
export async function estimateMedia(parts: EstimateParts, principal: Principal, mediaIds: readonly string[], wanted: WantedSettings, { language, filter }: Pick<EstimateWish, 'language' | 'filter'> = {}): Promise<Estimate> {
  requirePermission(principal, 'jobs:read');
  const { workspaceId } = principal;
  const { plan, media, limitUsd } = await parts.database.transaction({ workspaceId }, async (tx) => ({
    plan: planOf(await settingsOf(tx, workspaceId, wanted)), media: await storedMedia(tx, mediaIds), limitUsd: await costLimitOf(tx, workspaceId, filter?.costLimitUsd),
  }));
  const missing = mediaIds.find((wanted) => !media.some(({ id }) => id === wanted));
  if (missing !== undefined) throw new AppError('NOT_FOUND', 'There is no such medium, or it was wiped.', { mediaId: missing });
  return estimateOf(parts, plan, media, { language, filter, limitUsd });
}
