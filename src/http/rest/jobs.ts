/** Jobs: made, looked at, changed, started, stopped. */
import { AnalysisJob, AnalysisJobDetail, JobChange, JobMedium, JobParams, JobQuery, MediaIds, NewJob, pageOf, PageQuery, RerunJob, StartJob } from '@aima/contract';
import { z } from 'zod';
import { addMedia, cancelJob, createJob, deleteJob, getJob, listJobMedia, listJobs, pauseJob, removeMedium, rerunJob, resumeJob, retryJob, startJob, updateJob, type ControlParts } from '../../jobs/index.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'jobs';
const JobMediumParams = JobParams.extend({ mediaId: z.string().min(1).max(100) });

const manage = (parts: ControlParts): Operation[] => [
  operation({
    id: 'createJob', method: 'POST', path: '/jobs', tag, summary: 'Make a job; no machine starts', access: 'jobs:write', body: NewJob, result: AnalysisJob, status: 201, idempotent: true, errors: ['NOT_FOUND'],
    handle: ({ principal, body }) => createJob(parts, principal, body),
  }),
  operation({
    id: 'listJobs', method: 'GET', path: '/jobs', tag, summary: 'Jobs that are not in the archive', access: 'jobs:read', query: JobQuery, result: pageOf(AnalysisJob),
    handle: ({ principal, query, language }) => listJobs(parts, principal, query, language),
  }),
  operation({
    id: 'getJob', method: 'GET', path: '/jobs/:jobId', tag, summary: 'A job with its first media, runs and steps', access: 'jobs:read', params: JobParams, result: AnalysisJobDetail, errors: ['NOT_FOUND'],
    handle: ({ principal, params, language }) => getJob(parts, principal, params.jobId, language),
  }),
  operation({
    id: 'updateJob', method: 'PATCH', path: '/jobs/:jobId', tag, summary: 'Change name, metadata, priority, or what is looked for', access: 'jobs:write', params: JobParams, body: JobChange, result: AnalysisJob,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CHANGED'],
    handle: ({ principal, params, body, ifMatch }) => updateJob(parts, principal, params.jobId, body, ifMatch),
  }),
  operation({
    id: 'deleteJob', method: 'DELETE', path: '/jobs/:jobId', tag, summary: 'Delete a job with its results; its media stay', access: 'jobs:write', params: JobParams, errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CHANGED'],
    handle: ({ principal, params, ifMatch }) => deleteJob(parts, principal, params.jobId, ifMatch),
  }),
  operation({
    id: 'listJobMedia', method: 'GET', path: '/jobs/:jobId/media', tag, summary: 'Media of a job with their runs', access: 'jobs:read', params: JobParams, query: PageQuery, result: pageOf(JobMedium), errors: ['NOT_FOUND'],
    handle: ({ principal, params, query, language }) => listJobMedia(parts, principal, params.jobId, query, language),
  }),
  operation({
    id: 'addJobMedia', method: 'POST', path: '/jobs/:jobId/media', tag, summary: 'Add media', access: 'jobs:write', params: JobParams, body: z.strictObject({ mediaIds: MediaIds.min(1) }), result: AnalysisJob, errors: ['NOT_FOUND', 'STATE_FORBIDS'],
    handle: ({ principal, params, body }) => addMedia(parts, principal, params.jobId, body.mediaIds),
  }),
  operation({
    id: 'removeJobMedium', method: 'DELETE', path: '/jobs/:jobId/media/:mediaId', tag, summary: 'Take a medium out, with what the job found in it', access: 'jobs:write', params: JobMediumParams, result: AnalysisJob, errors: ['NOT_FOUND', 'STATE_FORBIDS'],
    handle: ({ principal, params }) => removeMedium(parts, principal, params.jobId, params.mediaId),
  }),
];

const decisions = (parts: ControlParts): Operation[] => [
  operation({
    id: 'startJob', method: 'POST', path: '/jobs/:jobId/start', tag, summary: 'Start the machine that the offer names', access: 'jobs:start', params: JobParams, body: StartJob, result: AnalysisJob, idempotent: true,
    description: 'The only thing that makes a machine start. A second start is refused. Before a machine that costs is asked for, its price, the limits and the balance at its provider are looked at again.',
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CHANGED', 'NO_OFFER', 'PRICE_CHANGED', 'COST_LIMIT_TOO_LOW', 'BALANCE_TOO_LOW', 'PROVIDER_UNREACHABLE', 'PROVIDER_UNAUTHORIZED'],
    handle: ({ principal, params, body, ifMatch, language }) => startJob(parts, principal, params.jobId, body, ifMatch, language),
  }),
  operation({
    id: 'pauseJob', method: 'POST', path: '/jobs/:jobId/pause', tag, summary: 'End the machine and keep what is finished', access: 'jobs:write', params: JobParams, result: AnalysisJob, errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CHANGED'],
    handle: ({ principal, params, ifMatch }) => pauseJob(parts, principal, params.jobId, ifMatch),
  }),
  operation({
    id: 'resumeJob', method: 'POST', path: '/jobs/:jobId/resume', tag, summary: 'Go on where it was paused', access: 'jobs:start', params: JobParams, result: AnalysisJob, idempotent: true, errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CHANGED'],
    handle: ({ principal, params, ifMatch }) => resumeJob(parts, principal, params.jobId, ifMatch),
  }),
  operation({
    id: 'cancelJob', method: 'POST', path: '/jobs/:jobId/cancel', tag, summary: 'End it; finished results stay', access: 'jobs:write', params: JobParams, result: AnalysisJob, errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CHANGED'],
    handle: ({ principal, params, ifMatch }) => cancelJob(parts, principal, params.jobId, ifMatch),
  }),
  operation({
    id: 'retryJob', method: 'POST', path: '/jobs/:jobId/retry', tag, summary: 'Try again what failed, and only that', access: 'jobs:start', params: JobParams, result: AnalysisJob, idempotent: true, errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CHANGED'],
    handle: ({ principal, params, ifMatch }) => retryJob(parts, principal, params.jobId, ifMatch),
  }),
  operation({
    id: 'rerunJob', method: 'POST', path: '/jobs/:jobId/rerun', tag, summary: 'Open it for another look, also with other settings', access: 'jobs:write', params: JobParams, body: RerunJob, result: AnalysisJob, errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CHANGED'],
    description: 'It has to be started like a new job. Corrections stay.',
    handle: ({ principal, params, body, ifMatch }) => rerunJob(parts, principal, params.jobId, body.settings, ifMatch),
  }),
];

export const jobOperations = (parts: ControlParts): Operation[] => [...manage(parts), ...decisions(parts)];
