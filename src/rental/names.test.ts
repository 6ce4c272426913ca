import { expect, test } from 'vitest';
import { LONGEST_NAME, machineName, ownership, parseMachineName, shortId } from './names.ts';

const parts = { installation: 'AB-c1-23ff', job: '0198f2aa-0000-7000-8000-000000000000', attempt: 12, nonce: '0123abcd' };

test('a name says whose machine it is, for which job, and is read back', () => {
  const name = machineName(parts);
  expect(name).toBe('aima-abc123-0198f2-12-0123abcd');
  expect(parseMachineName(name)).toEqual({ installation: 'abc123', job: '0198f2', attempt: 12, nonce: '0123abcd' });
  expect(machineName({ ...parts, attempt: 999 }).length).toBeLessThanOrEqual(LONGEST_NAME);
});

test.each(['', 'aima', 'aima-', 'aima-abc123-0198f2-1-0123abcd-x', 'xaima-abc123-0198f2-1-0123abcd', 'aima-abc12-0198f2-1-0123abcd', 'aima-abc123-0198f2-0-0123abcd', 'aima-abc123-0198f2-1-0123abcg', 'AIMA-abc123-0198f2-1-0123abcd', 'aima-abc123-0198f2-1-0123abcd\n', 'aima-1234abcd'])('%j is no name of ours', (name) => {
  expect(parseMachineName(name)).toBeUndefined();
  expect(ownership(name, 'abc123')).toBe('foreign');
});

test('another installation is told from ours, also in one account', () => {
  const name = machineName(parts);
  expect(ownership(name, 'AB-c1-23ff')).toBe('ours');
  expect(ownership(name, 'abc124')).toBe('other');
  expect(shortId('a-b')).toBe('ab0000');
});
