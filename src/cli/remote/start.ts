/** The command `start`: says what a job will take, asks, and only then lets a machine start. */
import type { Client } from '@aima/contract/client';
import { AppError } from '../../kernel/app-error.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { oneWord, type Remote, type RemoteCommand } from './command.ts';
import { OFFER_FLAGS, offerFilter } from './offers.ts';
import { watchJob } from './watch.ts';
import { lengthInWords } from './words.ts';

type Estimate = Awaited<ReturnType<Client['api']['estimateJob']>>;

/** More are in `aima offers`. */
const MOST_SHOWN = 8;

function estimateLines({ seconds, unknown, offers, warnings }: Estimate, jobId: string, { texts, language }: Remote): string[] {
  const usd = (amount: number): string => amount.toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return [
    texts.estimate(lengthInWords(seconds.low), lengthInWords(seconds.likely), lengthInWords(seconds.high)),
    ...(unknown.length > 0 ? [texts.estimateUnknown(unknown)] : []),
    ...offers.slice(0, MOST_SHOWN).map((offer) => texts.offer(offer.id, offer.description, offer.usd.high === 0 ? texts.free : texts.price(usd(offer.usd.likely), usd(offer.usd.high)))),
    ...offers.slice(0, MOST_SHOWN).flatMap(({ id, risk }) => (risk === undefined ? [] : [`${id}: ${risk}`])),
    ...(offers.length > MOST_SHOWN ? [texts.moreOffers(offers.length - MOST_SHOWN, jobId)] : []),
    ...warnings.map(({ message }) => message),
  ];
}

/** @throws AppError STATE_FORBIDS, USAGE */
function chosenOffer({ offers }: Estimate, given: string | undefined, { texts }: Remote): string {
  if (given !== undefined) return given;
  const [only] = offers;
  if (!only) throw new AppError('STATE_FORBIDS', texts.noOffer);
  if (offers.length > 1) throw new AppError('USAGE', texts.whichOffer(offers.slice(0, MOST_SHOWN).map(({ id }) => id).join(', ')));
  return only.id;
}

export const start: RemoteCommand = {
  flags: { ...OFFER_FLAGS, yes: { type: 'boolean', short: 'y' }, offer: { type: 'string' }, watch: { type: 'boolean' } },
  async run(remote) {
    const { texts, say, around: { signal } } = remote;
    const jobId = oneWord(remote, 'job');
    const given = remote.number('max-usd', 0);
    const { api } = await remote.client();
    const costLimitUsd = given ?? (await api.getSettings({}, { signal })).effective.costLimitUsd;
    const path = { jobId };
    const filter = offerFilter(remote);
    const estimate = await api.estimateJob({ path, query: filter }, { signal });
    for (const line of estimateLines(estimate, jobId, remote)) say(line);
    const offerId = chosenOffer(estimate, remote.option('offer'), remote);
    if (!remote.flag('yes') && !texts.yes.test(await remote.prompt().ask(texts.askStart(String(costLimitUsd))))) {
      say(texts.notStarted);
      return exitCodes.cancelled;
    }
    const seen = estimate.offers.find(({ id }) => id === offerId);
    const job = await api.startJob({
      path,
      body: { offerId, costLimitUsd, ...(seen ? { usdPerHour: seen.usdPerHour } : {}), ...(filter.interruptible ? { interruptible: true } : {}), ...(filter.machines === undefined ? {} : { mostMachines: filter.machines }) },
    }, { signal });
    if (remote.flag('watch')) return watchJob(remote, jobId);
    remote.tell({ job, estimate }, `${texts.started(jobId)}\n`);
    return exitCodes.done;
  },
};
