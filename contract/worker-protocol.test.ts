import { expect, test } from 'vitest';
import { LocalMedia } from './worker-protocol.ts';

test.each(['http://127.0.0.1:4711/token', 'http://127.0.0.1/x'])('a medium may lie behind %s', (url) => {
  expect(LocalMedia.parse({ url })).toEqual({ url });
});

test.each([
  'http://example.org/film', 'https://127.0.0.1/x', 'http://127.0.0.1:80@example.org/x', 'http://127.0.0.1.example.org/x', 'http://localhost/x', 'http://[::1]/x', 'file:///etc/passwd', 'http://169.254.169.254/latest', 'concat:a',
])('%s is not opened', (url) => {
  expect(LocalMedia.safeParse({ url }).success).toBe(false);
});

test('a medium is one thing or the other', () => {
  expect(LocalMedia.parse({ path: '/a' })).toEqual({ path: '/a' });
  expect(LocalMedia.safeParse({ path: '/a', url: 'http://127.0.0.1/x' }).success).toBe(false);
});
