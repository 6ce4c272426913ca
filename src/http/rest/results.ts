/** Results: what there is, whole documents, pictures, and what is deleted. */
import type { Readable } from 'node:stream';
import { DeletedResults, DeleteResultsQuery, JobDocument, JobParams, KeyframeList, Observation, pageOf, PageQuery, ResultDocument, ResultEntry } from '@aima/contract';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import { deleteResults, jobDocument, jobKeyframes, listResults, mediumDocument, observationLines, readKeyframe, type KeyframeParts } from '../../results/index.ts';
import { requirePermission } from '../../auth/principal.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'results';
const mediaId = z.string().min(1).max(100);
const JobMediumParams = JobParams.extend({ mediaId });
const LINES = 'application/x-ndjson';

/** The schema of a streamed answer is documentation; what is sent is text that was made from checked rows. */
const streamed = (stream: Promise<Readable>): Promise<never> => stream as Promise<unknown> as Promise<never>;

const lists = (parts: KeyframeParts): Operation[] => [
  operation({
    id: 'listResults', method: 'GET', path: '/results', tag, summary: 'Media with results, the newest jobs first', access: 'results:read',
    query: PageQuery.extend({ jobId: z.uuid().optional(), mediaId: mediaId.optional() }), result: pageOf(ResultEntry),
    handle: ({ principal, query }) => listResults(parts, principal, query),
  }),
  operation({
    id: 'deleteResults', method: 'DELETE', path: '/jobs/:jobId/results', tag, summary: 'Delete what models found in a job, in one medium, or in one run', access: 'results:write',
    params: JobParams, query: DeleteResultsQuery, result: DeletedResults, errors: ['NOT_FOUND', 'STATE_FORBIDS'],
    handle: ({ principal, params, query }) => deleteResults(parts, principal, { ...params, ...query }),
  }),
];

const documents = (parts: KeyframeParts): Operation[] => [
  operation({
    id: 'getResultDocument', method: 'GET', path: '/jobs/:jobId/media/:mediaId/document', tag, summary: 'The result document of one medium, streamed', access: 'results:read',
    description: 'What `aima analyze` writes, with corrections laid over it. If the results change while it is read, the connection breaks and the document has no end.',
    params: JobMediumParams, result: ResultDocument, streams: 'application/json', errors: ['NOT_FOUND', 'CONFLICT'],
    handle: ({ principal, params }) => streamed(mediumDocument(parts, principal, params)),
  }),
  operation({
    id: 'getJobDocument', method: 'GET', path: '/jobs/:jobId/document', tag, summary: 'What spans all media of a job, streamed', access: 'results:read',
    params: JobParams, result: JobDocument, streams: 'application/json', errors: ['NOT_FOUND', 'CONFLICT'],
    handle: ({ principal, params }) => streamed(jobDocument(parts, principal, params.jobId)),
  }),
  operation({
    id: 'streamObservations', method: 'GET', path: '/jobs/:jobId/observations.ndjson', tag, summary: 'Observations, one a line, medium by medium in order of time', access: 'results:read',
    params: JobParams, query: z.object({ mediaId: mediaId.optional() }), result: Observation, streams: LINES, errors: ['NOT_FOUND', 'CONFLICT'],
    handle: ({ principal, params, query }) => streamed(observationLines(parts, principal, { ...params, ...query })),
  }),
];

const keyframes = (parts: KeyframeParts): Operation[] => [
  operation({
    id: 'listKeyframes', method: 'GET', path: '/jobs/:jobId/media/:mediaId/keyframes', tag, summary: 'Pictures that the analysis kept, in order of time', access: 'results:read', params: JobMediumParams, result: KeyframeList, errors: ['NOT_FOUND'],
    async handle({ principal, params }) {
      requirePermission(principal, 'results:read');
      const { frames } = await jobKeyframes(parts, principal, params);
      return { frames: frames.map(({ atMs, width, height }) => ({ atMs, width, height, href: `/api/v1/jobs/${params.jobId}/media/${params.mediaId}/keyframes/${atMs}` })) };
    },
  }),
  operation({
    id: 'getKeyframe', method: 'GET', path: '/jobs/:jobId/media/:mediaId/keyframes/:atMs', tag, summary: 'One of these pictures', access: 'results:read',
    params: JobMediumParams.extend({ atMs: z.coerce.number().int().min(0).max(2 ** 31 - 1) }), streams: 'image/jpeg', errors: ['NOT_FOUND', 'KEY_UNAVAILABLE'],
    async handle({ principal, params: { atMs, ...place }, reply, signal }) {
      requirePermission(principal, 'results:read');
      const frame = await readKeyframe(parts, { workspaceId: principal.workspaceId, ...place }, atMs, signal);
      if (!frame) throw new AppError('NOT_FOUND', 'There is no picture of this moment.', { atMs });
      void reply.header('cache-control', 'private, max-age=3600');
      return Buffer.from(frame.jpeg);
    },
  }),
];

export const resultOperations = (parts: KeyframeParts): Operation[] => [...lists(parts), ...documents(parts), ...keyframes(parts)];
