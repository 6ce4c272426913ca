/** What this job is expected to cost on one offer, everything included: boot, setting up, transfer, work, end, traffic. */
import type { EstimateRange, JobNeeds, OfferPart } from '@aima/contract';
import type { Offer } from '../../gpu/provider.ts';
import { NOTHING, rounded, scaled, sum, times } from '../estimate-range.ts';
import type { MachineSpeed, Measured } from './gpu-speed.ts';
import { resultBytes } from './job-needs.ts';

export interface OfferCost {
  seconds: EstimateRange;
  usd: EstimateRange;
  parts: OfferPart[];
  /** Seconds of every machine besides its work on media, as likely. */
  overheadSeconds: number;
  /** Multiples of the time here. */
  workFactor: EstimateRange;
}

/** Of a local worker: its start, its wipe and its end. */
export const LOCAL_SECONDS: EstimateRange = { low: 2, likely: 5, high: 25 };
/** Wipe and termination; a minute at most, which decisions.md promises. */
const END: EstimateRange = { low: 5, likely: 20, high: 60 };
/** Somebody who bids more makes half of the work be done again, now and then. */
const TAKEN_AWAY: EstimateRange = { low: 1, likely: 1.1, high: 2 };
/** The worker's own program with Node. */
const BUNDLE_BYTES = 150e6;
const MEGABIT = 1e6 / 8;
const GB = 1e9;

/** As slow as the slower end; whatever a provider says of its lines is an upper bound. */
function transferSeconds(bytes: number, { range }: Measured, downMbps: number | undefined): EstimateRange {
  const at = (mbps: number): number => bytes / (Math.min(mbps, downMbps ?? Number.POSITIVE_INFINITY) * MEGABIT);
  return { low: at(range.low), likely: at(range.likely), high: at(range.high) };
}

const localCost = (workSeconds: EstimateRange, usdPerHour: number): OfferCost => {
  const part = (name: string, seconds: EstimateRange): OfferPart => ({ part: name, seconds: rounded(seconds), usd: rounded(times(seconds, usdPerHour / 3600), 4), basis: 'here' });
  const seconds = workSeconds.high === 0 ? NOTHING : sum([LOCAL_SECONDS, workSeconds]);
  return {
    seconds: rounded(seconds), usd: rounded(times(seconds, usdPerHour / 3600), 4), overheadSeconds: LOCAL_SECONDS.likely, workFactor: { low: 1, likely: 1, high: 1 },
    parts: workSeconds.high === 0 ? [] : [part('boot', LOCAL_SECONDS), part('work', workSeconds)],
  };
};

/**
 * @param workSeconds of all media, on the machine that the estimate speaks of
 * @param remote whether the machine has to be booted, set up and sent everything
 */
export function offerCost(offer: Pick<Offer, 'usdPerHour' | 'machine'>, needs: JobNeeds, workSeconds: EstimateRange, speed: MachineSpeed, remote: boolean): OfferCost {
  const { usdPerHour, machine } = offer;
  if (!remote) return localCost(workSeconds, usdPerHour);
  const interrupted = machine?.interruptible === true;
  const inBytes = needs.mediaBytes + needs.weightBytes + BUNDLE_BYTES;
  const work = scaled(scaled(workSeconds, speed.work.range), interrupted ? TAKEN_AWAY : { low: 1, likely: 1, high: 1 });
  // Measured set-ups include the models that were sent.
  const modelBytes = speed.provisionSeconds.basis === 'measured' ? 0 : needs.weightBytes + BUNDLE_BYTES;
  const transfer = transferSeconds(needs.mediaBytes + modelBytes, speed.transferMbps, machine?.downMbps);
  const byTime: [string, EstimateRange, string][] = [
    ['boot', speed.bootSeconds.range, speed.bootSeconds.basis], ['provision', speed.provisionSeconds.range, speed.provisionSeconds.basis],
    ['transfer', transfer, speed.transferMbps.basis], ['work', work, speed.work.basis], ['end', END, 'assumed'],
  ];
  const trafficUsd = inBytes / GB * (machine?.usdPerGbIn ?? 0) + resultBytes(needs) / GB * (machine?.usdPerGbOut ?? 0);
  const traffic: EstimateRange = { low: trafficUsd, likely: trafficUsd, high: trafficUsd * (interrupted ? 2 : 1.2) };
  const seconds = sum(byTime.map(([, each]) => each));
  const parts: OfferPart[] = byTime.map(([part, each, basis]) => ({ part, seconds: rounded(each), usd: rounded(times(each, usdPerHour / 3600), 4), basis }));
  return {
    seconds: rounded(seconds),
    // A minute that was begun may be a minute that is paid.
    usd: rounded(sum([times(seconds, usdPerHour / 3600), traffic, { low: 0, likely: 0, high: usdPerHour / 60 }]), 4),
    parts: [...parts, { part: 'bandwidth', seconds: NOTHING, usd: rounded(traffic, 4), basis: 'told' }],
    overheadSeconds: speed.bootSeconds.range.likely + speed.provisionSeconds.range.likely + END.likely + transferSeconds(modelBytes, speed.transferMbps, machine?.downMbps).likely,
    workFactor: speed.work.range,
  };
}
