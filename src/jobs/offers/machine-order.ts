/** What is ordered for a job that was started: the chosen offer first, then others that whoever started it would have taken as well. */
import { effectiveSettings, jobById } from '../../db/index.ts';
import type { Offer } from '../../gpu/provider.ts';
import type { Caps, MachineOrder } from '../../rental/index.ts';
import { estimateWithOffers, type EstimateParts } from '../estimate.ts';
import type { JobPlan } from '../plan.ts';
import type { ChosenOffer } from './chosen-offer.ts';
import { worstTraffic } from './job-needs.ts';
import { capsAt, STANDARD_POLICY } from './offer-policy.ts';
import type { RankedOffer } from './rank-offers.ts';

export interface OrderRequest {
  job: { id: string; workspaceId: string };
  chosen: ChosenOffer;
  plan: JobPlan;
  /** What is still to be analysed; of a machine that gets a part of it, that part. */
  media: Parameters<typeof estimateWithOffers>[2];
}

type Ordered = Required<Omit<MachineOrder, 'env' | 'avoid'>> & { avoid: readonly string[] };

/** What it may cost more than what was agreed to, before somebody has to be asked again. */
const DEARER = 1.5;
const MOST_OFFERS = 10;

/** Somebody who chose a data centre does not get a machine at somebody's home, nor one that can be taken away unless bids were agreed to. */
const wouldDo = ({ machine, usdPerHour, wish }: ChosenOffer) => ({ offer, remote }: RankedOffer): boolean =>
  remote && offer.usdPerHour <= usdPerHour * DEARER && (machine?.secure !== true || offer.machine?.secure === true) && (wish.interruptible || offer.machine?.interruptible !== true);

const same = (a: Pick<Offer, 'id' | 'provider'>, b: Pick<Offer, 'id' | 'provider'>): boolean => a.id === b.id && a.provider === b.provider;

/** Asked anew whenever money is reserved: limits may change while a job runs. */
export const jobCaps = ({ database, policy = STANDARD_POLICY }: Pick<EstimateParts, 'database' | 'policy'>, { id, workspaceId }: OrderRequest['job']) => (): Promise<Caps> => database.read({ workspaceId }, async (tx) =>
  capsAt(policy, (await jobById(tx, id))?.costLimitUsd ?? (await effectiveSettings(tx, workspaceId)).costLimitUsd, Date.now()));

/** Asked when a machine is needed: the market may have changed since the start. */
export async function machineOrder(parts: EstimateParts, { job, chosen, plan, media }: OrderRequest): Promise<Ordered> {
  const { policy = STANDARD_POLICY } = parts;
  const { wish, expected: _expected, ...first } = chosen;
  const caps = jobCaps(parts, job);
  const { jobUsd: limitUsd } = await caps();
  const { estimate: { needs }, ranking } = await estimateWithOffers(parts, plan, media, { filter: { interruptible: wish.interruptible }, limitUsd, fresh: true });
  const now = ranking.offers.find(({ offer }) => same(offer, first));
  const failed = ranking.leftOut.some(({ id, code }) => id === `${first.provider}:${first.id}` && code === 'failed_lately');
  const others = ranking.offers.filter(wouldDo(chosen)).map(({ offer }) => offer).filter((offer) => !same(offer, first));
  return {
    workspaceId: job.workspaceId, jobId: job.id,
    // At the price that was agreed to: the saga ends a machine that costs more. One that the list does not show any more may still be had.
    offers: [...(failed ? [] : [first]), ...others].slice(0, MOST_OFFERS),
    caps, maxAttempts: policy.limits.attempts, diskGb: needs?.diskGb ?? 50,
    expectedSeconds: (now ?? ranking.offers[0])?.told.seconds?.high ?? 1800, ...worstTraffic(needs),
    avoid: [...await parts.failedLately?.() ?? []].map((each) => each.slice(each.indexOf(':') + 1)),
  };
}
