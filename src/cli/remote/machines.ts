/** The commands `machines` (and `machines stop-all`) and `costs`. */
import type { Language, MachineView } from '@aima/contract';
import { STOP_WORD } from '@aima/contract';
import type { Client } from '@aima/contract/client';
import { AppError } from '../../kernel/app-error.ts';
import { printable } from '../analyze/progress.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { table } from '../models/table.ts';
import type { Remote, RemoteCommand } from './command.ts';
import { usdInWords } from './money-words.ts';
import { dayInWords, lengthInWords } from './words.ts';

const words = {
  en: {
    usage: 'aima machines [ID|stop-all (--installation) (--yes)] (--all --job ID)', columns: ['ID', 'PROVIDER', 'MACHINE', 'STATE', 'SINCE', 'TIME', 'USD/MIN', 'USD'], none: 'None.',
    phase: { planned: 'planned', starting: 'starting', setting_up: 'is set up', working: 'works', ending: 'is being ended', gone: 'gone' },
    ends: (at: string) => `Ends itself by ${at} at the latest.`, refused: (at: string) => `The provider does not end it since ${at}; it is asked again and again. End it by hand in the account, too.`, gone: (at: string) => `Gone since ${at}, confirmed by the provider's lists.`,
    ask: `End all rented machines now? What is finished is kept, jobs are paused. Type ${STOP_WORD}: `, notStopped: 'Nothing was stopped.',
    stopped: (jobs: number, machines: number) => `Stopped. Jobs paused: ${jobs}. Machines asked to end: ${machines}.`, still: (name: string, why: string) => `STILL THERE: ${name}: ${why}`, unlisted: (name: string) => `${name} gave no list: look into the account by hand.`,
    costs: { columns: ['DAY', 'PROVIDER', 'MACHINES', 'TIME', 'USD'], today: (spent: string, of: string) => `Today ${spent} of ${of} USD`, month: (spent: string, of: string) => `This month ${spent} of ${of} USD`, now: (usd: string) => `Now ${usd} USD a minute` },
    job: { columns: ['MACHINE', 'TIME', 'USD/H', 'OURS', "PROVIDER'S", 'ENDED'], sum: (ours: string, provider: string, estimated: string) => `Together ${ours} USD by our count, ${provider} by the provider, ${estimated} expected.`, gone: 'All machines are gone, confirmed.', notGone: 'A machine is not gone yet.', unknown: 'not told yet', usd: 'USD' },
  },
  de: {
    usage: 'aima machines [ID|stop-all (--installation) (--yes)] (--all --job ID)', columns: ['ID', 'ANBIETER', 'MASCHINE', 'ZUSTAND', 'SEIT', 'ZEIT', 'USD/MIN', 'USD'], none: 'Keine.',
    phase: { planned: 'geplant', starting: 'startet', setting_up: 'wird eingerichtet', working: 'arbeitet', ending: 'wird beendet', gone: 'weg' },
    ends: (at: string) => `Beendet sich spätestens um ${at} selbst.`, refused: (at: string) => `Der Anbieter beendet sie seit ${at} nicht; er wird weiter gefragt. Auch von Hand im Konto beenden.`, gone: (at: string) => `Weg seit ${at}, bestätigt durch die Listen des Anbieters.`,
    ask: `Jetzt alle gemieteten Maschinen beenden? Fertiges bleibt, Aufträge halten an. Zum Bestätigen ${STOP_WORD} eingeben: `, notStopped: 'Es wurde nichts angehalten.',
    stopped: (jobs: number, machines: number) => `Angehalten. Pausierte Aufträge: ${jobs}. Zum Ende aufgeforderte Maschinen: ${machines}.`, still: (name: string, why: string) => `NOCH DA: ${name}: ${why}`, unlisted: (name: string) => `${name} gab keine Liste: von Hand im Konto nachsehen.`,
    costs: { columns: ['TAG', 'ANBIETER', 'MASCHINEN', 'ZEIT', 'USD'], today: (spent: string, of: string) => `Heute ${spent} von ${of} USD`, month: (spent: string, of: string) => `Diesen Monat ${spent} von ${of} USD`, now: (usd: string) => `Jetzt ${usd} USD pro Minute` },
    job: { columns: ['MASCHINE', 'ZEIT', 'USD/STD', 'UNSERE', 'DES ANBIETERS', 'ENDE'], sum: (ours: string, provider: string, estimated: string) => `Zusammen ${ours} USD nach unserer Zählung, ${provider} nach der des Anbieters, erwartet ${estimated}.`, gone: 'Alle Maschinen sind weg, bestätigt.', notGone: 'Eine Maschine ist noch nicht weg.', unknown: 'noch nicht gesagt', usd: 'USD' },
  },
} as const;

function row(machine: MachineView, language: Language): string[] {
  const { id, provider, description, phase, startedAt, seconds, usdPerMinute, spentUsd } = machine;
  return [id, provider, printable(description), words[language].phase[phase], startedAt === undefined ? '' : dayInWords(startedAt, language), lengthInWords(seconds), usdInWords(usdPerMinute, language), usdInWords(spentUsd, language)];
}

