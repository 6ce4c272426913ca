/** Corrections: said, listed, taken back. */
import { Correction, CorrectionResult, JobParams, NewCorrection, pageOf, PageQuery } from '@aima/contract';
import { z } from 'zod';
import { AppError } from '../../kernel/app-error.ts';
import { correct, listCorrections, redoCorrection, undoCorrection, type ResultParts } from '../../results/index.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'corrections';
const name = z.string().min(1).max(300);

const Query = PageQuery.extend({ mediaId: name.optional(), observationId: name.optional().describe('Those that lie on it now'), orphaned: z.enum(['true', 'false']).transform((word) => word === 'true').optional() });

/** The log is numbered, so its cursor is a number. */
function numberOf(cursor: string | undefined): string | undefined {
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor)) throw new AppError('INVALID_MESSAGE', 'This is not the cursor of a page.');
  return cursor;
}

export const correctionOperations = (parts: ResultParts): Operation[] => [
  operation({
    id: 'correct', method: 'POST', path: '/jobs/:jobId/corrections', tag, summary: 'Say that a finding is wrong, right, missing or called something else', access: 'results:write',
    description: 'Lies over model output and survives re-runs. With If-Match it is refused where the observation has changed since it was read.',
    params: JobParams, body: NewCorrection, result: CorrectionResult, status: 201, idempotent: true, errors: ['NOT_FOUND', 'VERSION_CHANGED', 'HELD'], bodyLimit: 2 ** 20,
    handle: ({ principal, params, body, ifMatch }) => correct(parts, principal, { ...params, correction: body, ifVersion: ifMatch }),
  }),
  operation({
    id: 'listCorrections', method: 'GET', path: '/jobs/:jobId/corrections', tag, summary: 'What people said, the newest first; also what lies nowhere any more', access: 'results:read',
    params: JobParams, query: Query, result: pageOf(Correction), errors: ['NOT_FOUND'],
    async handle({ principal, params, query: { cursor, ...query } }) {
      const { items, last } = await listCorrections(parts, principal, { ...params, ...query, before: numberOf(cursor) });
      return { items, ...(last === undefined ? {} : { next: last }) };
    },
  }),
  operation({
    id: 'undoCorrection', method: 'POST', path: '/jobs/:jobId/corrections/undo', tag, summary: 'Take back your newest correction in this job', access: 'results:write',
    params: JobParams, result: CorrectionResult, idempotent: true, errors: ['NOT_FOUND', 'STATE_FORBIDS'],
    handle: ({ principal, params }) => undoCorrection(parts, principal, params.jobId),
  }),
  operation({
    id: 'redoCorrection', method: 'POST', path: '/jobs/:jobId/corrections/redo', tag, summary: 'Bring back what you took back last', access: 'results:write',
    params: JobParams, result: CorrectionResult, idempotent: true, errors: ['NOT_FOUND', 'STATE_FORBIDS'],
    handle: ({ principal, params }) => redoCorrection(parts, principal, params.jobId),
  }),
];
