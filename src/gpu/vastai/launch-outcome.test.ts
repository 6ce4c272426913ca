import { expect, test } from 'vitest';
import { launchOutcome } from './launch-outcome.ts';

const json = (status: number, body: unknown) => ({ status, body, says: JSON.stringify(body) });
const plain = (status: number, says: string) => ({ status, body: undefined, says });

test('a contract that was made', () => {
  expect(launchOutcome(json(200, { success: true, new_contract: 28811023 }))).toEqual({ outcome: 'created', id: '28811023' });
});

test.each([
  [json(404, { success: false, error: 'invalid_args', msg: 'error 404/3603: no_such_ask 12 is not available.' }), 'no_capacity'],
  [json(410, { success: false, error: 'no_such_ask', msg: 'error 410/3907 no longer available' }), 'no_capacity'],
  [json(400, { success: false, error: 'no_such_ask' }), 'no_capacity'],
  [json(200, { success: false, error: 'no_such_ask' }), 'no_capacity'],
  [json(400, { success: false, error: 'invalid_args', msg: 'image' }), 'invalid'],
  [json(200, { success: false, msg: 'something else' }), 'invalid'],
  [json(400, { success: false, error: 'insufficient_credit' }), 'out_of_money'],
  [json(400, { success: false, error: 'spend_rate_limit' }), 'spend_limit'],
  [json(401, { success: false, error: 'auth_error', msg: 'Invalid user key' }), 'unauthorized'],
  [json(403, { success: false }), 'forbidden'],
  [json(429, { detail: 'API requests too frequent endpoint threshold=4.5' }), 'rate_limited'],
  [plain(429, 'API requests too frequent'), 'rate_limited'],
  [plain(404, '<html>not found</html>'), 'no_capacity'],
])('nothing was made: %j', (reply, reason) => {
  expect(launchOutcome(reply)).toMatchObject({ outcome: 'refused', reason });
  expect(launchOutcome(reply)).not.toHaveProperty('leftoverId');
});

test.each([400, 404, 200, 500])('status %i with a contract in a failure leaves something behind', (status) => {
  expect(launchOutcome(json(status, { success: false, error: 'low_bid', msg: 'too low', new_contract: 5 }))).toMatchObject({ outcome: 'refused', leftoverId: '5' });
  expect(launchOutcome(json(status, { success: false, new_contract: 5 }))).toMatchObject({ outcome: 'refused', leftoverId: '5' });
});

test.each([
  json(500, { success: false, error: 'internal' }), json(503, { success: false, error: 'no_such_ask' }), plain(502, '<html>bad gateway</html>'),
  plain(200, '{"success":tr'), json(200, { success: true }), json(200, {}), json(200, null), json(308, {}), json(409, { error: 'conflict' }), plain(408, 'timeout'),
])('nobody knows: %j', (reply) => {
  expect(launchOutcome(reply).outcome).toBe('unknown');
});
