/** The machines that a job could run on, by what the job is expected to cost there; and those that it could not, each with why. */
import type { EstimateRange, JobNeeds, Language, LeftOutOffer, MachineOnOffer, MachinePlan, OfferEstimate, ProviderAnswer } from '@aima/contract';
import type { MachineMeasureRow } from '../../db/index.ts';
import type { Offer, OfferedMachine } from '../../gpu/provider.ts';
import { machineSpeed } from './gpu-speed.ts';
import { whyLeftOut, type OfferRules } from './left-out.ts';
import type { ProviderOffers } from './market.ts';
import { offerCost, type OfferCost } from './offer-cost.ts';
import { offerWords } from './offer-words.ts';
import { planInstances } from './plan-instances.ts';

export interface Scaling {
  most: number;
  leastLoad: number;
  mostLoad: number;
}

export interface RankRequest {
  market: readonly ProviderOffers[];
  needs: JobNeeds;
  /** On the machine that the estimate speaks of. */
  work: { seconds: EstimateRange; ofMedia: readonly number[] };
  measures: readonly MachineMeasureRow[];
  rules: OfferRules;
  scaling: Scaling;
  /** What an hour of waiting is worth. */
  hourIsWorthUsd: number;
  language: Language;
  nowMs: number;
}

export interface RankedOffer {
  offer: Offer;
  remote: boolean;
  told: OfferEstimate;
}

export interface Ranking {
  /** Best first. */
  offers: RankedOffer[];
  leftOut: LeftOutOffer[];
  providers: ProviderAnswer[];
}

/** What `startJob` takes. This machine has a name of its own. */
const offerKey = ({ id, provider }: Pick<Offer, 'id' | 'provider'>): string => (provider === 'local' ? id : `${provider}:${id}`);

/** Expected value of a range (PERT). */
const expected = ({ low, likely, high }: EstimateRange): number => (low + 4 * likely + high) / 6;

const machineView = ({ endsAt, machineId: _machine, usdPerGbIn: _in, usdPerGbOut: _out, ...machine }: OfferedMachine): MachineOnOffer => ({ ...machine, ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt).toISOString() }) });

function planOf(offer: Offer, cost: OfferCost, { work, scaling, rules }: RankRequest): MachinePlan {
  const { shares: _shares, ...plan } = planInstances({
    ...scaling, workSeconds: work.ofMedia.map((seconds) => seconds * cost.workFactor.likely), overheadSeconds: cost.overheadSeconds, usdPerHour: offer.usdPerHour, limitUsd: rules.limitUsd,
    worstFactor: cost.usd.likely > 0 ? Math.max(1, cost.usd.high / cost.usd.likely) : 1,
  });
  return { ...plan, seconds: Math.round(plan.seconds), usd: Math.round(plan.usd * 1e4) / 1e4, load: Math.round(plan.load * 1000) / 1000 };
}

function providerView({ provider, offers, error }: ProviderOffers, language: Language): ProviderAnswer {
  const words = offerWords(language);
  if (!error) return { provider, state: 'answered', offers: offers.length };
  if (error.details['kind'] === 'no_key') return { provider, state: 'not_set_up', offers: 0, message: words.notSetUp(provider) };
  return { provider, state: error.code, offers: 0, message: error.details['kind'] === 'late' ? words.silent(provider) : error.message };
}

export function rankOffers(request: RankRequest): Ranking {
  const { market, needs, work, measures, rules, language, nowMs, hourIsWorthUsd } = request;
  const words = offerWords(language);
  const ranked: (RankedOffer & { score: number })[] = [];
  const leftOut: LeftOutOffer[] = [];
  for (const { remote, offers } of market) {
    for (const offer of offers) {
      const { provider, description, usdPerHour, machine } = offer;
      const cost = offerCost(offer, needs, work.seconds, machineSpeed(provider, machine?.gpu ?? '', measures), remote);
      const told = { id: offerKey(offer), provider, description, usdPerHour };
      const why = whyLeftOut(offer, needs, rules, cost, language, nowMs);
      if (why) leftOut.push({ ...told, ...why });
      else ranked.push({
        offer, remote, score: expected(cost.usd) + hourIsWorthUsd * expected(cost.seconds) / 3600,
        told: {
          ...told, usd: cost.usd, seconds: cost.seconds, parts: cost.parts,
          ...(machine ? { machine: machineView(machine) } : {}), ...(remote ? { machines: planOf(offer, cost, request) } : {}), ...(machine?.interruptible === true ? { risk: words.risk } : {}),
        },
      });
    }
  }
  ranked.sort((a, b) => a.score - b.score || a.told.usdPerHour - b.told.usdPerHour || (a.told.id < b.told.id ? -1 : 1));
  return {
    offers: ranked.map(({ offer, remote, told }) => ({ offer, remote, told })),
    leftOut: leftOut.sort((a, b) => a.usdPerHour - b.usdPerHour || (a.id < b.id ? -1 : 1)),
    providers: market.map((each) => providerView(each, language)),
  };
}
