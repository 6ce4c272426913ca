/** Why an offer is not taken: rules of the installation, wishes of who asks, needs of the job. The first that holds is told. */
import type { EstimateRange, JobNeeds, Language } from '@aima/contract';
import type { Offer, OfferedMachine } from '../../gpu/provider.ts';
import { offerWords, type OfferWords } from './offer-words.ts';

export interface OfferRules {
  secureOnly: boolean;
  interruptible: boolean;
  /** Lists of countries and data centres, of the installation and of who asks: within each of them; an empty list is anywhere. */
  regions: readonly (readonly string[])[];
  /** 0..1 */
  leastReliability: number;
  leastCuda: number;
  mostUsdPerHour: number;
  limitUsd: number;
  /** Part of a GPU's name. */
  gpu?: string | undefined;
  /** Physical machines that failed lately, as `PROVIDER:ID`. */
  avoid?: ReadonlySet<string>;
}

export interface WhyLeftOut {
  code: string;
  message: string;
}

/** Servers of one's own. */
const OWN = 'ssh';

const inRegion = (region: string | undefined, allowed: readonly string[]): boolean => {
  if (allowed.length === 0) return true;
  const name = region?.toUpperCase();
  // Data centres begin with an area and a country: `EU-RO-1`, `US-KS-2`.
  return name !== undefined && allowed.some((each) => name === each.toUpperCase() || name.split('-').slice(0, 2).includes(each.toUpperCase()));
};

/** Cents where that says something. */
export const usdText = (usd: number): string => (usd >= 0.1 ? usd.toFixed(2) : usd.toPrecision(2));
const percent = (share: number): number => Math.round(share * 1000) / 10;

/** What is demanded of the machines of others. */
function whyNotRented({ machine, usdPerHour, provider }: Offer & { machine: OfferedMachine }, rules: OfferRules, seconds: EstimateRange, words: OfferWords, nowMs: number): WhyLeftOut | undefined {
  if (machine.interruptible && !rules.interruptible) return { code: 'interruptible', message: words.interruptible };
  if (rules.secureOnly && !machine.secure) return { code: 'not_secure', message: words.not_secure };
  const elsewhere = rules.regions.find((allowed) => !inRegion(machine.region, allowed));
  if (elsewhere) return { code: 'region', message: words.region(machine.region, elsewhere.join(', ')) };
  if (machine.reliability !== undefined && machine.reliability < rules.leastReliability) {
    return { code: 'reliability', message: words.reliability(percent(machine.reliability), percent(rules.leastReliability)) };
  }
  if (machine.cudaVersion !== undefined && machine.cudaVersion < rules.leastCuda) return { code: 'cuda', message: words.cuda(machine.cudaVersion, rules.leastCuda) };
  if (usdPerHour > rules.mostUsdPerHour) return { code: 'price', message: words.price(usdText(usdPerHour), usdText(rules.mostUsdPerHour)) };
  if (machine.endsAt !== undefined && machine.endsAt < nowMs + seconds.high * 1000) return { code: 'ends_too_soon', message: words.ends_too_soon(new Date(machine.endsAt).toISOString()) };
  if (machine.machineId !== undefined && rules.avoid?.has(`${provider}:${machine.machineId}`) === true) return { code: 'failed_lately', message: words.failed_lately };
  return undefined;
}

/**
 * What a provider filtered is looked at again here: some filters are not kept by those who offer them. What a provider does not
 * tell of CUDA is let pass, since the machine itself is asked before anything is paid for long, and so is a reliability that it
 * never counts (RunPod); an unknown region is not.
 *
 * @returns undefined for one that may be taken
 */
export function whyLeftOut(offer: Offer, needs: JobNeeds, rules: OfferRules, cost: { usd: EstimateRange; seconds: EstimateRange }, language: Language, nowMs: number): WhyLeftOut | undefined {
  const { machine, usdPerHour, provider } = offer;
  if (!machine) return undefined;
  const words = offerWords(language);
  if (machine.gpuMemoryGb < needs.gpuMemoryGb) return { code: 'gpu_memory', message: words.gpu_memory(machine.gpuMemoryGb, needs.gpuMemoryGb) };
  if (rules.gpu !== undefined && !machine.gpu.toLowerCase().includes(rules.gpu.toLowerCase())) return { code: 'gpu', message: words.gpu(machine.gpu, rules.gpu) };
  // An own server is where its owner put it.
  const why = provider === OWN || usdPerHour === 0 ? undefined : whyNotRented({ ...offer, machine }, rules, cost.seconds, words, nowMs);
  if (why) return why;
  if (cost.usd.low > rules.limitUsd) return { code: 'cost_limit', message: words.cost_limit(usdText(cost.usd.low), usdText(rules.limitUsd)) };
  return undefined;
}
