import { expect, test } from 'vitest';
import { readAnswer, type Answer } from '../http/answer.ts';
import { launchOf, spotLaunchOf } from './launch.ts';

const answer = (status: number, body: unknown): Promise<Answer> =>
  readAnswer(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }), (text) => text);
const problem = (status: number, detail: string): Promise<Answer> => answer(status, { title: 'T', status, detail });

const NO_CAPACITY = 'There are no longer any instances available with the requested specifications. Please refresh and try again.';
const NO_DISK = 'There are no longer any instances available with enough disk space.';

test.each([
  [400, NO_CAPACITY, 'no_capacity'], [400, NO_DISK, 'no_capacity'], [400, 'There are not enough free GPUs on the host machine.', 'no_capacity'],
  [400, 'Bad data center', 'invalid'], [401, 'missing bearer token', 'unauthorized'], [402, 'Your account balance is too low to rent a pod', 'out_of_money'],
  [402, 'You have reached the spend limit of your account.', 'spend_limit'], [403, 'access denied', 'forbidden'], [404, 'template not found', 'invalid'],
  [409, 'conflict', 'invalid'], [422, 'Request validation failed.', 'invalid'], [429, 'slow down', 'rate_limited'],
])('status %i, %s: nothing exists, %s', async (status, detail, reason) => {
  expect(launchOf(await problem(status, detail), 0)).toEqual({ outcome: 'refused', reason, message: `RunPod refused: ${detail} · T` });
});

test.each([[201, '{"id":'], [201, ''], [201, {}], [201, { id: '../x' }], [200, []], [204, ''], [301, ''], [408, {}], [500, { detail: NO_CAPACITY }], [502, '<html>'], [504, {}], [520, '']])(
  'status %i with %j proves nothing', async (status, body) => {
    expect(launchOf(status === 204 ? { ...await answer(200, ''), status } : await answer(status, body), 0)).toMatchObject({ outcome: 'unknown' });
  });

test('what is paid is the pod and its disk, where the answer says what the pod costs', async () => {
  const pod = { id: 'a1', status: 'PROVISIONING', runtime: {}, ssh: null };
  expect(launchOf(await answer(201, { ...pod, cost: 0.74 }), 0.01)).toEqual({ outcome: 'created', id: 'a1', usdPerHour: 0.75 });
  expect(launchOf(await answer(201, { ...pod, cost: '0.74' }), 0)).toEqual({ outcome: 'created', id: 'a1', usdPerHour: 0.74 });
  for (const cost of [0, null, undefined, 'much']) expect(launchOf(await answer(200, { ...pod, cost }), 0.01)).toEqual({ outcome: 'created', id: 'a1' });
});

const graphql = (message: string, code?: string) => ({ data: { podRentInterruptable: null }, errors: [{ message, ...(code && { extensions: { code } }) }] });

test.each([
  [200, graphql(NO_CAPACITY), 'no_capacity'], [200, graphql('x', 'SUPPLY_CONSTRAINT'), 'no_capacity'], [200, graphql('x', 'INSUFFICIENT_BALANCE'), 'out_of_money'],
  [200, graphql('Unauthorized', 'UNAUTHENTICATED'), 'unauthorized'], [200, graphql('bad', 'BAD_USER_INPUT'), 'invalid'], [400, graphql('Cannot query field', 'GRAPHQL_VALIDATION_FAILED'), 'invalid'],
  [401, {}, 'unauthorized'], [429, {}, 'rate_limited'],
])('a bid, status %i with %j: refused, %3$s', async (status, body, reason) => {
  expect(spotLaunchOf(await answer(status, body), 0)).toMatchObject({ outcome: 'refused', reason });
});

test.each([[200, graphql('Something went wrong. Please try again later.', 'INTERNAL_SERVER_ERROR')], [200, { data: { podRentInterruptable: null } }], [200, '{"data":'], [200, ''], [200, []], [502, '<html>'], [500, graphql(NO_CAPACITY)]])(
  'a bid, status %i with %j proves nothing', async (status, body) => {
    expect(spotLaunchOf(await answer(status, body), 0)).toMatchObject({ outcome: 'unknown' });
  });

test('a bid that won says which machine, also beside errors of other fields', async () => {
  expect(spotLaunchOf(await answer(200, { data: { podRentInterruptable: { id: 'b2', costPerHr: 0.2 } }, errors: [{ message: 'x' }] }), 0.01)).toEqual({ outcome: 'created', id: 'b2', usdPerHour: 0.21000000000000002 });
});
