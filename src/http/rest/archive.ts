/** Completion in two steps, the archive, templates. */
import { AnalysisJob, CompletionChoice, CompletionRequest, ConfirmCompletion, JobParams, JobQuery, JobTemplate, NewTemplate, PageQuery, pageOf, ReuseJob, TemplateParams } from '@aima/contract';
import { archiveJob, confirmCompletion, createTemplate, deleteTemplate, jobFromTemplate, listTemplates, requestCompletion, restoreJob, reuseJob, searchArchive, type ControlParts } from '../../jobs/index.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'archive';

const completion = (parts: ControlParts): Operation[] => [
  operation({
    id: 'requestCompletion', method: 'POST', path: '/jobs/:jobId/completion', tag: 'jobs', summary: 'First step: what completion deletes and what it keeps', access: 'jobs:confirm', params: JobParams, body: CompletionChoice, result: CompletionRequest, errors: ['NOT_FOUND', 'STATE_FORBIDS'],
    handle: ({ principal, params, body }) => requestCompletion(parts, principal, params.jobId, body),
  }),
  operation({
    id: 'confirmCompletion', method: 'POST', path: '/jobs/:jobId/completion/confirm', tag: 'jobs', summary: 'Second step: media are wiped, the job is archived', access: 'jobs:confirm', params: JobParams, body: ConfirmCompletion, result: AnalysisJob, status: 202, idempotent: true,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CHANGED'],
    handle: ({ principal, params, body, ifMatch }) => confirmCompletion(parts, principal, params.jobId, body.confirmationToken, ifMatch),
  }),
];

const archived = (parts: ControlParts): Operation[] => [
  operation({
    id: 'searchArchive', method: 'GET', path: '/archive', tag, summary: 'Completed jobs by id, date, kind, profile, analyzer or words', access: 'jobs:read', query: JobQuery, result: pageOf(AnalysisJob),
    handle: ({ principal, query, language }) => searchArchive(parts, principal, query, language),
  }),
  operation({
    id: 'restoreJob', method: 'POST', path: '/archive/:jobId/restore', tag, summary: 'Back among the jobs, with results and without media', access: 'jobs:write', params: JobParams, result: AnalysisJob, errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CHANGED'],
    handle: ({ principal, params, ifMatch }) => restoreJob(parts, principal, params.jobId, ifMatch),
  }),
  operation({
    id: 'archiveJob', method: 'POST', path: '/jobs/:jobId/archive', tag, summary: 'Into the archive again', access: 'jobs:write', params: JobParams, result: AnalysisJob, errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CHANGED'],
    handle: ({ principal, params, ifMatch }) => archiveJob(parts, principal, params.jobId, ifMatch),
  }),
  operation({
    id: 'reuseJob', method: 'POST', path: '/jobs/:jobId/reuse', tag, summary: 'A new job that looks for the same in other media', access: 'jobs:write', params: JobParams, body: ReuseJob, result: AnalysisJob, status: 201, idempotent: true, errors: ['NOT_FOUND'],
    handle: ({ principal, params, body }) => reuseJob(parts, principal, params.jobId, body),
  }),
];

const templates = (parts: ControlParts): Operation[] => [
  operation({
    id: 'createTemplate', method: 'POST', path: '/templates', tag, summary: "Keep a job's settings as a template", access: 'jobs:write', body: NewTemplate, result: JobTemplate, status: 201, idempotent: true, errors: ['NOT_FOUND'],
    handle: ({ principal, body }) => createTemplate(parts, principal, body),
  }),
  operation({
    id: 'listTemplates', method: 'GET', path: '/templates', tag, summary: 'Templates, newest first', access: 'jobs:read', query: PageQuery, result: pageOf(JobTemplate),
    handle: ({ principal, query }) => listTemplates(parts, principal, query),
  }),
  operation({
    id: 'deleteTemplate', method: 'DELETE', path: '/templates/:templateId', tag, summary: 'Delete a template', access: 'jobs:write', params: TemplateParams, errors: ['NOT_FOUND'],
    handle: ({ principal, params }) => deleteTemplate(parts, principal, params.templateId),
  }),
  operation({
    id: 'createJobFromTemplate', method: 'POST', path: '/templates/:templateId/jobs', tag, summary: 'A new job made by a template', access: 'jobs:write', params: TemplateParams, body: ReuseJob, result: AnalysisJob, status: 201, idempotent: true, errors: ['NOT_FOUND'],
    handle: ({ principal, params, body }) => jobFromTemplate(parts, principal, params.templateId, body),
  }),
];

export const archiveOperations = (parts: ControlParts): Operation[] => [...completion(parts), ...archived(parts), ...templates(parts)];
