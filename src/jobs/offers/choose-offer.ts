/** From the id that a person names to an offer that still holds, is allowed, and can be paid: everything that is asked before a job is queued. */
import type { Language, StartJob } from '@aima/contract';
import { requirePermission, type Principal } from '../../auth/principal.ts';
import { jobMedia } from '../../db/index.ts';
import type { Offer, Provider } from '../../gpu/provider.ts';
import { AppError } from '../../kernel/app-error.ts';
import { requireRoom, trafficUsd, worstCaseUsd } from '../../rental/budget.ts';
import type { Caps, Committed } from '../../rental/ledger.ts';
import { bootMsOf, STANDARD_TIMING } from '../../rental/parts.ts';
import { offerSnapshot } from '../../rental/rental.ts';
import { estimateWithOffers, mediumToEstimate, type EstimateParts } from '../estimate.ts';
import { findJob } from '../manage.ts';
import { planOf } from '../plan.ts';
import { costLimitOf } from '../standards.ts';
import type { ChosenOffer } from './chosen-offer.ts';
import { worstTraffic } from './job-needs.ts';
import { usdText } from './left-out.ts';
import { openMarket, type Market } from './market.ts';
import { capsAt, mayStartPaidWork, STANDARD_POLICY } from './offer-policy.ts';
import type { RankedOffer, Ranking } from './rank-offers.ts';

export interface ChoiceParts extends EstimateParts {
  /** What counts against the caps now. */
  committed?(place: { workspaceId: string; jobId: string }, caps: Caps): Promise<Committed>;
}

export interface Choice {
  offer: ChosenOffer;
  costLimitUsd: number;
}

/** Cents that two ways of counting may differ by. */
const SAME_PRICE = 1.0001;

/** `runpod:abc`; a name without a provider is one of this machine's. */
function splitKey(providers: readonly Provider[], key: string): { provider: Provider | undefined; id: string } {
  const [, name, id] = /^([a-z][a-z0-9_-]*):(.+)$/s.exec(key) ?? [];
  const provider = name === undefined ? undefined : providers.find((each) => each.name === name);
  return provider && id !== undefined ? { provider, id } : { provider: undefined, id: key };
}

const gone = (offerId: string): AppError => new AppError('NOT_FOUND', 'There is no such offer any more; look at the estimate again.', { offerId });

async function localOffer(providers: readonly Provider[], id: string): Promise<Offer> {
  const offers = (await Promise.all(providers.filter(({ remote }) => !remote).map((provider) => provider.offers()))).flat();
  const offer = offers.find((each) => each.id === id);
  if (!offer) throw gone(id);
  return offer;
}

/** @throws AppError NO_OFFER, COST_LIMIT_TOO_LOW, NOT_FOUND, or why its provider told nothing */
function demandOffered({ offers, leftOut, providers }: Ranking, key: string, provider: string): RankedOffer {
  const found = offers.find(({ told }) => told.id === key);
  if (found) return found;
  const why = leftOut.find(({ id }) => id === key);
  if (why) throw new AppError(why.code === 'cost_limit' ? 'COST_LIMIT_TOO_LOW' : 'NO_OFFER', why.message, { offerId: key, why: why.code });
  const answer = providers.find((each) => each.provider === provider);
  if (answer?.state === 'not_set_up') throw new AppError('NO_OFFER', answer.message ?? `The provider ${provider} is not set up here.`, { offerId: key });
  if (answer && answer.state !== 'answered') throw new AppError('PROVIDER_UNREACHABLE', answer.message ?? `${provider} does not answer.`, { offerId: key });
  throw gone(key);
}

/** @throws AppError BALANCE_TOO_LOW, PROVIDER_* where it cannot be asked: nothing is begun that may not be payable */
async function demandBalance(market: Market, { offer, told }: RankedOffer): Promise<void> {
  const balance = await market.balance(offer.provider);
  if (!balance) return;
  const machines = told.machines?.machines ?? 1;
  // Providers want about an hour's worth before they let a machine start.
  const neededUsd = Math.max(told.usd.likely, offer.usdPerHour * machines);
  if (balance.usd < neededUsd) {
    throw new AppError('BALANCE_TOO_LOW', `The account at ${offer.provider} has ${usdText(Math.max(0, balance.usd))} USD; this job needs about ${usdText(neededUsd)} USD.`, { provider: offer.provider, balanceUsd: balance.usd, neededUsd });
  }
  const ratio = (balance.usdPerHour ?? 0) + offer.usdPerHour;
  if (balance.limitUsdPerHour !== undefined && ratio > balance.limitUsdPerHour) {
    throw new AppError('BALANCE_TOO_LOW', `The account at ${offer.provider} may spend ${usdText(balance.limitUsdPerHour)} USD an hour; with this machine it would be ${usdText(ratio)} USD.`, { provider: offer.provider, usdPerHour: ratio });
  }
}

