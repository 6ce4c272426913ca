/** The commands `jobs`, `job` and `archive`. */
import type { AnalysisJob, JobStage, JobState } from '@aima/contract';
import { bytesInWords, table } from '../models/table.ts';
import { printable } from '../analyze/progress.ts';
import { exitCodes } from '../analyze/report-outcome.ts';
import { oneWord, type Remote, type RemoteCommand } from './command.ts';
import { withAllMedia } from './job-media.ts';
import { dayInWords, lengthInWords, runsInWords, statusInWords } from './words.ts';

const PAGE = 50;

type Query = NonNullable<Parameters<Awaited<ReturnType<Remote['client']>>['api']['listJobs']>[0]>['query'];

/** `given` where it was given. */
const optional = <Key extends string, Value>(key: Key, given: Value | undefined): Partial<Record<Key, Value>> => (given === undefined ? {} : { [key]: given } as Record<Key, Value>);

async function list(remote: Remote, where: 'listJobs' | 'searchArchive', query: NonNullable<Query>): Promise<number> {
  const { texts, language, around: { signal } } = remote;
  const client = await remote.client();
  const all = remote.flag('all');
  const jobs: AnalysisJob[] = [];
  let more = false;
  for await (const job of client.pages(where, { query: { limit: all ? 500 : PAGE, ...query } }, { signal })) {
    if (!all && jobs.length === PAGE) {
      more = true;
      break;
    }
    jobs.push(job as AnalysisJob); // the same schema, as openapi-typescript writes it
  }
  const rows = jobs.map((job) => [job.id, printable(job.name), statusInWords(job, texts), String(job.mediaCount), dayInWords(job.createdAt, language)]);
  remote.tell({ jobs, more }, rows.length === 0 ? `${texts.none}\n` : `${table([texts.columns.jobs, ...rows])}${more ? `${texts.more(PAGE)}\n` : ''}`);
  return exitCodes.done;
}

/** A day is a whole one: `--to 2026-03-01` counts what was made on it. */
function momentOf(text: string | undefined, days: number): string | undefined {
  if (text === undefined) return undefined;
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(Date.parse(`${text}T00:00:00Z`) + days * 86_400_000) : new Date(text);
  // What is no moment is refused by the server, in its words.
  return Number.isNaN(day.getTime()) ? text : day.toISOString();
}

const wordsOf = <Word extends string>(text: string | undefined): Word[] | undefined => text?.split(',') as Word[] | undefined; // the server refuses unknown ones, and names the known

export const jobs: RemoteCommand = {
  flags: { state: { type: 'string' }, stage: { type: 'string' }, text: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, all: { type: 'boolean' } },
  run: (remote) => list(remote, 'listJobs', {
    ...optional('state', wordsOf<JobState>(remote.option('state'))), ...optional('stage', wordsOf<JobStage>(remote.option('stage'))), ...optional('text', remote.option('text')),
    ...optional('from', momentOf(remote.option('from'), 0)), ...optional('to', momentOf(remote.option('to'), 1)),
  }),
};

export const archive: RemoteCommand = {
  flags: { text: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, all: { type: 'boolean' } },
  run: (remote) => list(remote, 'searchArchive', { ...optional('text', remote.option('text')), ...optional('from', momentOf(remote.option('from'), 0)), ...optional('to', momentOf(remote.option('to'), 1)) }),
};

export const job: RemoteCommand = {
  async run(remote) {
    const { texts, language, around: { signal } } = remote;
    const client = await remote.client();
    const found = await withAllMedia(client, await client.api.getJob({ path: { jobId: oneWord(remote, 'job') } }, { signal }), signal);
    const media = found.media.map((each) => [`  ${printable(each.fileName)}`, each.durationMs > 0 ? lengthInWords(each.durationMs / 1000) : '', bytesInWords(each.sizeBytes, language), runsInWords(each.runs, texts), each.failure?.message ?? '']);
    const { knownNames, context, notes } = found.metadata;
    const lines = [
      `${printable(found.name)} (${found.id})`, `${statusInWords(found, texts)}, ${found.settings.profile}, ${dayInWords(found.createdAt, language)}`,
      ...[knownNames.join(', '), context, notes].filter((text) => text !== '').map((text) => `  ${printable(text)}`),
      ...(found.failure ? [`${found.failure.message} ${found.failure.next ?? ''}`.trimEnd()] : []),
    ];
    remote.tell(found, `${lines.join('\n')}\n${table(media)}`);
    return exitCodes.done;
  },
};
