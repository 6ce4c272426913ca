import { expect, test } from 'vitest';
import { tailOf } from './redact.ts';

test('secrets that are known or look like some do not show, and only the last words are kept', () => {
  expect(tailOf('it said 0123abcd twice: 0123abcd', ['0123abcd', ''])).toBe('it said … twice: …');
  expect(tailOf('Authorization: Bearer abc.def\nnext')).toBe('Authorization: …\nnext');
  expect(tailOf('HF_TOKEN=hf_abcdefghijklmnop ok')).not.toContain('abcdefgh');
  expect(tailOf('password: hunter2 ok')).toBe('password: … ok');
  expect(tailOf('GET https://me:secret@host/file?sig=123 failed')).toBe('GET https://…@host/file?… failed');
  expect(tailOf('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY----- after')).toBe('… after');
  expect(tailOf(`${'x'.repeat(5_000)}end`)).toHaveLength(1_500);
  expect(tailOf('E: Unable to locate package ffmpeg')).toBe('E: Unable to locate package ffmpeg');
  expect(tailOf(' \n ')).toBeUndefined();
});
