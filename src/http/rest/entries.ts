/** `/analyze`, `/analyze/frame`, `/analyze/batch`, `/results`: for programs that know nothing of jobs. Each makes one. */
import path from 'node:path';
import { AnalyzeBatchEntry, AnalyzeFrameEntry, AnalyzeRequest, BatchEntryAnswer, EntryAnswer, EntryQuery, pageOf, PageQuery, ResultEntry, type AnalyzeBatchResponse, type EntryAccepted, type ResultDocument } from '@aima/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { frameDocument } from '../../analysis/join-documents.ts';
import { recordAudit } from '../../audit/index.ts';
import type { Principal } from '../../auth/principal.ts';
import { noteOrigin } from '../../db/index.ts';
import { AppError } from '../../kernel/app-error.ts';
import { resolveImportPath } from '../../library/index.ts';
import { listResults, mediumDocument } from '../../results/index.ts';
import { addressGuard, frameFiles, frameOf, framesOf, parseInternalHosts, sourceAddress, streamUrl, type FrameWithSound } from '../../sources/index.ts';
import { operation, type Operation } from '../operation.ts';
import { accepted, demandEntry, demandResults, readDocument, startEntry, storeMedium, waitFor, waitOf, type EntryJob, type EntryParts } from './entry-job.ts';

export interface UrlParts {
  /** Whether this installation opens addresses at all. */
  enabled: boolean;
  /** Where the downloader writes on a machine that has no file system in memory. */
  folder: string;
  /** AIMA_INTERNAL_HOSTS, AIMA_YTDLP and whatever the downloader reads. */
  env: Readonly<Record<string, string | undefined>>;
}

export interface AllEntryParts extends EntryParts {
  urls: UrlParts;
}

const tag = 'entries';
const FRAME_BYTES = 32 * 2 ** 20;
const BATCH_BYTES = 96 * 2 ** 20;

interface Asked { principal: Principal; signal: AbortSignal }

/** @throws AppError URL_IMPORT_OFF, URL_RIGHT_UNCONFIRMED, ADDRESS_REFUSED and what `streamUrl` raises */
async function mediumOfAddress(parts: AllEntryParts, text: string, rightConfirmed: boolean, { principal, signal }: Asked): Promise<string> {
  const { enabled, folder, env } = parts.urls;
  if (!enabled) throw new AppError('URL_IMPORT_OFF', 'Opening addresses is off.');
  if (!rightConfirmed) throw new AppError('URL_RIGHT_UNCONFIRMED', 'Nobody said that this medium may be used.');
  let address;
  try {
    address = sourceAddress(text);
  } catch (error) {
    throw new AppError('INVALID_MESSAGE', error instanceof Error ? error.message : 'This is no address.', { field: 'url' }, error);
  }
  if (address?.kind !== 'web') throw new AppError('INVALID_MESSAGE', 'url is an address of http or https.', { field: 'url' });
  const guard = addressGuard({ internal: parseInternalHosts(env['AIMA_INTERNAL_HOSTS']) });
  const loaded = await streamUrl(
    { url: address.url, right: { by: principal.actor, how: 'option' }, guard, withoutMemory: folder, limits: { maxBytes: parts.library.options.maxFileBytes }, env, signal },
    (source, name) => storeMedium(parts, principal, source, name, signal),
  );
  if (loaded.kind === 'live') throw new AppError('MEDIA_UNSUPPORTED', 'A stream that plays now is not analysed by this entry.');
  const { stored: mediaId, origin } = loaded;
  const { workspaceId, actor } = principal;
  await parts.database.transaction({ workspaceId }, async (tx) => {
    await noteOrigin(tx, mediaId, origin);
    await recordAudit(tx, { workspaceId, actor, action: 'media.right_confirmed', objectType: 'media', objectId: mediaId });
  });
  return mediaId;
}

async function mediumOfRequest(parts: AllEntryParts, { video_path: file, url = '', right_confirmed: right = false }: AnalyzeRequest, asked: Asked): Promise<string> {
  if (file === undefined) return mediumOfAddress(parts, url, right, asked);
  const real = await resolveImportPath(parts.library.options.importFolders, file);
  return storeMedium(parts, asked.principal, real, path.basename(file), asked.signal);
}

interface Waiting extends Asked { query: { wait?: number | undefined }; request: FastifyRequest; reply: FastifyReply }

/** 202 with where to look, or what `ready` makes of the ended job. */
async function answer<T>(parts: EntryParts, job: EntryJob, { principal, signal, query, request, reply }: Waiting, ready: () => Promise<T>): Promise<T | EntryAccepted> {
  const seconds = waitOf(query.wait, request.headers['prefer']);
  void reply.header('location', `/api/v1/jobs/${job.jobId}`);
  if (seconds > 0 && request.headers['prefer'] !== undefined) void reply.header('preference-applied', `wait=${seconds}`);
  if (seconds > 0 && await waitFor(parts, principal, job, seconds, signal)) {
    await demandResults(parts, principal, job);
    return ready();
  }
  void reply.code(202);
  return accepted(parts, principal, job);
}