/** The least that is ever reserved for a machine must fit under every cap. @throws AppError COST_LIMIT_TOO_LOW */
async function demandRoom(parts: ChoiceParts, place: { workspaceId: string; jobId: string }, offer: Offer, caps: Caps, traffic: { gbIn: number; gbOut: number }): Promise<void> {
  const committed = await parts.committed?.(place, caps) ?? { jobUsd: 0, dayUsd: 0, workspaceUsd: 0 };
  const worst = { usdPerHour: offer.usdPerHour, trafficUsd: trafficUsd(offerSnapshot(offer), traffic), leaseMs: STANDARD_TIMING.leaseMs, bootMs: bootMsOf(STANDARD_TIMING, offer.provider) };
  requireRoom(worstCaseUsd(worst, STANDARD_TIMING.usefulMs), caps, committed);
}

/** Asked before a machine that costs is started, resumed or tried again. @throws AppError FORBIDDEN */
export function demandPaidWork({ policy = STANDARD_POLICY }: Pick<ChoiceParts, 'policy'>, principal: Principal, offer: Pick<Offer, 'usdPerHour'>): void {
  if (offer.usdPerHour > 0 && !mayStartPaidWork(policy, principal.accountRole)) throw new AppError('FORBIDDEN', 'This account may not start work that costs money.', { permission: 'paid' });
}

/**
 * Nothing is changed and no machine starts.
 *
 * @throws AppError FORBIDDEN, NOT_FOUND, NO_OFFER, COST_LIMIT_TOO_LOW, PRICE_CHANGED, BALANCE_TOO_LOW, PROVIDER_*
 */
export async function chooseOffer(parts: ChoiceParts, principal: Principal, jobId: string, wanted: StartJob, language: Language = 'en'): Promise<Choice> {
  const { policy = STANDARD_POLICY, market = openMarket(parts.providers) } = parts;
  const { workspaceId } = principal;
  const { settings, media, limit } = await parts.database.read({ workspaceId }, async (tx) => ({
    settings: (await findJob(tx, jobId)).settings, media: await jobMedia(tx, jobId), limit: await costLimitOf(tx, workspaceId, wanted.costLimitUsd),
  }));
  const { provider, id } = splitKey(parts.providers, wanted.offerId);
  if (!provider?.remote) return { offer: { ...await localOffer(parts.providers, id), wish: { interruptible: false } }, costLimitUsd: limit };
  requirePermission(principal, 'jobs:start');
  const caps = capsAt(policy, limit, Date.now());
  const filter = { interruptible: wanted.interruptible, machines: wanted.mostMachines };
  const { ranking, estimate: { needs } } = await estimateWithOffers({ ...parts, market }, planOf(settings), media.map(mediumToEstimate), { language, filter, limitUsd: caps.jobUsd, fresh: true });
  const found = demandOffered(ranking, wanted.offerId, provider.name);
  const { offer, told } = found;
  demandPaidWork(parts, principal, offer);
  if (wanted.usdPerHour !== undefined && offer.usdPerHour > wanted.usdPerHour * SAME_PRICE) {
    throw new AppError('PRICE_CHANGED', `It costs ${usdText(offer.usdPerHour)} USD an hour by now, not ${usdText(wanted.usdPerHour)} USD; nothing was started.`, { offerId: wanted.offerId, usdPerHour: offer.usdPerHour });
  }
  if (offer.usdPerHour > 0) {
    await demandRoom(parts, { workspaceId, jobId }, offer, caps, worstTraffic(needs));
    await demandBalance(market, found);
  }
  return {
    costLimitUsd: caps.jobUsd,
    offer: {
      ...offer, wish: { interruptible: wanted.interruptible === true, ...(wanted.mostMachines === undefined ? {} : { mostMachines: wanted.mostMachines }) },
      expected: { usd: told.usd.likely, seconds: told.seconds?.likely ?? 0, ...(told.machines ? { machines: told.machines } : {}) },
    },
  };
}
