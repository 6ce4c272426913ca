/** One sentence that sums up what a start means: what, how much is looked for, how long, where, for how much, at most how much. */
import { isFree, roundedSeconds, usdRange } from '#features/jobs/index.ts';
import { duration, number, usd } from '#lib/format.ts';
import type { Estimate, Offer } from './analyzer-costs.ts';
import { sayOfSummary as say } from './summary-words.ts';

interface SummedMedium { kind?: string | undefined; durationMs: number }

export interface Summed {
  media: readonly SummedMedium[];
  /** Where `media` are only the first ones. */
  mediaCount?: number;
  /** Of the estimate. */
  estimate: Pick<Estimate, 'media' | 'unknown'>;
  offer: Pick<Offer, 'provider' | 'usd' | 'seconds' | 'machine' | 'machines'> | undefined;
  /** What the job may cost at most; does not matter where it is free. */
  limitUsd: number | undefined;
}

const MS = 1000;

/** `12 min of film, 3 photos, 1 min of sound`. */
function mediaWords(media: readonly SummedMedium[]): string[] {
  const lengthOf = (kind: string): number => media.filter((medium) => medium.kind === kind).reduce((sum, { durationMs }) => sum + durationMs, 0);
  const photos = media.filter(({ kind }) => kind === 'image').length;
  const [film, sound] = [lengthOf('video'), lengthOf('audio')];
  const unclear = media.filter(({ kind }) => kind === undefined).length;
  return [
    ...(film > 0 ? [say('film', { time: duration(film) })] : []),
    ...(photos > 0 ? [say('photos', { count: photos, shown: number(photos) })] : []),
    ...(sound > 0 ? [say('sound', { time: duration(sound) })] : []),
    ...(unclear > 0 ? [say('unclear', { count: unclear, shown: number(unclear) })] : []),
  ];
}

/** `this machine`, `an RTX 4090`, `2 machines with RTX 4090`. */
function whereWords({ provider, machine, machines }: Pick<Offer, 'provider' | 'machine' | 'machines'>): string {
  if (!machine) return provider === 'local' ? say('here') : say('own', { provider });
  const count = machines?.machines ?? 1;
  const gpu = machine.gpuCount > 1 ? `${number(machine.gpuCount)} × ${machine.gpu}` : machine.gpu;
  return count > 1 ? say('several', { count: number(count), gpu }) : say('one', { gpu });
}

export function summaryOf({ media, mediaCount, estimate, offer, limitUsd }: Summed): string {
  const running = new Set(estimate.media.flatMap(({ analyzers }) => analyzers.map(({ analyzer }) => analyzer))).size;
  const seconds = offer?.seconds?.likely;
  const parts = [
    ...(mediaCount === undefined ? mediaWords(media) : [say('media', { count: mediaCount, shown: number(mediaCount) })]), say('analyzers', { count: running, shown: number(running) }),
    ...(offer ? [seconds === undefined ? say('somewhere', { where: whereWords(offer) }) : say('takes', { time: duration(roundedSeconds(seconds) * MS), where: whereWords(offer) })] : []),
    ...(offer ? (isFree(offer) ? [say('free')] : [usdRange(offer.usd), ...(limitUsd === undefined ? [] : [say('atMost', { limit: usd(limitUsd) })])]) : []),
  ];
  return `${parts.join(', ')}.`;
}

/** What the sentence leaves out: analyzers that nobody measured. */
export const unknownWords = ({ unknown }: Pick<Estimate, 'unknown'>): string | undefined => (unknown.length === 0 ? undefined : say('onTop', { count: unknown.length, shown: number(unknown.length) }));
