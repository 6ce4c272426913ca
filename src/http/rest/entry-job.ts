/** What the thin entries share: a job on this machine, started at once, and waited for as long as the caller likes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isErrorCode, LONGEST_WAIT_S, ResultDocument, type EntryAccepted, type Language, type NewJob, type Tier } from '@aima/contract';
import { json } from 'node:stream/consumers';
import { requirePermission, type Principal } from '../../auth/principal.ts';
import { createJob, getJob, startJob, type ControlParts } from '../../jobs/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { storeFile, type Library } from '../../library/index.ts';
import { mediumDocument } from '../../results/index.ts';

export interface EntryParts extends ControlParts {
  library: Library;
}

export interface EntryChoices {
  analyzers?: string[] | undefined;
  profile?: string | undefined;
  tier?: Tier | undefined;
  language?: Language | undefined;
}

export interface EntryJob {
  jobId: string;
  mediaIds: string[];
}

const LOCAL = 'local';
const LOOK_MS = 200;
const GOING_ON = new Set(['preparing', 'ready', 'queued', 'analysing', 'paused', 'wiping']);

/** The first line of every entry: calling it stores a medium, makes a job and starts it. @throws AppError FORBIDDEN */
export function demandEntry(principal: Principal): void {
  for (const permission of ['media:write', 'jobs:write', 'jobs:start'] as const) requirePermission(principal, permission);
}

/** @throws AppError of `storeFile` */
export async function storeMedium({ library }: EntryParts, { workspaceId, userId }: Principal, source: string | AsyncIterable<Uint8Array>, name: string, signal: AbortSignal): Promise<string> {
  return (await storeFile(library, workspaceId, source, { name, ownerId: userId, signal })).mediaId;
}

/** @throws AppError STATE_FORBIDS where this machine offers nothing, and what making and starting a job raises */
export async function startEntry(parts: EntryParts, principal: Principal, name: string, media: readonly string[], { analyzers, profile, tier, language }: EntryChoices): Promise<EntryJob> {
  const [offer] = await parts.providers.find((provider) => provider.name === LOCAL)?.offers() ?? [];
  if (!offer) throw new AppError('STATE_FORBIDS', 'This installation does not analyse on its own machine; make a job and choose an offer.');
  const mediaIds = [...new Set(media)];
  const job: NewJob = {
    name: name.trim().slice(0, 200) || 'analyze', type: mediaIds.length > 1 ? 'batch' : 'single', priority: 'standard', mediaIds, metadata: { knownNames: [], context: '', notes: '' },
    settings: {
      language: language ?? 'en', fresh: false,
      ...(profile === undefined ? {} : { profile }), ...(tier === undefined ? {} : { tier }), ...(analyzers === undefined ? {} : { analyzers: analyzers.map((each) => ({ name: each })) }),
    },
  };
  const { id } = await createJob(parts, principal, job);
  await startJob(parts, principal, id, { offerId: offer.id });
  return { jobId: id, mediaIds };
}

/** `Prefer: wait=N` (RFC 7240) or `?wait=N`, in seconds. */
export function waitOf(query: number | undefined, prefer: string | string[] | undefined): number {
  const wanted = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,5})"?/i.exec([prefer ?? []].flat().join(','))?.[1];
  return Math.min(LONGEST_WAIT_S, query ?? Number(wanted ?? 0));
}

/** @returns whether the job has ended within so many seconds. @throws AppError CANCELLED */
export async function waitFor(parts: EntryParts, principal: Principal, { jobId }: EntryJob, seconds: number, signal: AbortSignal): Promise<boolean> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const { state } = await getJob(parts, principal, jobId);
    if (!GOING_ON.has(state)) return true;
    if (Date.now() >= until) return false;
    await sleep(LOOK_MS, undefined, { signal }).catch((error: unknown) => { throw new AppError('CANCELLED', 'The caller is gone; the job goes on.', { jobId }, error); });
  }
}

const documentPath = (jobId: string, mediaId: string): string => `/api/v1/jobs/${jobId}/media/${mediaId}/document`;

/** Where to look for what goes on. */
export async function accepted(parts: EntryParts, principal: Principal, { jobId, mediaIds }: EntryJob): Promise<EntryAccepted> {
  const { state } = await getJob(parts, principal, jobId);
  return { jobId, state, job: `/api/v1/jobs/${jobId}`, documents: mediaIds.map((id) => documentPath(jobId, id)) };
}

/** The whole document in memory: for small media that are joined. @throws AppError the medium's own where nothing came of it */
export async function readDocument(parts: EntryParts, principal: Principal, jobId: string, mediaId: string): Promise<ResultDocument> {
  return ResultDocument.parse(await json(await mediumDocument(parts, principal, { jobId, mediaId })));
}

/** @throws AppError of a medium that could not be analysed at all */
export async function demandResults(parts: EntryParts, principal: Principal, { jobId }: EntryJob): Promise<void> {
  const { media, failure } = await getJob(parts, principal, jobId);
  const why = media.find(({ runs, failure: own }) => own !== undefined && runs.length === 0)?.failure ?? (media.every(({ runs }) => runs.length === 0) ? failure : undefined);
  if (why) throw new AppError(isErrorCode(why.code) ? why.code : 'WORKER_FAILED', why.message, { jobId });
}
