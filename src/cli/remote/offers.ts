/** The command `offers`: the machines that a job could run on, by what it would cost on each; and why others were left out. */
import type { Client } from '@aima/contract/client';
import type { Language } from '@aima/contract';
import { printable } from '../analyze/progress.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { table } from '../models/table.ts';
import { oneWord, type Remote, type RemoteCommand } from './command.ts';
import { usdInWords } from './money-words.ts';
import { lengthInWords } from './words.ts';

type Estimate = Awaited<ReturnType<Client['api']['estimateJob']>>;
type Offer = Estimate['offers'][number];

const words = {
  en: {
    columns: ['ID', 'MACHINE', 'USD/H', 'USD FOR THE JOB', 'TIME', 'MACHINES'], needs: (gb: number, disk: number) => `The job needs ${gb === 0 ? 'no GPU' : `a GPU with ${gb} GB`} and a disk of ${disk} GB.`,
    to: 'to', free: 'free', none: 'There is no machine that could do it now.', leftOut: (count: number) => `Left out: ${count}${count > 0 ? ' (all of them: --why)' : ''}`, silent: (name: string, why: string) => `${name}: ${why}`,
    assumed: 'Times marked ~ were never measured on such a machine: they are guesses, hence the wide ranges.', risk: (id: string, risk: string) => `${id}: ${risk}`,
  },
  de: {
    columns: ['ID', 'MASCHINE', 'USD/STD', 'USD FÜR DEN AUFTRAG', 'ZEIT', 'MASCHINEN'], needs: (gb: number, disk: number) => `Der Auftrag braucht ${gb === 0 ? 'keine GPU' : `eine GPU mit ${gb} GB`} und ${disk} GB Platte.`,
    to: 'bis', free: 'kostenlos', none: 'Es gibt gerade keine Maschine, die das könnte.', leftOut: (count: number) => `Weggelassen: ${count}${count > 0 ? ' (alle: --why)' : ''}`, silent: (name: string, why: string) => `${name}: ${why}`,
    assumed: 'Zeiten mit ~ wurden auf so einer Maschine noch nie gemessen: sie sind geraten, daher die weiten Spannen.', risk: (id: string, risk: string) => `${id}: ${risk}`,
  },
} as const;

const guessed = (offer: Offer): boolean => offer.parts?.some(({ part, basis }) => part === 'work' && basis === 'assumed') ?? false;

function row(offer: Offer, language: Language): string[] {
  const { to, free } = words[language];
  const { seconds, usd, machine, machines } = offer;
  const usdOf = (amount: number): string => usdInWords(amount, language);
  return [
    printable(offer.id), printable([offer.description, ...(machine?.region === undefined || offer.description.includes(machine.region) ? [] : [machine.region])].join(', ')), offer.usdPerHour === 0 ? free : usdOf(offer.usdPerHour),
    usd.high === 0 ? free : `${usdOf(usd.likely)} (${usdOf(usd.low)} ${to} ${usdOf(usd.high)})`,
    seconds ? `${guessed(offer) ? '~' : ''}${lengthInWords(seconds.likely)} (${lengthInWords(seconds.low)} ${to} ${lengthInWords(seconds.high)})` : '', String(machines?.machines ?? 1),
  ];
}

function linesOf({ offers, needs, leftOut = [], leftOutCount = 0, providers = [] }: Estimate, language: Language, why: boolean): string {
  const text = words[language];
  return [
    ...(needs ? [text.needs(needs.gpuMemoryGb, needs.diskGb), ''] : []),
    offers.length === 0 ? text.none : table([[...text.columns], ...offers.map((offer) => row(offer, language))]).trimEnd(),
    ...(offers.some(guessed) ? ['', text.assumed] : []),
    ...offers.flatMap(({ id, risk }) => (risk === undefined ? [] : [text.risk(printable(id), risk)])),
    ...(leftOutCount > 0 ? ['', text.leftOut(leftOutCount)] : []),
    ...(why ? [table(leftOut.map(({ id, description, usdPerHour, message }) => [`  ${printable(id)}`, printable(description), usdInWords(usdPerHour, language), message])).trimEnd()] : []),
    ...providers.flatMap(({ provider, state, message }) => (state === 'answered' || state === 'not_set_up' ? [] : [text.silent(provider, printable(message ?? state))])),
    '',
  ].join('\n');
}

/** What of the options narrows the list. */
export function offerFilter(remote: Remote): { interruptible?: boolean; secure?: boolean; region?: string; gpu?: string; mostUsdPerHour?: number; machines?: number; costLimitUsd?: number } {
  const [region, gpu] = [remote.option('region'), remote.option('gpu')];
  const [mostUsdPerHour, machines, costLimitUsd] = [remote.number('max-usd-hour', 0), remote.number('machines', 1), remote.number('max-usd', 0)];
  return {
    ...(remote.flag('interruptible') ? { interruptible: true } : {}), ...(remote.flag('secure') ? { secure: true } : {}), ...(region === undefined ? {} : { region }), ...(gpu === undefined ? {} : { gpu }),
    ...(mostUsdPerHour === undefined ? {} : { mostUsdPerHour }), ...(machines === undefined ? {} : { machines }), ...(costLimitUsd === undefined ? {} : { costLimitUsd }),
  };
}

export const OFFER_FLAGS = {
  'interruptible': { type: 'boolean' }, 'secure': { type: 'boolean' }, 'region': { type: 'string' }, 'gpu': { type: 'string' }, 'max-usd-hour': { type: 'string' }, 'machines': { type: 'string' }, 'max-usd': { type: 'string' },
} as const;

export const offers: RemoteCommand = {
  flags: { ...OFFER_FLAGS, why: { type: 'boolean' } },
  async run(remote) {
    const { api } = await remote.client();
    const estimate = await api.estimateJob({ path: { jobId: oneWord(remote, 'job') }, query: offerFilter(remote) }, { signal: remote.around.signal });
    remote.tell(estimate, linesOf(estimate, remote.language, remote.flag('why')));
    return exitCodes.done;
  },
};