/** Media of each frame: its picture and, where it has one, its sound. */
async function storeFrames(parts: EntryParts, frames: readonly FrameWithSound[], { principal, signal }: Asked): Promise<string[][]> {
  const media: string[][] = [];
  for (const [i, frame] of frames.entries()) {
    const ids: string[] = [];
    for (const { name, bytes } of await frameFiles(frame, i + 1)) ids.push(await storeMedium(parts, principal, oneChunk(bytes), name, signal));
    media.push(ids);
  }
  return media;
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function documentOfFrame(parts: EntryParts, principal: Principal, jobId: string, media: readonly string[]): Promise<ResultDocument> {
  const documents: ResultDocument[] = [];
  for (const mediaId of media) documents.push(await readDocument(parts, principal, jobId, mediaId));
  const [first] = documents;
  if (!first) throw new AppError('INTERNAL', 'A frame gave no document.');
  return frameDocument(first.job, documents);
}

const frameEntries = (parts: EntryParts): Operation[] => [
  operation({
    id: 'analyzeFrame', method: 'POST', path: '/analyze/frame', root: true, tag, summary: 'Analyse one frame with its sound, given as arrays', access: 'jobs:start', bodyLimit: FRAME_BYTES, perMinute: 60,
    query: EntryQuery, body: AnalyzeFrameEntry, result: EntryAnswer, mayGoOn: true, errors: ['STATE_FORBIDS', 'NOT_FOUND'],
    async handle(call) {
      demandEntry(call.principal);
      const { analyzers, profile, tier, language, ...body } = call.body;
      const [media = []] = await storeFrames(parts, [frameOf(body)], call);
      const job = await startEntry(parts, call.principal, 'frame', media, { analyzers, profile, tier, language: language ?? call.language });
      return answer(parts, job, call, () => documentOfFrame(parts, call.principal, job.jobId, media));
    },
  }),
  operation({
    id: 'analyzeBatch', method: 'POST', path: '/analyze/batch', root: true, tag, summary: 'Analyse frames with their sounds, given as arrays', access: 'jobs:start', bodyLimit: BATCH_BYTES, perMinute: 20,
    query: EntryQuery, body: AnalyzeBatchEntry, result: BatchEntryAnswer, errors: ['STATE_FORBIDS', 'NOT_FOUND'],
    async handle(call) {
      demandEntry(call.principal);
      const { analyzers, profile, tier, language, ...body } = call.body;
      const media = await storeFrames(parts, framesOf(body), call);
      const job = await startEntry(parts, call.principal, 'frames', media.flat(), { analyzers, profile, tier, language: language ?? call.language });
      return answer(parts, job, call, async (): Promise<AnalyzeBatchResponse> => {
        const results: ResultDocument[] = [];
        for (const each of media) results.push(await documentOfFrame(parts, call.principal, job.jobId, each));
        return { results };
      });
    },
  }),
];

/** Nothing of these is below /api/v1: their addresses are those of the programs that AIMA replaces. */
export const entryOperations = (parts: AllEntryParts): Operation[] => [
  operation({
    id: 'analyze', method: 'POST', path: '/analyze', root: true, tag, summary: 'Analyse a file of the server, or what lies behind an address', access: 'jobs:start', perMinute: 60,
    description: 'Makes a job and starts it on this machine at once. Answers 202 with its address, or with `Prefer: wait=N` (or `?wait=N`) the finished document.',
    query: EntryQuery, body: AnalyzeRequest, result: EntryAnswer, mayGoOn: true,
    errors: ['STATE_FORBIDS', 'NOT_FOUND', 'MEDIA_MISSING', 'MEDIA_UNREADABLE', 'MEDIA_UNSUPPORTED', 'MEDIA_EMPTY', 'URL_IMPORT_OFF', 'URL_RIGHT_UNCONFIRMED', 'ADDRESS_REFUSED', 'SOURCE_UNREACHABLE', 'SOURCE_REFUSED', 'SOURCE_TOO_LARGE'],
    async handle(call) {
      const { principal, body, reply } = call;
      demandEntry(principal);
      const mediaId = await mediumOfRequest(parts, body, call);
      const job = await startEntry(parts, principal, path.basename(body.video_path ?? 'address'), [mediaId], { ...body, language: body.language ?? call.language });
      return answer(parts, job, call, async () => {
        void reply.type('application/json');
        // Streamed as it is; the schema is documentation then.
        return await mediumDocument(parts, principal, { jobId: job.jobId, mediaId }) as unknown as ResultDocument;
      });
    },
  }),
  ...frameEntries(parts),
  operation({
    id: 'results', method: 'GET', path: '/results', root: true, tag, summary: 'Media with results, the newest jobs first', access: 'results:read', query: PageQuery, result: pageOf(ResultEntry),
    handle: ({ principal, query }) => listResults(parts, principal, query),
  }),
];
