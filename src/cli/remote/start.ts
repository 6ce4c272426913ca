/** The command `start`: says what a job will take, asks, and only then lets a machine start. */
import type { Client } from '@aima/contract/client';
import { AppError } from '../../kernel/app-error.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { oneWord, type Remote, type RemoteCommand } from './command.ts';
import { watchJob } from './watch.ts';
import { lengthInWords } from './words.ts';

type Estimate = Awaited<ReturnType<Client['api']['estimateJob']>>;

function estimateLines({ seconds, unknown, offers, warnings }: Estimate, { texts, language }: Remote): string[] {
  const usd = (amount: number): string => amount.toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return [
    texts.estimate(lengthInWords(seconds.low), lengthInWords(seconds.likely), lengthInWords(seconds.high)),
    ...(unknown.length > 0 ? [texts.estimateUnknown(unknown)] : []),
    ...offers.map((offer) => texts.offer(offer.id, offer.description, offer.usd.high === 0 ? texts.free : texts.price(usd(offer.usd.likely), usd(offer.usd.high)))),
    ...warnings.map(({ message }) => message),
  ];
}

/** @throws AppError STATE_FORBIDS, USAGE */
function chosenOffer({ offers }: Estimate, given: string | undefined, { texts }: Remote): string {
  if (given !== undefined) return given;
  const [only] = offers;
  if (!only) throw new AppError('STATE_FORBIDS', texts.noOffer);
  if (offers.length > 1) throw new AppError('USAGE', texts.whichOffer(offers.map(({ id }) => id).join(', ')));
  return only.id;
}

export const start: RemoteCommand = {
  flags: { 'yes': { type: 'boolean', short: 'y' }, 'max-usd': { type: 'string' }, 'offer': { type: 'string' }, 'watch': { type: 'boolean' } },
  async run(remote) {
    const { texts, say, around: { signal } } = remote;
    const jobId = oneWord(remote, 'job');
    const given = remote.number('max-usd', 0);
    const { api } = await remote.client();
    const costLimitUsd = given ?? (await api.getSettings({}, { signal })).effective.costLimitUsd;
    const path = { jobId };
    const estimate = await api.estimateJob({ path }, { signal });
    for (const line of estimateLines(estimate, remote)) say(line);
    const offerId = chosenOffer(estimate, remote.option('offer'), remote);
    if (!remote.flag('yes') && !texts.yes.test(await remote.prompt().ask(texts.askStart(String(costLimitUsd))))) {
      say(texts.notStarted);
      return exitCodes.cancelled;
    }
    const job = await api.startJob({ path, body: { offerId, costLimitUsd } }, { signal });
    if (remote.flag('watch')) return watchJob(remote, jobId);
    remote.tell({ job, estimate }, `${texts.started(jobId)}\n`);
    return exitCodes.done;
  },
};
