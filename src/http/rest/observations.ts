/** Observations of a job: listed, counted, looked at. */
import { JobParams, ListedObservation, ObservationDetails, ObservationFilterQuery, ObservationQuery, pageOf, ResultFacets } from '@aima/contract';
import { z } from 'zod';
import { listJobObservations, observationDetails, resultFacets, type ResultParts } from '../../results/index.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'results';

export const observationOperations = (parts: ResultParts): Operation[] => [
  operation({
    id: 'listObservations', method: 'GET', path: '/jobs/:jobId/observations', tag, summary: 'Observations in order of time, as they count now', access: 'results:read',
    params: JobParams, query: ObservationQuery, result: pageOf(ListedObservation), errors: ['NOT_FOUND'],
    handle: ({ principal, params, query: { limit, cursor, ...filter } }) => listJobObservations(parts, principal, { ...params, filter, limit, cursor }),
  }),
  operation({
    id: 'countObservations', method: 'GET', path: '/jobs/:jobId/observations/facets', tag, summary: 'How many observations there are of each analyzer and label', access: 'results:read',
    params: JobParams, query: ObservationFilterQuery, result: ResultFacets, errors: ['NOT_FOUND'],
    handle: ({ principal, params, query }) => resultFacets(parts, principal, params.jobId, query),
  }),
  operation({
    id: 'getObservation', method: 'GET', path: '/jobs/:jobId/observations/:observationId', tag, summary: 'One observation, what its model said, and all that was said of it', access: 'results:read',
    params: JobParams.extend({ observationId: z.string().min(1).max(300) }), result: ObservationDetails, errors: ['NOT_FOUND'],
    handle: ({ principal, params }) => observationDetails(parts, principal, params.jobId, params.observationId),
  }),
];
