import { expect, test } from 'vitest';
import { addressAt, parseTime } from './time-address.ts';

test('times are milliseconds or read as on a clock', () => {
  expect(['62500', '1:02.5', '0:00', '1:00:00', '75:30.250'].map(parseTime)).toEqual([62_500, 62_500, 0, 3_600_000, 4_530_250]);
});

test('whatever is no time is none', () => {
  expect([null, '', '-1', '1.5', 'abc', '1:2:3:4', '1:02.', '1e9', '12345678901'].map(parseTime)).toEqual(Array.from({ length: 9 }, () => undefined));
});

test('an address keeps what else is in it', () => {
  expect(addressAt('http://a.test/jobs/1/media/2?tab=text', 1234.4, 'o-1&2')).toBe('http://a.test/jobs/1/media/2?tab=text&t=1234&finding=o-1%262');
  expect(addressAt('http://a.test/x?t=5&finding=o', 0, undefined)).toBe('http://a.test/x');
});
