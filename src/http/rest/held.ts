/** Held shots: told to their owner, released as 'not explicit', counted for administrators. */
import { HeldCounts, HeldShot, HeldShots, JobParams, ReleaseConfirmation } from '@aima/contract';
import { z } from 'zod';
import { countHeldShots, listHeldShots, releaseShot, type HeldParts } from '../../results/index.ts';
import { operation, type Operation } from '../operation.ts';

const tag = 'held';

export const heldOperations = (parts: HeldParts): Operation[] => [
  operation({
    id: 'listHeldShots', method: 'GET', path: '/jobs/:jobId/held', tag, summary: 'Shots of which nothing is told; why and what the law asks for owners', access: 'results:read', params: JobParams, result: HeldShots, errors: ['NOT_FOUND'],
    handle: ({ principal, params, language }) => listHeldShots(parts, principal, params.jobId, language),
  }),
  operation({
    id: 'releaseHeldShot', method: 'POST', path: '/jobs/:jobId/held/:heldId/release', tag, summary: "Release a held shot as 'not explicit'", access: 'results:write',
    description: 'Only a person who owns the workspace may. What describes persons, bodies, clothing or acts stays withheld; all else is told once it runs again.',
    params: JobParams.extend({ heldId: z.uuid() }), body: ReleaseConfirmation, result: HeldShot, errors: ['NOT_FOUND', 'STATE_FORBIDS'],
    handle: ({ principal, params, language }) => releaseShot(parts, principal, { ...params, language }),
  }),
  operation({
    id: 'countHeldShots', method: 'GET', path: '/system/held', tag, summary: 'How often something is held in which workspace, and nothing else', access: 'system:manage', result: HeldCounts,
    handle: ({ principal }) => countHeldShots(parts, principal),
  }),
];
