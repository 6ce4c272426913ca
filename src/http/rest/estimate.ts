/** What a job will take in time and money. */
import { Estimate, EstimateRequest, JobParams, OfferFilter } from '@aima/contract';
import { estimateJob, estimateMedia, type EstimateParts } from '../../jobs/index.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'jobs';

export const estimateOperations = (parts: EstimateParts): Operation[] => [
  operation({
    id: 'estimateJob', method: 'GET', path: '/jobs/:jobId/estimate', tag, summary: 'Time and price, and the machines that are on offer', access: 'jobs:read', params: JobParams, query: OfferFilter, result: Estimate, errors: ['NOT_FOUND'],
    handle: ({ principal, params, query, language }) => estimateJob(parts, principal, params.jobId, { language, filter: query }),
  }),
  operation({
    id: 'estimateMedia', method: 'POST', path: '/estimates', tag, summary: 'The same of media that are in no job yet', access: 'jobs:read', body: EstimateRequest, result: Estimate, errors: ['NOT_FOUND'],
    handle: ({ principal, body, language }) => estimateMedia(parts, principal, body.mediaIds, body.settings, { language, filter: body.offers }),
  }),
];
