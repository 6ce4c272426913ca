import { expect, test } from 'vitest';
import { recoveryFile, recoveryFileName, secretOf } from './recovery-file.ts';

test('each code has a line of its own, with room to cross it out', () => {
  const file = recoveryFile({ title: 'T', account: 'A', address: 'B', made: 'C', text: 'D' }, ['abcd-1234', 'efgh-5678']);
  expect(file.split('\r\n')).toEqual(['T', '', 'A', 'B', 'C', '', 'D', '', '[ ] abcd-1234', '[ ] efgh-5678', '']);
});

test('the name of the file holds nothing that leads elsewhere', () => {
  expect(recoveryFileName('ada@example.com')).toBe('aima-recovery-codes-ada@example.com.txt');
  expect(recoveryFileName('../../etc/passwd\0"')).toBe('aima-recovery-codes-._._etc_passwd_.txt');
  expect(recoveryFileName('x'.repeat(300))).toHaveLength('aima-recovery-codes-.txt'.length + 80);
});

test('the secret is shown in groups of four', () => {
  expect(secretOf('otpauth://totp/AIMA:ada@example.com?secret=JBSWY3DPEHPK3PXPAB&issuer=AIMA')).toBe('JBSW Y3DP EHPK 3PXP AB');
  expect(secretOf('nothing')).toBe('');
});
