import { expect, test } from 'vitest';
import { z } from 'zod';
import { principalIn } from '../../tests/support/principals.ts';
import { fingerprintOf, idMadeBy } from './idempotency.ts';

test('the id of what a request makes follows from whose it is, its key and all that it says', () => {
  const me = principalIn({ workspaceId: '00000000-0000-4000-8000-000000000001' });
  const of = (who = me, operation = 'createJob', key = 'a-long-key', body: unknown = { name: 'a' }): string => idMadeBy(who, operation, key, fingerprintOf({}, {}, body));
  expect(z.uuid().parse(of())).toBe(of());
  const others = [of({ ...me, workspaceId: '00000000-0000-4000-8000-000000000002' }), of({ ...me, actor: 'user:other' }), of(me, 'createTemplate'), of(me, 'createJob', 'another-key'), of(me, 'createJob', 'a-long-key', { name: 'b' })];
  expect(new Set([of(), ...others]).size).toBe(6);
});