async function list(remote: Remote): Promise<number> {
  const { language, around: { signal } } = remote;
  const client = await remote.client();
  const jobId = remote.option('job');
  const machines: MachineView[] = [];
  for await (const machine of client.pages('listMachines', { query: { limit: 500, ...(remote.flag('all') || jobId !== undefined ? {} : { open: true }), ...(jobId === undefined ? {} : { jobId }) } }, { signal })) machines.push(machine); // the same schema, as openapi-typescript writes it
  remote.tell({ machines }, machines.length === 0 ? `${words[language].none}\n` : table([[...words[language].columns], ...machines.map((each) => row(each, language))]));
  return exitCodes.done;
}

async function show(remote: Remote, machineId: string): Promise<number> {
  const { language, around: { signal } } = remote;
  const text = words[language];
  const machine = await (await remote.client()).api.getMachine({ path: { machineId } }, { signal });
  const at = (iso: string): string => dayInWords(iso, language);
  const lines = [
    table([[...text.columns], row(machine, language)]).trimEnd(), // the same schema
    machine.goneAt === undefined ? text.ends(at(machine.endsAt)) : text.gone(at(machine.goneAt)), ...(machine.refusedSince === undefined ? [] : [text.refused(at(machine.refusedSince))]),
    ...(machine.failure ? [machine.failure.message] : []), '',
    table(machine.log.map(({ at: when, kind, what, detail }) => [when, kind, printable(what), printable(detail ?? '')])).trimEnd(), '',
  ];
  remote.tell(machine, lines.join('\n'));
  return exitCodes.done;
}

type Report = Awaited<ReturnType<Client['api']['stopAllMachines']>>;

/** @returns exit code 4 where something is still there or could not be looked at */
async function stopAll(remote: Remote): Promise<number> {
  const { language, around: { signal } } = remote;
  const text = words[language];
  const { api } = await remote.client();
  if (!remote.flag('yes') && (await remote.prompt().ask(text.ask)).trim() !== STOP_WORD) {
    remote.say(text.notStopped);
    return exitCodes.cancelled;
  }
  const report: Report = await api.stopAllMachines({ body: { confirm: STOP_WORD, scope: remote.flag('installation') ? 'installation' : 'workspace' } }, { signal });
  const refused = report.machines.filter(({ outcome }) => outcome === 'refused');
  const lines = [text.stopped(report.jobs.length, report.machines.length), ...refused.map(({ provider, name, message }) => text.still(`${provider} ${printable(name)}`, printable(message ?? ''))), ...report.unlisted.map(text.unlisted)];
  remote.tell(report, `${lines.join('\n')}\n`);
  return refused.length + report.unlisted.length === 0 ? exitCodes.done : exitCodes.partly;
}

export const machines: RemoteCommand = {
  flags: { all: { type: 'boolean' }, job: { type: 'string' }, yes: { type: 'boolean', short: 'y' }, installation: { type: 'boolean' } },
  run(remote) {
    const [word, more] = remote.words;
    if (more !== undefined) throw new AppError('USAGE', words[remote.language].usage);
    if (word === undefined) return list(remote);
    return word === 'stop-all' ? stopAll(remote) : show(remote, word);
  },
};

async function jobCosts(remote: Remote, jobId: string): Promise<void> {
  const { language, around: { signal } } = remote;
  const text = words[language].job;
  const report = await (await remote.client()).api.getJobCosts({ path: { jobId } }, { signal });
  const usd = (amount: number | null): string => (amount === null ? text.unknown : `${usdInWords(amount, language)} ${text.usd}`);
  const rows = report.machines.map((each) => [`${each.provider} ${printable(each.description)}`, lengthInWords(each.seconds), usdInWords(each.usdPerHour, language), usd(each.ourUsd), usd(each.providerUsd), each.endReason ?? '']);
  const lines = [...(rows.length === 0 ? [words[language].none] : [table([[...text.columns], ...rows]).trimEnd()]), text.sum(usdInWords(report.ourUsd, language), usd(report.providerUsd), usd(report.estimatedUsd)), report.confirmedGone ? text.gone : text.notGone];
  remote.tell(report, `${lines.join('\n')}\n`);
}

export const costs: RemoteCommand = {
  flags: { days: { type: 'string' } },
  async run(remote) {
    const { words: [jobId, more], language, texts, around: { signal } } = remote;
    if (more !== undefined) throw new AppError('USAGE', texts.needs.job);
    if (jobId !== undefined) {
      await jobCosts(remote, jobId);
      return exitCodes.done;
    }
    const text = words[language].costs;
    const days = remote.number('days', 1);
    const report = await (await remote.client()).api.getCosts({ query: days === undefined ? {} : { days } }, { signal });
    const usd = (amount: number): string => usdInWords(amount, language);
    const rows = report.days.map((each) => [each.day, each.provider, String(each.machines), lengthInWords(each.seconds), usd(each.usd)]);
    const lines = [...(rows.length === 0 ? [words[language].none] : [table([[...text.columns], ...rows]).trimEnd()]), text.today(usd(report.today.spentUsd), usd(report.today.usd)), text.month(usd(report.month.spentUsd), usd(report.month.usd)), text.now(usd(report.usdPerMinute))];
    remote.tell(report, `${lines.join('\n')}\n`);
    return exitCodes.done;
  },
};
