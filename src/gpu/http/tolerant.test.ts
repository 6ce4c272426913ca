import { expect, test } from 'vitest';
import { z } from 'zod';
import { flag, listOf, maybe, numeric, text, timestamp } from './tolerant.ts';

const Machine = z.object({ id: z.string(), cost: numeric, name: text, locked: flag, ssh: maybe(z.object({ port: numeric })), gpus: listOf(z.object({ util: z.number() })), createdAt: timestamp });
const nothing = { cost: undefined, name: undefined, locked: undefined, ssh: undefined, gpus: [], createdAt: undefined };

test('what is missing, null or makes no sense is absent, and the rest is read', () => {
  expect(Machine.parse({ id: 'a' })).toEqual({ id: 'a', ...nothing });
  expect(Machine.parse({ id: 'a', cost: null, name: null, locked: null, ssh: null, gpus: null, createdAt: null })).toEqual({ id: 'a', ...nothing });
  expect(Machine.parse({ id: 'a', cost: 'dear', name: ' ', locked: 'no', ssh: [], gpus: {}, createdAt: 'yesterday' })).toEqual({ id: 'a', ...nothing });
  expect(Machine.parse({ id: 'a', cost: 'NaN', name: {}, ssh: 'x', gpus: [null, { util: '3' }, { util: 4 }] })).toEqual({ id: 'a', ...nothing, gpus: [{ util: 4 }] });
  expect(Machine.safeParse({}).success).toBe(false);
});

test('numbers come as text, text with ends of lines, and fields that nobody knows', () => {
  expect(Machine.parse({ id: 'a', cost: '0.74', name: '203.0.113.7\n', locked: true, ssh: { port: '22', more: 1 }, gpus: [{ util: 0 }], createdAt: '2026-11-21T02:00:00Z', rack: 'r7' }))
    .toEqual({ id: 'a', cost: 0.74, name: '203.0.113.7', locked: true, ssh: { port: 22 }, gpus: [{ util: 0 }], createdAt: Date.UTC(2026, 10, 21, 2) });
  expect(numeric.parse('')).toBeUndefined();
  expect(numeric.parse(0)).toBe(0);
  expect(text.parse(7)).toBe('7');
});
