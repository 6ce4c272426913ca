/**
 * Result documents as streams of text: page by page from the rows, never whole in memory. Each page is a transaction of its
 * own, because a slow reader must not hold one open; if the results change in between, the stream breaks instead of mixing two.
 */
import { Readable } from 'node:stream';
import { errorCodes, isErrorCode, SCHEMA_VERSION, type Job, type JobDocument, type Observation, type RejectedFile, type Run, type Summary } from '@aima/contract';
import { analyzers } from '../analyzers/index.ts';
import { summarise } from '../analysis/summary.ts';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { documentJob, documentMedium, documentRows, nextMedium, runsOf, type Database, type DocumentMedium, type DocumentPlace } from '../db/index.ts';
import { AppError } from '../kernel/app-error.ts';
import { summarySample, type SummarySample } from './summary-sample.ts';

const PAGE = 1000;

export interface DocumentParts {
  database: Database;
}

interface Opened {
  job: Job;
  medium: DocumentMedium;
  runs: Run[];
  firstPage: Observation[];
  place: DocumentPlace | undefined;
}

interface Wanted { workspaceId: string; jobId: string; mediaId: string }

const order = new Map(analyzers.map(({ name }, index) => [name, index]));

/** In the order of the analyzers' list, as the command writes them; what people added comes last. */
const inOrder = (runs: readonly Run[]): Run[] => {
  const rank = ({ analyzer, method }: Run): number => (method === 'user' ? Infinity : order.get(analyzer) ?? 0);
  return runs.toSorted((a, b) => Math.sign(rank(a) - rank(b)) || 0);
};

const changed = (jobId: string, mediaId: string): AppError => new AppError('CONFLICT', 'The results changed while they were read.', { jobId, mediaId });
const TRIES = 5;

/** Head and first page of one and the same state. @throws AppError NOT_FOUND, CONFLICT */
async function open({ database }: DocumentParts, { workspaceId, jobId, mediaId }: Wanted): Promise<Opened> {
  for (let left = TRIES; left > 0; left--) {
    const opened = await database.read({ workspaceId }, async (tx) => {
      const [job, medium] = [await documentJob(tx, jobId), await documentMedium(tx, jobId, mediaId)];
      if (!job || !medium) throw new AppError('NOT_FOUND', 'The job has no such medium.', { jobId, mediaId });
      const runs = inOrder(await runsOf(tx, { jobId, mediaId }));
      const { observations, last } = await documentRows(tx, { jobId, mediaId, limit: PAGE });
      const now = await documentMedium(tx, jobId, mediaId);
      return now?.stamp === medium.stamp ? { job, medium, runs, firstPage: observations, place: last } : undefined;
    });
    if (opened) return opened;
  }
  throw changed(jobId, mediaId);
}

/** @throws AppError CONFLICT where the results changed since the document was begun */
async function* pages({ database }: DocumentParts, { workspaceId, jobId, mediaId }: Wanted, { firstPage, place, medium }: Opened): AsyncGenerator<Observation[]> {
  yield firstPage;
  for (let after = place; after !== undefined;) {
    const { observations, last } = await database.read({ workspaceId }, async (tx) => {
      const page = await documentRows(tx, { jobId, mediaId, after, limit: PAGE });
      // Looked at behind the rows: whatever changed before them shows.
      if ((await documentMedium(tx, jobId, mediaId))?.stamp !== medium.stamp) throw changed(jobId, mediaId);
      return page;
    });
    yield observations;
    after = last;
  }
}

function summaryOf({ job, medium, runs }: Opened, sample: SummarySample): Summary {
  const summary = summarise({ media: medium.facts, runs, observations: sample.sample(), language: job.language, seconds: medium.seconds });
  return { ...summary, observationCount: sample.count(), byAnalyzer: sample.byAnalyzer() };
}

/** Pieces of the document's text; a page of observations at a time. */
async function* mediumText(parts: DocumentParts, wanted: Wanted, opened: Opened): AsyncGenerator<string> {
  const { job, medium, runs } = opened;
  const sample = summarySample();
  yield `{"schemaVersion":${JSON.stringify(SCHEMA_VERSION)},"job":${JSON.stringify(job)},"media":[${JSON.stringify(medium.facts)}],"runs":${JSON.stringify(runs)},"observations":[`;
  let comma = '';
  for await (const observations of pages(parts, wanted, opened)) {
    for (const observation of observations) sample.add(observation);
    if (observations.length > 0) yield comma + observations.map((observation) => JSON.stringify(observation)).join(',');
    if (observations.length > 0) comma = ',';
  }
  yield `],"summary":${JSON.stringify(summaryOf(opened, sample))}}\n`;
}

