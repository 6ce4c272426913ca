/** Observations of a job and of the whole workspace: listed, counted, looked at. */
import { FoundObservation, JobActivity, JobParams, ListedObservation, ObservationDetails, ObservationFilterQuery, ObservationQuery, pageOf, ResultFacets, SearchFacets, SearchFilterQuery, SearchQuery } from '@aima/contract';
import { z } from 'zod';
import { activityOfJob, listJobObservations, observationDetails, resultFacets, searchFacets, searchObservations, type ResultParts } from '../../results/index.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'results';

const search = (parts: ResultParts): Operation[] => [
  operation({
    id: 'searchObservations', method: 'GET', path: '/observations', tag, summary: 'Observations of all jobs: the newest jobs first, medium by medium, in order of time', access: 'results:read',
    query: SearchQuery, result: pageOf(FoundObservation),
    handle: ({ principal, query: { limit, cursor, ...filter } }) => searchObservations(parts, principal, { filter, limit, cursor }),
  }),
  operation({
    id: 'countFoundObservations', method: 'GET', path: '/observations/facets', tag, summary: 'How many observations there are in all jobs, of each analyzer, label, kind of medium and job', access: 'results:read',
    query: SearchFilterQuery, result: SearchFacets,
    handle: ({ principal, query }) => searchFacets(parts, principal, query),
  }),
  operation({
    id: 'getJobActivity', method: 'GET', path: '/jobs/:jobId/activity', tag, summary: 'When most was found in the media of a job, and their scenes', access: 'results:read',
    params: JobParams, result: JobActivity, errors: ['NOT_FOUND'],
    handle: ({ principal, params }) => activityOfJob(parts, principal, params.jobId),
  }),
];

export const observationOperations = (parts: ResultParts): Operation[] => [
  ...search(parts),
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