/** One observation a line, in order of time, of one medium or of all of the job. */
async function* linesOf(parts: DocumentParts, media: AsyncIterable<{ wanted: Wanted; opened: Opened }>): AsyncGenerator<string> {
  for await (const { wanted, opened } of media) {
    for await (const observations of pages(parts, wanted, opened)) {
      if (observations.length > 0) yield observations.map((observation) => `${JSON.stringify(observation)}\n`).join('');
    }
  }
}

async function* mediaOf(parts: DocumentParts, { workspaceId, jobId, mediaId }: { workspaceId: string; jobId: string; mediaId?: string | undefined }): AsyncGenerator<{ wanted: Wanted; opened: Opened }> {
  if (mediaId !== undefined) {
    const wanted = { workspaceId, jobId, mediaId };
    yield { wanted, opened: await open(parts, wanted) };
    return;
  }
  for (let place = await parts.database.read({ workspaceId }, (tx) => nextMedium(tx, jobId, undefined)); place !== undefined;) {
    const wanted = { workspaceId, jobId, mediaId: place.mediaId };
    yield { wanted, opened: await open(parts, wanted) };
    const after = place;
    place = await parts.database.read({ workspaceId }, (tx) => nextMedium(tx, jobId, after));
  }
}

function rejectedFile({ medium: { facts, failure }, job: { language } }: Opened): RejectedFile | undefined {
  if (!failure) return undefined;
  const code = isErrorCode(failure.code) ? failure.code : 'INTERNAL';
  return { fileName: facts.fileName, code, message: failure.message, next: errorCodes[code].next[language] };
}

async function* jobText(parts: DocumentParts, { workspaceId, jobId }: { workspaceId: string; jobId: string }, job: Job): AsyncGenerator<string> {
  const rejected: RejectedFile[] = [];
  const lines: string[] = [];
  const total = { mediaCount: 0, observationCount: 0, seconds: 0 };
  yield `{"schemaVersion":${JSON.stringify(SCHEMA_VERSION)},"job":${JSON.stringify(job)},"media":[`;
  for await (const { wanted, opened } of mediaOf(parts, { workspaceId, jobId })) {
    const failed = opened.runs.length === 0 ? rejectedFile(opened) : undefined;
    if (failed) {
      rejected.push(failed);
      continue;
    }
    const sample = summarySample();
    for await (const observations of pages(parts, wanted, opened)) for (const observation of observations) sample.add(observation);
    const summary = summaryOf(opened, sample);
    const { facts } = opened.medium;
    yield `${total.mediaCount > 0 ? ',' : ''}${JSON.stringify({ ...facts, document: `media/${facts.id}/document`, summary })}`;
    lines.push(`${facts.fileName}: ${summary.text}`);
    total.mediaCount += 1;
    total.observationCount += summary.observationCount;
    total.seconds += summary.seconds;
  }
  const summary: JobDocument['summary'] = { text: lines.join('\n'), ...total };
  yield `],"rejected":${JSON.stringify(rejected)},"summary":${JSON.stringify(summary)}}\n`;
}

/** The result document of one medium. @throws AppError FORBIDDEN, NOT_FOUND before anything is sent; later the stream breaks */
export async function mediumDocument(parts: DocumentParts, principal: Principal, { jobId, mediaId }: { jobId: string; mediaId: string }): Promise<Readable> {
  requirePermission(principal, 'results:read');
  const wanted = { workspaceId: principal.workspaceId, jobId, mediaId };
  return Readable.from(mediumText(parts, wanted, await open(parts, wanted)));
}

/** The document of what spans all media of a job. @throws as `mediumDocument` */
export async function jobDocument(parts: DocumentParts, principal: Principal, jobId: string): Promise<Readable> {
  requirePermission(principal, 'results:read');
  const { workspaceId } = principal;
  const job = await parts.database.read({ workspaceId }, (tx) => documentJob(tx, jobId));
  if (!job) throw new AppError('NOT_FOUND', 'There is no such job.', { jobId });
  return Readable.from(jobText(parts, { workspaceId, jobId }, job));
}

/** Observations as lines of JSON, of one medium or of the whole job. @throws as `mediumDocument` */
export async function observationLines(parts: DocumentParts, principal: Principal, { jobId, mediaId }: { jobId: string; mediaId?: string | undefined }): Promise<Readable> {
  requirePermission(principal, 'results:read');
  const { workspaceId } = principal;
  const known = await parts.database.read({ workspaceId }, async (tx) => (mediaId === undefined ? documentJob(tx, jobId) : documentMedium(tx, jobId, mediaId)));
  if (!known) throw new AppError('NOT_FOUND', 'There is no such job or medium.', { jobId });
  return Readable.from(linesOf(parts, mediaOf(parts, { workspaceId, jobId, mediaId })));
}
